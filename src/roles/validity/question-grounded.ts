import type { Document } from '../../words.js'
import { ofTheLast } from './of-the-last.js'
import { goldPhrases, stemOf, type ValidityCheck } from './validity-check.js'
import { contentWordsOf, stem, wordsOf } from './words-of.js'

/** Questions of this many content words may hold one that the document lacks ("which element …", a false claim). */
const FORGIVING = 3

/** The words of each sentence. */
const sentencesOf = ofTheLast((document: Pick<Document, 'text'>) =>
  document.text
    .split(/(?<=[.!?])\s+|\n+/)
    .filter((sentence) => sentence.trim() !== '')
    .map((sentence) => new Set(wordsOf(sentence).map(stem))),
)

/**
 * Some two adjacent sentences of the document hold the gold answer and the content words of the question's stem, but for
 * one if there are three or more. Strict: it suits documents worded like the questions; paraphrases fail it.
 */
export const questionGrounded: ValidityCheck = {
  reason: 'question-not-grounded',
  fails({ task, document }) {
    const asked = [...contentWordsOf(stemOf(task))]
    const answered = goldPhrases(task).flatMap(wordsOf).map(stem)
    const missable = asked.length >= FORGIVING ? 1 : 0
    const sentences = sentencesOf(document)
    return !sentences.some((sentence, i) => {
      const isThere = (word: string) => sentence.has(word) || sentences[i + 1]?.has(word) === true
      return answered.every(isThere) && asked.filter((word) => !isThere(word)).length <= missable
    })
  },
}
