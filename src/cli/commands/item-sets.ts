import { type ContaminationIndex, type ItemSet, openContaminationIndex } from '../../contamination/index.js'
import { SpiceError } from '../../errors.js'
import { loadEvalSet } from '../../evals/index.js'

/** Which questions are looked for. */
export interface IndexFlags {
  /** Files, or `public` for the index that ships with the package; default that one. */
  readonly index?: readonly string[]
  /** `name=file`, or a file that names its set. */
  readonly set?: readonly string[]
}

/** All indices and sets as one. Throws SpiceError('input' | 'config'). */
export async function openIndex({ index, set = [] }: IndexFlags): Promise<ContaminationIndex> {
  const sets = await itemSets(set)
  const files = (index ?? ['public']).filter((file) => file !== 'none')
  if (files.length === 0 && sets.length === 0)
    throw new SpiceError('config', 'There is nothing to look for: --index none without --set')
  return openContaminationIndex(files, sets)
}

/** The questions of set files (docs/corpus.md), options left out. */
export async function itemSets(flags: readonly string[]): Promise<ItemSet[]> {
  const sets: ItemSet[] = []
  for (const flag of flags) {
    const at = flag.indexOf('=')
    const { name, questions } = await loadEvalSet(flag.slice(at + 1))
    const called = at > 0 ? flag.slice(0, at) : name
    if (sets.some((set) => set.name === called))
      throw new SpiceError('config', `Two sets are called ${called}`, { hint: 'say --set name=file' })
    sets.push({ name: called, items: questions.map(({ question }) => question) })
  }
  return sets
}
