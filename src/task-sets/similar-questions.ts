import { contentWordsOf, rightAnswer, stemOf, wordsOf } from '../roles/index.js'
import type { Task } from '../words.js'

/** Shared content words as a share of all (Jaccard) from which two questions with one answer are the same. */
const SIMILAR = 0.8

interface Known {
  /** Number of its content words. */
  readonly size: number
}

/**
 * Finds questions that were there before: those of the same words in the same order, whatever their gold (one of the two
 * would be wrong), and those with the same right answer and the same numbers whose content words are nearly the same.
 * Questions are compared with those that share a word only.
 */
export class SimilarQuestions {
  readonly #spellings = new Set<string>()
  /** By right answer and numbers. */
  readonly #groups = new Map<string, { known: Known[]; withWord: Map<string, number[]> }>()

  /** Whether it is a new one; then it is known from now on. */
  add(task: Task): boolean {
    const stem = stemOf(task)
    const options = [...task.options].sort().join('\n')
    const spelling = `${wordsOf(stem).join(' ') || stem}\n${options}`
    if (this.#spellings.has(spelling)) return false
    const content = contentWordsOf(stem)
    const numbers = [...content].filter((word) => /^\d/.test(word)).sort()
    const name = JSON.stringify([rightAnswer(task), numbers])
    const group = this.#groups.get(name) ?? { known: [], withWord: new Map<string, number[]>() }
    if (content.size > 0 && hasSimilar(group, content)) return false
    this.#spellings.add(spelling)
    this.#groups.set(name, group)
    const position = group.known.push({ size: content.size }) - 1
    for (const word of content) {
      const holders = group.withWord.get(word)
      if (holders) holders.push(position)
      else group.withWord.set(word, [position])
    }
    return true
  }
}

function hasSimilar(
  { known, withWord }: { readonly known: readonly Known[]; readonly withWord: ReadonlyMap<string, number[]> },
  content: ReadonlySet<string>,
): boolean {
  const shared = new Map<number, number>()
  for (const word of content)
    for (const position of withWord.get(word) ?? []) shared.set(position, (shared.get(position) ?? 0) + 1)
  for (const [position, both] of shared) {
    const { size } = known[position] as Known
    if (both >= SIMILAR * (content.size + size - both)) return true
  }
  return false
}
