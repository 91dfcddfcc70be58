import { type AnswerKind, match, mismatch, undecided, unparsable } from './judgement.js'
import { parseDecimal } from './math/decimal.js'
import { multiply, type Rational, rational, within } from './math/rational.js'
import { computed, inUnitOf, printNumber, readNumber } from './written-number.js'

const RELATIVE = rational(1n, 1_000_000n)
const HUNDREDTH = rational(1n, 100n)

function tolerance(gold: Rational, decimals: number | undefined): Rational {
  if (decimals === undefined) return multiply({ n: gold.n < 0n ? -gold.n : gold.n, d: gold.d }, RELATIVE)
  return rational(1n, 2n * 10n ** BigInt(Math.min(Math.max(Math.trunc(decimals), 0), 100)))
}

const terminates = ({ d }: Rational): boolean => 10n ** BigInt(d.toString(2).length) % d === 0n

/** Decimals, compared exactly: within half a unit of the stated place, else within 1e-6 of the gold (relative). */
export const float: AnswerKind = {
  conforms: (value) => {
    if (value.length > 100 || !/^[+-]?[\d,]*\.?\d*(?:e[+-]?\d+)?$/i.test(value)) return false
    const parsed = parseDecimal(value)
    return parsed !== null && parsed !== 'bound'
  },
  compare(gold, answer, context) {
    const expected = readNumber(gold, context)
    if (expected === null || expected === 'bound') return undecided('float/gold')
    const given = readNumber(answer, context)
    if (given === null) return computed(gold, answer, context, 'float') ?? unparsable('float/unreadable')
    if (given === 'bound') return undecided('float/bound')
    const value = inUnitOf(given, expected)
    const forms = {
      goldForm: printNumber(expected.value),
      answerForm: printNumber(value ?? given.value),
    }
    if (value === undefined) return mismatch('float/unit', forms)
    const bound = tolerance(expected.value, context.decimals)
    if (within(value, expected.value, bound)) return match('float/within', forms)
    if (given.percent && !expected.percent && within(multiply(value, HUNDREDTH), expected.value, bound))
      return match('float/percent', forms)
    // 1/3 for 0.333333
    const rounded = terminates(value) ? undefined : computed(gold, answer, context, 'float')
    return rounded ?? mismatch('float/different', forms)
  },
}
