import type { Reading, SourceFile } from '../reading.js'
import { MAX_HTML_BYTES } from './limits.js'
import { parseApart } from './parser-process.js'
import type { ReadJob } from './read-job.js'
import { wholeSource } from './source-bytes.js'

/** A page is one reading. */
export async function* readHtml(file: SourceFile, job: ReadJob): AsyncGenerator<Reading> {
  const { bytes, problem } = await wholeSource(file, MAX_HTML_BYTES, job.signal)
  const place = { file: file.name }
  if (bytes.length > 0) {
    // A resumed build that is past the page needs no parsing to know that it is one reading.
    if (job.skip > 0) job.due()
    else {
      for await (const parsed of parseApart({ kind: 'html', bytes }, job.signal)) {
        if (!job.due() || parsed === null) continue
        if (parsed.problem !== undefined) yield { problem: parsed.problem, place }
        else yield { text: parsed.text, format: 'markdown', place }
      }
    }
  }
  if (problem) throw problem
}
