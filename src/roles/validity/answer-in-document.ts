import { goldPhrases, type ValidityCheck } from './validity-check.js'
import { containsPhrase } from './words-of.js'

/** The gold answer (the right option's text, each item of a list) occurs in the document. True and false pass. */
export const answerInDocument: ValidityCheck = {
  reason: 'answer-not-in-document',
  fails: ({ task, document }) => goldPhrases(task).some((phrase) => !containsPhrase(document.text, phrase)),
}
