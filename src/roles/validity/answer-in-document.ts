import type { Document } from '../../words.js'
import { ofTheLast } from './of-the-last.js'
import { goldPhrases, type ValidityCheck } from './validity-check.js'
import { phrasesIn } from './words-of.js'

const wordsIn = ofTheLast(({ text }: Pick<Document, 'text'>) => phrasesIn(text))

/** The gold answer (the right option's text, each item of a list) occurs in the document. True and false pass. */
export const answerInDocument: ValidityCheck = {
  reason: 'answer-not-in-document',
  fails: ({ task, document }) => goldPhrases(task).some((phrase) => !wordsIn(document)(phrase)),
}
