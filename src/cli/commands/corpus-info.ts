import type { Command } from 'commander'
import { hasSearch, openCorpusFolder } from '../../corpus/index.js'
import { Output } from '../output.js'
import { presentInfo } from '../present/corpus-info.js'
import { bytesOnDisk } from '../present/corpus-summary.js'

export function addCorpusInfo(corpus: Command): void {
  corpus
    .command('info')
    .description('what is in a corpus, what was dropped and why, and how it was made')
    .argument('<folder>', 'a corpus that was built')
    .option('--json', 'print one JSON line: the manifest, bytes on disk and the first problems')
    .action((folder: string, { json = false }: { json?: boolean }) => {
      const output = new Output({ json })
      const corpus = openCorpusFolder(folder)
      try {
        const { manifest, report } = corpus
        output.data({
          ...manifest,
          bytesOnDisk: bytesOnDisk(folder),
          search: hasSearch(folder),
          firstProblems: report.issues,
        })
        if (!json) presentInfo(output, folder, corpus)
      } finally {
        corpus.close()
      }
    })
}
