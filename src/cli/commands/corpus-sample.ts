import type { Command } from 'commander'
import { corpusOf, type Documents, openCorpusFolder } from '../../corpus/index.js'
import { SpiceError } from '../../errors.js'
import { Output } from '../output.js'
import { presentSample } from '../present/corpus-document.js'
import { collect, wholeNumber } from './command.js'
import { namedWeights } from './corpus-build-flags.js'

interface SampleFlags {
  readonly count: number
  readonly seed: number
  readonly iteration: number
  readonly weight?: readonly string[]
  readonly epochs?: boolean
  readonly full?: boolean
  readonly json?: boolean
}

export function addCorpusSample(corpus: Command): void {
  corpus
    .command('sample')
    .description('draw documents as training does')
    .argument('<folder>', 'a corpus that was built')
    .option('--count <n>', 'documents to draw', wholeNumber(1), 5)
    .option('--seed <n>', 'the seed of the run', wholeNumber(0), 0)
    .option('--iteration <n>', 'the iteration of the run', wholeNumber(0), 0)
    .option('--weight <source=w>', "in place of a source's own weight; may be repeated", collect)
    .option('--epochs', 'each document once before any comes twice, as corpus.epochs')
    .option('--full', 'whole texts instead of their beginnings')
    .option('--json', 'print one JSON line per document')
    .addHelpText(
      'after',
      `
The same count, seed and iteration draw what a run with these draws (documentsPerIteration, seed).

Examples:
  spice corpus sample my-corpus --count 3 --seed 7
  spice corpus sample mixed --count 10 --weight ./math=3 --weight ./web=1`,
    )
    .action((folder: string, flags: SampleFlags) => {
      const output = new Output({ json: flags.json ?? false })
      const opened = openCorpusFolder(folder)
      try {
        const corpus = corpusOf(reweighted(opened, flags.weight ?? []), { epochs: flags.epochs ?? false })
        const { seed, iteration } = flags
        const documents = corpus.sample(flags.count, { seed, iteration })
        for (const document of documents) output.data(document)
        if (!output.json) presentSample(output, documents, flags.full ? {} : { lines: 6 })
      } finally {
        opened.close()
      }
    })
}

function reweighted(documents: Documents, flags: readonly string[]): Documents {
  const weights = namedWeights(flags)
  for (const name of weights.keys())
    if (!documents.parts.some((part) => part.name === name))
      throw new SpiceError('config', `--weight names ${name}, which is no source of this corpus`, {
        hint: `its sources are: ${documents.parts.map((part) => part.name).join('; ')}`,
      })
  const parts = documents.parts.map((part) => ({ ...part, weight: weights.get(part.name) ?? part.weight }))
  return { ...documents, parts }
}
