/** Documents, challenges and answers that look like a model's, all functions of their number; about 1,000 tokens each. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { randomStream } from '../../src/random/index.js'
import type { Document } from '../../src/words.js'

export const KINDS = ['choice', 'integer', 'expression', 'string'] as const
export type Kind = (typeof KINDS)[number]

/** Different challenges of a kind; they come again. */
export const POOL = 64

/** What prose is made of: this repository's documentation. */
export function wordSource(): string {
  const docs = fileURLToPath(new URL('../../docs/', import.meta.url))
  return readdirSync(docs)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => readFileSync(docs + file, 'utf8'))
    .join('\n')
}

const WORDS = [...new Set(wordSource().match(/\b[a-z]{3,12}\b/g))]

/** `words` words in sentences. */
export function prose(words: number, index: number): string {
  const random = randomStream({ seed: 0, iteration: 0, purpose: 'test', index })
  const sentences: string[] = []
  for (let left = words; left > 0; ) {
    const length = Math.min(left, 8 + random.integer(10))
    left -= length
    sentences.push(`${Array.from({ length }, () => WORDS[random.integer(WORDS.length)]).join(' ')}.`)
  }
  return sentences.join(' ')
}

export const documents = {
  sample: (count: number, { iteration }: { readonly iteration: number }): Document[] =>
    Array.from({ length: count }, (_, i) => {
      const index = (iteration * count + i) % 512
      return { id: `document-${index}`, text: prose(800, index), source: 'bench' }
    }),
}

/** What the question says so that its answers can be made: `[item 7 of choice]`. */
export const ITEM = /\[item (\d+) of (\w+)\]/

export function gold(kind: Kind, item: number): string {
  if (kind === 'choice') return 'ABCD'[item % 4] as string
  if (kind === 'integer') return String(17 * item + 3)
  if (kind === 'expression') return `${item + 2}x + ${(item % 7) + 1}`
  return `${WORDS[item * 5]} ${WORDS[item * 7 + 1]}`
}

export function selection(kind: Kind): string {
  const mcq = kind === 'choice'
  const type = mcq ? 'null' : `"${kind[0]?.toUpperCase()}${kind.slice(1)}"`
  return `{"suitable_for_mcq": ${mcq}, "suitable_for_free_form": ${!mcq}, "best_answer_type": ${type}, "reason": "It has parts that hang together."}`
}

export function challenge(kind: Kind, item: number): string {
  const question = `${prose(40, 1000 + item)} What follows? [item ${item} of ${kind}]`
  const quotes = [prose(12, 2000 + item), prose(14, 3000 + item)]
  const thinking = prose(560, 4000 + item)
  const options = ['A', 'B', 'C', 'D'].map((letter, i) => `${letter}) ${prose(6, 5000 + 4 * item + i)}`)
  const object =
    kind === 'choice'
      ? {
          identified_answer: prose(20, 6000 + item),
          answer_quote: quotes,
          exam_question: question,
          multiple_choice_question: `${question}\n${options.join('\n')}`,
          multiple_choice_correct: gold(kind, item),
          self_test_solution: prose(60, 7000 + item),
          question_difficulty: 'hard',
        }
      : {
          identified_information: prose(20, 6000 + item),
          relevant_quotes: quotes,
          question,
          answer: gold(kind, item),
          answer_type: kind,
          step_by_step_solution: prose(80, 7000 + item),
          intermediate_results: ['4', '7'],
          difficulty_level: 'hard',
        }
  return `${thinking}\n\n${JSON.stringify(object)}`
}

export function answer(kind: Kind, item: number, variant: number): string {
  // From none to all of a challenge's answers are right.
  const right = variant % 8 < item % 9
  const said = right ? gold(kind, item) : gold(kind, item + 1)
  const shown = kind === 'string' || kind === 'choice' ? `\\text{${said}}` : said
  return `${prose(810, 8000 + 8 * item + (variant % 8))}\n\nSo the answer is $\\boxed{${shown}}$.`
}
