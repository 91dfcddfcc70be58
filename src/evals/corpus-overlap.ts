import type { Document } from '../words.js'
import type { EvalSet } from './question.js'

export interface CorpusOverlap {
  readonly set: string
  readonly questions: number
  /** Identities of the questions that share a run of words with the documents that were read. */
  readonly overlapping: readonly string[]
  readonly share: number
  readonly documents: number
  /** Left out to bound the time: documents after the first `maxCharacters` of the corpus. */
  readonly skippedDocuments: number
}

/** Words in a row that two texts must share: 13, as is common for contamination reports since GPT-3. */
const RUN = 13
/** Some seconds of work. */
const MAX_CHARACTERS = 20_000_000

/** Looked for: for each first word and each length, the runs of words with the questions (set, place in it) that hold them. */
type Wanted = Map<string, Map<number, Runs>>
type Runs = Map<string, (readonly [set: number, question: number])[]>

/**
 * Questions of each set that the corpus holds, by runs of 13 words; a shorter question must occur as a whole. Case and
 * punctuation do not count. It sees copies, not paraphrases: a fact asked in other words is not found. One pass over
 * the corpus for all sets: memory follows the sets, time the corpus up to `maxCharacters` (if `size` says how many
 * documents there are, those behind are not even read).
 */
export function corpusOverlap(
  documents: Iterable<Document>,
  sets: readonly EvalSet[],
  {
    run = RUN,
    maxCharacters = MAX_CHARACTERS,
    size,
  }: { run?: number; maxCharacters?: number; size?: number } = {},
): CorpusOverlap[] {
  const wanted = runsOf(sets, run)
  const found = sets.map(() => new Set<number>())
  let characters = 0
  let read = 0
  let skipped = 0
  for (const { text } of documents) {
    if (skipped > 0 || characters + text.length > maxCharacters) {
      if (size !== undefined) {
        skipped = size - read
        break
      }
      skipped++
      continue
    }
    characters += text.length
    read++
    const words = wordsOf(text)
    for (const [i, word] of words.entries())
      for (const [length, runs] of wanted.get(word) ?? [])
        for (const [set, question] of runs.get(words.slice(i, i + length).join(' ')) ?? [])
          found[set]?.add(question)
  }
  return sets.map(({ name, questions }, set) => {
    const overlapping = questions.flatMap(({ id }, index) => (found[set]?.has(index) ? [id] : []))
    return {
      set: name,
      questions: questions.length,
      overlapping,
      share: overlapping.length / Math.max(1, questions.length),
      documents: read,
      skippedDocuments: skipped,
    }
  })
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

function runsOf(sets: readonly EvalSet[], run: number): Wanted {
  const wanted: Wanted = new Map()
  for (const [set, { questions }] of sets.entries()) {
    for (const [index, { question }] of questions.entries()) {
      const words = wordsOf(question)
      const length = Math.min(run, words.length)
      for (let i = 0; length > 0 && i + length <= words.length; i++) {
        const lengths = entry(wanted, words[i] as string, () => new Map<number, Runs>())
        const runs = entry(lengths, length, (): Runs => new Map())
        entry(runs, words.slice(i, i + length).join(' '), () => []).push([set, index])
      }
    }
  }
  return wanted
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
