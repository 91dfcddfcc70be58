import { goldPhrases, stemOf, type ValidityCheck } from './validity-check.js'
import { containsPhrase, wordsOf } from './words-of.js'

/**
 * The question already states the gold answer. Naming it as one of several alternatives ("xenon or tin") is no leak, and
 * a list leaks only if all of its items stand there in the answer's order.
 */
export const answerLeaked: ValidityCheck = {
  reason: 'answer-leaked',
  fails({ task }) {
    const phrases = goldPhrases(task)
    if (phrases.length === 0) return false
    const stem = stemOf(task)
    if (task.answerType === 'list') return containsPhrase(stem, phrases.join(' '))
    const phrase = phrases[0] as string
    return containsPhrase(stem, phrase) && !isAlternative(stem, phrase)
  },
}

function isAlternative(stem: string, phrase: string): boolean {
  const words = ` ${wordsOf(stem).join(' ')} `
  const answer = wordsOf(phrase).join(' ')
  return [`${answer} or `, ` or ${answer} `, ` or the ${answer} `].some((pattern) => words.includes(pattern))
}
