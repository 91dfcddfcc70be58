import { createHash } from 'node:crypto'
import { SpiceError } from '../errors.js'
import type { Tokenizer } from '../tokenizer/index.js'
import type { Document } from '../words.js'
import { sourceName } from './build-inputs.js'
import type { BuildSource } from './build-options.js'
import type { Documents } from './corpus.js'
import { TokenMeter } from './count-tokens.js'
import { describeSource, hexId } from './document-record.js'
import { IdSet } from './id-set.js'
import { Intake } from './intake.js'
import type { Part } from './mixture.js'
import { readFile } from './read/index.js'
import { type CorpusIssue, MAX_ISSUES } from './report.js'
import { segment } from './segment/index.js'
import type { FileOfSource } from './source-files.js'
import { emptyTallies, sumOf } from './tally.js'

/** More text than this belongs into an index folder. */
const MAX_BYTES = 2 ** 30

export interface MemoryCorpusOptions {
  readonly sources: readonly { readonly source: BuildSource; readonly files: readonly FileOfSource[] }[]
  readonly documentTokens: number
  readonly tokenizer: Pick<Tokenizer, 'encode'>
  readonly signal: AbortSignal | undefined
}

/**
 * The same documents that a build without cleaning and filters gives, in memory: segmented, exact duplicates dropped,
 * problems counted in the report. Throws SpiceError('input') if there are more than fit.
 */
export async function readCorpus(options: MemoryCorpusOptions): Promise<Documents> {
  const { documentTokens, tokenizer, signal } = options
  const documents: Document[] = []
  const issues: CorpusIssue[] = []
  const parts: Part[] = []
  const tallies = emptyTallies()
  const ids = createHash('sha256')
  let staged = Buffer.alloc(0)
  let bytes = 0
  const meter = new TokenMeter(tokenizer, 'estimate')
  const intake = new Intake(
    {
      clean: undefined,
      segment,
      filter: undefined,
      near: undefined,
      contamination: undefined,
      exact: true,
      documentTokens,
      minTokens: 0,
    },
    meter,
    new IdSet(),
    tallies,
    {
      stage: (text) => {
        staged = Buffer.from(text)
        return staged
      },
      get documents() {
        return documents.length
      },
    },
  )
  let problems = 0
  for (const { source, files } of options.sources) {
    const first = documents.length
    meter.restart()
    for (const file of files) {
      const textField = file.textField ?? source.textField
      for await (const reading of readFile(file, { textField, skip: 0, signal })) {
        signal?.throwIfAborted()
        const { place } = reading
        if (reading.problem !== undefined) {
          problems++
          if (issues.length < MAX_ISSUES)
            issues.push({ file: place.file, line: place.row ?? 0, problem: reading.problem })
          continue
        }
        tallies.read.out++
        for (const judged of intake.documents(reading.text, reading.format)) {
          const id = hexId(judged.idHigh, judged.idLow)
          ids.update(id)
          bytes += staged.length
          documents.push({ id, text: judged.segment.text, source: describeSource(place, judged.part) })
        }
        if (bytes > MAX_BYTES)
          throw new SpiceError(
            'input',
            `the corpus is larger than ${MAX_BYTES >> 20} MiB: too large for memory`,
            {
              hint: 'build an index folder from it with `spice corpus build` and name that instead',
            },
          )
      }
    }
    const { weight = 1 } = source
    parts.push({ name: sourceName(source), first, size: documents.length - first, weight })
  }
  const empty = tallies.segment.dropped.empty ?? 0
  return {
    parts,
    ids: ids.digest('hex'),
    report: {
      files: options.sources.reduce((sum, { files }) => sum + files.length, 0),
      rows: tallies.read.out - empty,
      documents: documents.length,
      duplicates: sumOf(tallies.exact.dropped),
      empty,
      broken: problems,
      issues,
    },
    document: (index) => documents[index] as Document,
    close: () => {},
  }
}
