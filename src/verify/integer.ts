import { type AnswerKind, match, mismatch, undecided, unparsable } from './judgement.js'
import { computed, inUnitOf, printNumber, readNumber } from './written-number.js'

/**
 * Whole numbers of any size, written out; a percent sign or unit repeats what the question states. Where only the
 * value counts, also expressions that are worth one.
 */
export const integer: AnswerKind = {
  conforms: (value) => value.length <= 100 && /^[+-]?(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)$/.test(value),
  compare(gold, answer, context) {
    const expected = readNumber(gold, context)
    if (expected === null || expected === 'bound' || expected.value.d !== 1n) return undecided('integer/gold')
    const given = readNumber(answer, context)
    if (given === null) return computed(gold, answer, context, 'integer') ?? unparsable('integer/unreadable')
    if (given === 'bound') return undecided('integer/bound')
    const value = inUnitOf(given, expected)
    const forms = {
      goldForm: printNumber(expected.value),
      answerForm: printNumber(value ?? given.value),
    }
    if (value === undefined) return mismatch('integer/unit', forms)
    if (value.d !== 1n) return mismatch('integer/not-whole', forms)
    return value.n === expected.value.n ? match('integer/equal', forms) : mismatch('integer/different', forms)
  },
}
