import { goldPhrases, stemOf, type ValidityCheck } from './validity-check.js'
import { contentWordsOf, stem, wordsOf } from './words-of.js'

/**
 * Some two adjacent sentences of the document hold every content word of the question's stem and of the gold answer.
 * Strict: it suits documents worded like the questions; paraphrases fail it.
 */
export const questionGrounded: ValidityCheck = {
  reason: 'question-not-grounded',
  fails({ task, document }) {
    const needed = new Set([...contentWordsOf(stemOf(task)), ...goldPhrases(task).flatMap(wordsOf).map(stem)])
    const sentences = document.text
      .split(/(?<=[.!?])\s+|\n+/)
      .filter((sentence) => sentence.trim() !== '')
      .map((sentence) => new Set(wordsOf(sentence).map(stem)))
    return !sentences.some((sentence, i) =>
      [...needed].every((word) => sentence.has(word) || sentences[i + 1]?.has(word) === true),
    )
  },
}
