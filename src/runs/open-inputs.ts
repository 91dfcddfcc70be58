import type { Config } from '../config/index.js'
import { type ContaminationIndex, openContaminationIndex } from '../contamination/index.js'
import { type BuildSource, type Corpus, openCorpus } from '../corpus/index.js'
import type { Engine } from '../engines/engine.js'
import type { EvalSet } from '../evals/index.js'

/** The documents that a configuration names; null without grounding. Throws SpiceError('input' | 'config'). */
export async function corpusOf(
  config: Config,
  { tokenizer }: Pick<Engine, 'tokenizer'>,
  signal?: AbortSignal,
): Promise<Corpus | null> {
  if (config.grounding === 'none') return null
  const { paths, textField, sources, epochs, maxDocumentTokens } = config.corpus
  return openCorpus({
    paths,
    textField,
    ...(sources && { sources: sources.map((source) => sourceOf(source, textField)) }),
    epochs,
    documentTokens: maxDocumentTokens,
    tokenizer,
    ...(signal && { signal }),
  })
}

/** What no question may repeat: the evaluation sets and the indexes that are named. */
export async function contaminationOf(
  { validity }: Config,
  sets: readonly EvalSet[],
): Promise<ContaminationIndex | undefined> {
  if (!validity.contaminated) return undefined
  const items = sets.map(({ name, questions }) => ({
    name,
    items: questions.map(({ question }) => question),
  }))
  return openContaminationIndex(validity.contaminationIndexes, items)
}

function sourceOf(
  { paths, weight, name, textField }: NonNullable<Config['corpus']['sources']>[number],
  otherwise: string,
): BuildSource {
  return { paths, weight, textField: textField ?? otherwise, ...(name !== undefined && { name }) }
}
