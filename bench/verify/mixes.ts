import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Pair, stressPairs } from '../../src/judge/index.js'
import { type RandomStream, randomStream } from '../../src/random/index.js'
import { ALL_ANSWERS } from './answers.js'
import { grammarAnswer, placedAnswer } from './grammar.js'
import { mutated, tokenSoup } from './mutate.js'
import { REAL_ANSWERS } from './real-answers.js'
import { solutionText } from './solutions.js'

/** A pair with the truth about it, where that is known. */
export type MixPair = Pair & { readonly expected?: boolean | undefined }

export interface Mix {
  readonly name: string
  readonly pairs: readonly MixPair[]
}

const DEFAULTS = { mode: 'auto', form: 'equivalent' } as const
const streamOf = (index: number): RandomStream =>
  randomStream({ seed: 0, iteration: 1, purpose: 'test', index })

/** Whole numbers and letters with their types, boxed or bare. */
export function easyMix(count: number): Mix {
  const random = streamOf(0)
  const pairs = Array.from({ length: count }, (_, i): MixPair => {
    const expected = random.uniform() < 0.5
    const place = (answer: string) => (random.uniform() < 0.5 ? `\\boxed{${answer}}` : answer)
    if (i % 2 === 0) {
      const gold = random.integer(10_000)
      return {
        ...DEFAULTS,
        type: 'integer',
        gold: String(gold),
        prediction: place(String(expected ? gold : gold + 1)),
        expected,
      }
    }
    const letter = random.integer(4)
    const said = 'ABCD'[expected ? letter : (letter + 1) % 4] as string
    return { ...DEFAULTS, type: 'choice', gold: 'ABCD'[letter] as string, prediction: place(said), expected }
  })
  return { name: 'easy', pairs }
}

/** Answers in the formats of question sets, right and wrong, at the end of solutions; no type is stated. */
export function realMix(count: number): Mix {
  const random = streamOf(1)
  const pairs = Array.from({ length: count }, (): MixPair => {
    const [gold, right, wrong] = REAL_ANSWERS[
      random.integer(REAL_ANSWERS.length)
    ] as (typeof REAL_ANSWERS)[number]
    const expected = random.uniform() < 0.5
    const answer = expected ? right : wrong
    const prediction = random.uniform() < 0.1 ? `$${answer}$` : solutionText(random, answer)
    return { ...DEFAULTS, gold, prediction, expected }
  })
  return { name: 'real', pairs }
}

/** Reward hacks, grammar, token soup and mutations. Nothing of it has to be right. */
export function hostileMix(count: number): Mix {
  const random = streamOf(2)
  const hacks = random.shuffle([...stressPairs()]).slice(0, count >> 1)
  const fuzz = Array.from({ length: count - hacks.length }, (_, i): MixPair => {
    const gold = i % 3 === 0 ? (ALL_ANSWERS[i % ALL_ANSWERS.length] as string) : grammarAnswer(random, 5)
    const answer = [
      () => mutated(random, gold, ALL_ANSWERS),
      () => tokenSoup(random),
      () => grammarAnswer(random, 7),
    ][i % 3]
    return { ...DEFAULTS, gold, prediction: placedAnswer(random, answer?.() ?? '') }
  })
  return { name: 'hostile', pairs: random.shuffle([...hacks, ...fuzz]) }
}

/**
 * The rows of evaluation files in `folder` (JSON lines with `answer` or `final_answer`, and `solution` if there is
 * one), each once with its own gold in the text and once with that of the row before it.
 */
export function dataMix(folder: string): Mix {
  if (!existsSync(folder)) throw new Error(`--data: there is no folder ${folder}`)
  const pairs: MixPair[] = []
  const random = streamOf(3)
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()) {
    const rows = readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .flatMap((line) => goldOf(JSON.parse(line) as Record<string, unknown>))
    for (const [i, { gold, work }] of rows.entries()) {
      for (const [expected, said] of [
        [true, gold],
        [undefined, rows[i - 1]?.gold],
      ] as const) {
        if (said === undefined) continue
        const prediction =
          work === '' ? solutionText(random, said) : `${work}\nThe answer is $\\boxed{${said}}$.`
        pairs.push({ ...DEFAULTS, gold, prediction, expected })
      }
    }
  }
  if (pairs.length === 0) throw new Error(`--data: no answers in ${folder}/*.jsonl`)
  return { name: 'data', pairs }
}

function goldOf(row: Record<string, unknown>): { gold: string; work: string }[] {
  const answer = typeof row.answer === 'number' ? String(row.answer) : row.answer
  if (typeof answer === 'string') {
    const [work, final] = answer.split('\n#### ')
    if (final !== undefined) return [{ gold: final, work: (work ?? '').slice(0, 2000) }]
    const solution = typeof row.solution === 'string' && row.solution.length > 100 ? row.solution : ''
    return [{ gold: answer, work: solution.slice(0, 2000) }]
  }
  const finals = Array.isArray(row.final_answer)
    ? row.final_answer.filter((one) => typeof one === 'string')
    : []
  const solution = Array.isArray(row.solution) ? String(row.solution[0]) : ''
  return finals.length === 0 ? [] : [{ gold: (finals as string[]).join(', '), work: solution.slice(0, 2000) }]
}
