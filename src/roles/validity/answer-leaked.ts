import { goldPhrases, stemOf, type ValidityCheck } from './validity-check.js'
import { containsPhrase, wordsOf } from './words-of.js'

/**
 * The question already states the gold answer. No leak: naming it as one of several alternatives ("xenon or tin"), or
 * a number among other numbers ("the largest of 3, 7, 5"). A list leaks only if all of its items stand there in order.
 */
export const answerLeaked: ValidityCheck = {
  reason: 'answer-leaked',
  fails({ task }) {
    const phrases = goldPhrases(task)
    if (phrases.length === 0) return false
    const stem = stemOf(task)
    if (task.answerType === 'list') return containsPhrase(stem, phrases.join(' '))
    const phrase = phrases[0] as string
    return containsPhrase(stem, phrase) && !isAlternative(stem, phrase) && !isOneOfManyNumbers(stem, phrase)
  },
}

function isAlternative(stem: string, phrase: string): boolean {
  const words = ` ${wordsOf(stem).join(' ')} `
  const answer = wordsOf(phrase).join(' ')
  return [`${answer} or `, ` or ${answer} `, ` or the ${answer} `].some((pattern) => words.includes(pattern))
}

function isOneOfManyNumbers(stem: string, phrase: string): boolean {
  const [answer, ...rest] = wordsOf(phrase)
  if (answer === undefined || rest.length > 0 || !/^\d/.test(answer)) return false
  return wordsOf(stem).some((word) => /^\d/.test(word) && word !== answer)
}
