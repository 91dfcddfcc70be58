import { type AnswerKind, match, mismatch, undecided, unparsable } from './judgement.js'
import { parseDecimal } from './math/decimal.js'
import { multiply, type Rational, rational, within } from './math/rational.js'
import { unitsClash } from './units.js'
import { computed, printNumber, readNumber } from './written-number.js'

const RELATIVE = rational(1n, 1_000_000n)
const HUNDREDTH = rational(1n, 100n)

function tolerance(gold: Rational, decimals: number | undefined): Rational {
  if (decimals === undefined) return multiply({ n: gold.n < 0n ? -gold.n : gold.n, d: gold.d }, RELATIVE)
  return rational(1n, 2n * 10n ** BigInt(Math.min(Math.max(Math.trunc(decimals), 0), 100)))
}

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
    const forms = { goldForm: printNumber(expected.value), answerForm: printNumber(given.value) }
    if (unitsClash(expected.unit, given.unit)) return mismatch('float/unit', forms)
    const bound = tolerance(expected.value, context.decimals)
    if (within(given.value, expected.value, bound)) return match('float/within', forms)
    if (given.percent && !expected.percent && within(multiply(given.value, HUNDREDTH), expected.value, bound))
      return match('float/percent', forms)
    return mismatch('float/different', forms)
  },
}
