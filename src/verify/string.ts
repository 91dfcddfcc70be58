import { type AnswerKind, match, mismatch, undecided, unparsable } from './judgement.js'
import { foldWords } from './normalise.js'

/** Exact terms: equal after trimming, case folding and normalising whitespace and Unicode. */
export const string: AnswerKind = {
  conforms: (value) => {
    const folded = foldWords(value)
    return value.length <= 100 && /[\p{L}\p{N}]/u.test(folded) && folded.split(' ').length <= 3
  },
  compare(gold, answer) {
    const expected = foldWords(gold)
    if (expected === '') return undecided('string/gold')
    const given = foldWords(answer)
    if (given === '') return unparsable('string/empty')
    const forms = { goldForm: expected, answerForm: given }
    return given === expected ? match('string/equal', forms) : mismatch('string/different', forms)
  },
}
