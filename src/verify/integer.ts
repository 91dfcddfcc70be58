import { type AnswerKind, match, mismatch, undecided, unparsable } from './judgement.js'
import { parseDecimal } from './math/decimal.js'
import { normaliseCharacters, unwrap } from './normalise.js'
import { unitsClash } from './units.js'

/** Whole numbers of any size, written out; a percent sign or unit repeats what the question states. */
export const integer: AnswerKind = {
  conforms: (value) => value.length <= 100 && /^[+-]?(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)$/.test(value),
  compare(gold, answer) {
    const expected = parseDecimal(unwrap(normaliseCharacters(gold)))
    if (expected === null || expected === 'bound' || expected.value.d !== 1n) return undecided('integer/gold')
    const given = parseDecimal(unwrap(normaliseCharacters(answer)))
    if (given === null) return unparsable('integer/unreadable')
    if (given === 'bound') return undecided('integer/bound')
    if (unitsClash(expected.unit, given.unit)) return mismatch('integer/unit')
    if (given.value.d !== 1n) return mismatch('integer/not-whole')
    return given.value.n === expected.value.n ? match('integer/equal') : mismatch('integer/different')
  },
}
