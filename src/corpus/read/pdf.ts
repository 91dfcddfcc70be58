import type { Place, Reading, SourceFile } from '../reading.js'
import { MAX_PDF_BYTES } from './limits.js'
import { look } from './parquet.js'
import { parseApart } from './parser-process.js'
import type { ReadJob } from './read-job.js'
import { ReadProblem } from './read-problem.js'
import { sourceHead, wholeSource } from './source-bytes.js'

/** Some pages after each other are one reading. */
export async function* readPdf(file: SourceFile, job: ReadJob): AsyncGenerator<Reading> {
  const { compression } = await sourceHead(file)
  let source: string | Uint8Array
  let before: string | undefined
  if (file.path === undefined || compression) {
    const { bytes, problem } = await wholeSource(file, MAX_PDF_BYTES, job.signal)
    if (problem) throw problem
    source = bytes
  } else {
    before = await look(file.path)
    if (Number.parseInt(before, 10) > MAX_PDF_BYTES)
      throw new ReadProblem(`longer than ${MAX_PDF_BYTES >> 20} MiB`)
    source = file.path
  }
  for await (const parsed of parseApart({ kind: 'pdf', source }, job.signal)) {
    if (!job.due() || parsed === null) continue
    const { pages } = parsed
    const place: Place = pages ? { file: file.name, pages } : { file: file.name }
    if (parsed.problem !== undefined) yield { problem: parsed.problem, place }
    else yield { text: parsed.text, format: 'markdown', place }
  }
  if (before !== undefined && file.path !== undefined && (await look(file.path)) !== before) {
    throw new ReadProblem('changed while it was read')
  }
}
