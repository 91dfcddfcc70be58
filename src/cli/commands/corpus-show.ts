import type { Command } from 'commander'
import { type CorpusFolder, findDocument, openCorpusFolder } from '../../corpus/index.js'
import { SpiceError } from '../../errors.js'
import { Output } from '../output.js'
import { documentLine, presentDocument } from '../present/corpus-document.js'
import { count } from '../present/numbers.js'

export function addCorpusShow(corpus: Command): void {
  corpus
    .command('show')
    .description('read a document and where it came from')
    .argument('<folder>', 'a corpus that was built')
    .argument('<document>', 'its number, from 0, or its id (16 hexadecimal digits)')
    .option('--full', 'the whole text, however long')
    .option('--json', 'print one JSON line')
    .addHelpText(
      'after',
      `
Examples:
  spice corpus show my-corpus 0
  spice corpus show my-corpus 1f0a36c24b8d9e57 --full`,
    )
    .action((folder: string, name: string, flags: { full?: boolean; json?: boolean }) => {
      const output = new Output({ json: flags.json ?? false })
      const corpus = openCorpusFolder(folder)
      try {
        const index = indexOf(folder, corpus, name)
        const document = documentLine(corpus, index)
        output.data(document)
        if (!output.json) presentDocument(output, document, flags.full ? {} : { lines: 100 })
      } finally {
        corpus.close()
      }
    })
}

function indexOf(folder: string, { manifest }: CorpusFolder, name: string): number {
  if (/^[0-9a-f]{16}$/.test(name)) {
    const found = findDocument(folder, manifest.documents, name)
    if (found !== undefined) return found
  } else if (/^\d+$/.test(name) && Number(name) < manifest.documents) return Number(name)
  throw new SpiceError('input', `${folder} has no document ${name}`, {
    hint: `its ${count(manifest.documents)} documents are counted from 0; an id has 16 hexadecimal digits`,
  })
}
