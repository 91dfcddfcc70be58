import type { Document } from '../words.js'
import type { EvalSet } from './question.js'

export interface CorpusOverlap {
  readonly questions: number
  /** Identities of the questions that share a run of words with the corpus. */
  readonly overlapping: readonly string[]
  readonly share: number
}

/** Words in a row that two texts must share: 13, as is common for contamination reports since GPT-3. */
const RUN = 13

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/**
 * Questions of a set that the corpus holds, by runs of 13 words; a shorter question must occur as a whole. Case and
 * punctuation do not count. It sees copies, not paraphrases: a fact asked in other words is not found. Memory follows
 * the set, time the corpus.
 */
export function corpusOverlap(
  documents: Iterable<Document>,
  { questions }: EvalSet,
  run = RUN,
): CorpusOverlap {
  /** Run of words -> questions that hold it, for each length of run that occurs. */
  const wanted = new Map<number, Map<string, number[]>>()
  questions.forEach(({ question }, index) => {
    const words = wordsOf(question)
    const length = Math.min(run, words.length)
    if (length === 0) return
    const runs = wanted.get(length) ?? new Map<string, number[]>()
    wanted.set(length, runs)
    for (let i = 0; i + length <= words.length; i++) {
      const key = words.slice(i, i + length).join(' ')
      const holders = runs.get(key)
      if (holders) holders.push(index)
      else runs.set(key, [index])
    }
  })
  const found = new Set<number>()
  for (const { text } of documents) {
    const words = wordsOf(text)
    for (const [length, runs] of wanted)
      for (let i = 0; i + length <= words.length; i++)
        for (const index of runs.get(words.slice(i, i + length).join(' ')) ?? []) found.add(index)
  }
  const overlapping = questions.flatMap(({ id }, index) => (found.has(index) ? [id] : []))
  return {
    questions: questions.length,
    overlapping,
    share: overlapping.length / Math.max(1, questions.length),
  }
}
