import { readGeneral } from './general/index.js'
import { readMath } from './math/index.js'
import { LETTERS, readChoices } from './options.js'
import { phraseOf, questionOf } from './question.js'

/**
 * The true answer of a question in the wording of this world, or null if it has none: for a question with options
 * the one right letter. For measurement and tests only: nothing that trains may call it.
 */
export function oracle(question: string): string | null {
  const text = question.trim()
  const choices = readChoices(text)
  if (choices !== null) {
    const answer = oracle(choices.stem)
    const right = choices.options.flatMap((option, i) => (option === answer ? [LETTERS[i] as string] : []))
    return right.length === 1 ? (right[0] as string) : null
  }
  const phrase = phraseOf(text)
  if (phrase === null) return null
  const fact = readMath(phrase)?.fact ?? readGeneral(phrase)
  return fact !== null && questionOf(fact) === text ? fact.answer : null
}
