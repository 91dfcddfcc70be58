import { type AnswerKind, match, mismatch, undecided, unparsable } from './judgement.js'
import { parseDecimal } from './math/decimal.js'
import { multiply, type Rational, rational, within } from './math/rational.js'
import { normaliseCharacters, unwrap } from './normalise.js'
import { unitsClash } from './units.js'

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
  compare(gold, answer, { decimals }) {
    const expected = parseDecimal(unwrap(normaliseCharacters(gold)))
    if (expected === null || expected === 'bound') return undecided('float/gold')
    const given = parseDecimal(unwrap(normaliseCharacters(answer)))
    if (given === null) return unparsable('float/unreadable')
    if (given === 'bound') return undecided('float/bound')
    if (unitsClash(expected.unit, given.unit)) return mismatch('float/unit')
    const bound = tolerance(expected.value, decimals)
    if (within(given.value, expected.value, bound)) return match('float/within')
    if (given.percent && !expected.percent && within(multiply(given.value, HUNDREDTH), expected.value, bound))
      return match('float/percent')
    return mismatch('float/different')
  },
}
