import { isUtf8 } from 'node:buffer'
import { CsvError, type Parser, parse } from 'csv-parse'
import type { Reading, SourceFile } from '../reading.js'
import { afterMark } from './json-lines.js'
import { MAX_COLUMNS, MAX_LINE_BYTES } from './limits.js'
import type { ReadJob } from './read-job.js'
import { problemAt, ReadProblem } from './read-problem.js'
import { checkedText, textFields } from './row-text.js'
import { sourceBytes } from './source-bytes.js'

/** A table whose first row names its columns; each row after it is one reading. Row 2 is the first of these. */
export async function* readCsv(file: SourceFile, job: ReadJob): AsyncGenerator<Reading> {
  const fields = textFields(job.textField)
  let column: number | undefined
  let row = 1
  for await (const cells of records(sourceBytes(file, job.signal))) {
    if (column === undefined) {
      column = columnOf(cells, fields)
      continue
    }
    row++
    if (!job.due()) continue
    const cell = cells[column]
    const place = { file: file.name, row }
    if (cell === undefined) yield { problem: `${cells.length} cells, too few for the column`, place }
    else if (!isUtf8(cell)) yield problemAt(file.name, 'not UTF-8', row)
    else {
      const { text, problem } = checkedText(cell.toString('utf8'))
      yield text === undefined ? { problem, place } : { text, format: 'plain', place }
    }
  }
}

function columnOf(header: readonly Buffer[], fields: readonly string[]): number {
  if (header.length > MAX_COLUMNS) throw new ReadProblem(`${header.length} columns, more than ${MAX_COLUMNS}`)
  const names = header.map((cell) => cell.toString('utf8').trim())
  for (const field of fields) {
    const column = names.indexOf(field)
    if (column >= 0) return column
  }
  const some = names.slice(0, 8).map((name) => JSON.stringify(name.slice(0, 40)))
  const more = names.length > 8 ? ` and ${names.length - 8} more` : ''
  throw new ReadProblem(`no column "${fields.join('" or "')}"; there are ${some.join(', ')}${more}`)
}

/** The rows as bytes, so that broken UTF-8 is the problem of its row. */
async function* records(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly Buffer[]> {
  let parser: Parser | undefined
  let ready: Buffer[][] = []
  let failure: unknown
  let rows = 0
  function* take(): Generator<Buffer[]> {
    for (const record of ready) {
      rows++
      yield record
    }
    ready = []
    if (failure !== undefined) throw csvProblem(failure, rows + 1)
  }
  const settle = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      parser?.once('error', () => resolve())
      start(resolve)
    })
  try {
    for await (const read of chunks) {
      // The parser's own way with a byte order mark would turn its cells into text.
      const chunk = parser ? read : read.subarray(afterMark(read))
      if (!parser) {
        parser = csvParser(delimiterOf(chunk))
        parser.setMaxListeners(0)
        parser.on('data', (record: Buffer[]) => ready.push(record))
        parser.on('error', (error) => {
          failure ??= error
        })
      }
      const stream: Parser = parser
      await settle((done) => stream.write(chunk, () => done()))
      stream.removeAllListeners('drain')
      yield* take()
    }
    const stream = parser
    if (stream) {
      await settle((done) => stream.once('end', done).end())
      yield* take()
    }
  } finally {
    parser?.destroy()
  }
}

function csvParser(delimiter: string): Parser {
  return parse({
    delimiter,
    // Bytes, not text.
    encoding: null,
    relax_column_count: true,
    // A quote within an unquoted cell (5" disk) is a character like others.
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_LINE_BYTES,
  })
}

/** The one that the first row has most of. */
export function delimiterOf(bytes: Buffer): string {
  const newline = bytes.indexOf(10)
  const header = bytes.toString('latin1', 0, newline < 0 ? bytes.length : newline)
  const count = (delimiter: string): number => header.split(delimiter).length
  return ['\t', ';'].reduce((best, one) => (count(one) > count(best) ? one : best), ',')
}

function csvProblem(error: unknown, row: number): ReadProblem {
  if (!(error instanceof CsvError)) throw error
  const rest = 'the rest cannot be read'
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return new ReadProblem(`a quote that is not closed; ${rest}`, row)
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return new ReadProblem(
      `longer than ${MAX_LINE_BYTES >> 20} MiB, as after a quote that is not closed; ${rest}`,
      row,
    )
  }
  return new ReadProblem(`broken CSV (${error.code}); ${rest}`, row)
}
