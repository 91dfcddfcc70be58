import type { RandomStream } from '../../../src/random/index.js'
import { between, pick } from './draw.js'
import type { Fact } from './question.js'

export const LETTERS = ['A', 'B', 'C', 'D'] as const

export interface Choices {
  readonly options: readonly string[]
  /** The right letter. */
  readonly gold: string
}

/** Four options, one of them right; null for facts that make no sensible choice (true or false). */
export function drawChoices(rng: RandomStream, fact: Fact, rivals: readonly string[]): Choices | null {
  if (fact.type === 'boolean') return null
  const wrong = new Set<string>()
  for (let attempt = 0; attempt < 60 && wrong.size < 3; attempt++) {
    const other = rivals.length > 0 && attempt < 40 ? pick(rng, rivals) : slip(rng, fact.answer)
    if (other !== null && other !== fact.answer) wrong.add(other)
  }
  if (wrong.size < 3) return null
  const options = rng.shuffle([fact.answer, ...wrong])
  return { options, gold: LETTERS[options.indexOf(fact.answer)] as string }
}

/** Options as the question shows them: ` A) 2 B) 3 C) 0 D) 6`. */
export function optionsText(options: readonly string[]): string {
  return options.map((option, i) => ` ${LETTERS[i]}) ${option}`).join('')
}

/** Takes a question with options apart; null if it has none. */
export function readChoices(question: string): { stem: string; options: string[] } | null {
  const found = /^(.*\?) A\) (.+?) B\) (.+?) C\) (.+?) D\) (.+?)\s*$/.exec(question)
  return found === null ? null : { stem: found[1] as string, options: found.slice(2) }
}

/** A wrong answer of the kind that a slip of the pen makes: one number in it changes a little. */
function slip(rng: RandomStream, answer: string): string | null {
  if (answer.includes(', ') && rng.integer(2)) {
    const items = answer.split(', ')
    const at = between(rng, 0, items.length - 2)
    return [...items.slice(0, at), items[at + 1], items[at], ...items.slice(at + 2)].join(', ')
  }
  const numbers = [...answer.matchAll(/\d+/g)]
  if (numbers.length === 0) return null
  const found = pick(rng, numbers)
  const value = Number(found[0])
  const changed = pick(rng, [
    value + 1,
    value - 1,
    value + 2,
    value - 2,
    value + 10,
    value - 10,
    swapDigits(found[0]),
  ])
  if (changed < 0 || (changed === 0 && answer.includes('/'))) return null
  return answer.slice(0, found.index) + changed + answer.slice(found.index + found[0].length)
}

function swapDigits(digits: string): number {
  return digits.length < 2 ? Number(digits) + 3 : Number(digits.slice(0, -2) + digits.at(-1) + digits.at(-2))
}
