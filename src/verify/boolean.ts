import { type AnswerKind, match, mismatch, undecided, unparsable } from './judgement.js'
import { foldWords } from './normalise.js'

const VALUES: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
])

/** True or false, also said as yes or no. */
export const boolean: AnswerKind = {
  conforms: (value) => VALUES.has(value),
  compare(gold, answer) {
    const expected = VALUES.get(foldWords(gold))
    if (expected === undefined) return undecided('boolean/gold')
    const given = VALUES.get(foldWords(answer))
    if (given === undefined) return unparsable('boolean/unreadable')
    const forms = { goldForm: String(expected), answerForm: String(given) }
    return given === expected ? match('boolean/equal', forms) : mismatch('boolean/different', forms)
  },
}
