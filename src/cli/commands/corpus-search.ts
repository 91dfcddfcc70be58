import type { Command } from 'commander'
import { buildSearch, hasSearch, searchCorpus } from '../../corpus/index.js'
import { listenForInterruption } from '../interruption.js'
import { Output } from '../output.js'
import { corpusProgress } from '../present/corpus-progress.js'
import { presentSearch } from '../present/corpus-search.js'
import { wholeNumber } from './command.js'

export function addCorpusSearch(corpus: Command): void {
  corpus
    .command('search')
    .description('find documents by their words')
    .argument('<folder>', 'a corpus that was built')
    .argument('<query...>', 'words, "a phrase", prefix*, OR, NOT, NEAR(a b)')
    .option('--limit <n>', 'documents to print', wholeNumber(1), 10)
    .option('--json', 'print one JSON line per document, best first')
    .addHelpText(
      'after',
      `
All words have to be there, in any case, with or without accents. The first search builds the full-text index unless
the corpus was built with --search.

Examples:
  spice corpus search my-corpus kernel module
  spice corpus search my-corpus '"source package" NOT binary' --limit 3`,
    )
    .action(runSearch)
}

async function runSearch(
  folder: string,
  words: string[],
  flags: { limit: number; json?: boolean },
): Promise<void> {
  const output = new Output({ json: flags.json ?? false })
  if (!hasSearch(folder)) await build(output, folder)
  const query = words.join(' ')
  const result = searchCorpus(folder, query, { limit: flags.limit })
  for (const hit of result.hits) output.data(hit)
  if (!output.json) presentSearch(output, result)
}

async function build(output: Output, folder: string): Promise<void> {
  const interruption = listenForInterruption(() => output.say('Stopping.'))
  try {
    const onProgress = corpusProgress(output, performance.now())
    await buildSearch(folder, { signal: interruption.signal, onProgress })
  } finally {
    output.status('')
    interruption.dispose()
  }
}
