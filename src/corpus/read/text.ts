import { isUtf8 } from 'node:buffer'
import type { Reading, SourceFile, TextFormat } from '../reading.js'
import { afterMark } from './json-lines.js'
import { MAX_BROKEN_SHARE, MAX_LINE_BYTES, MAX_TEXT_PART_BYTES, TEXT_PART_BYTES } from './limits.js'
import { lineBlocks } from './line-blocks.js'
import type { ReadJob } from './read-job.js'
import { problemAt, ReadProblem } from './read-problem.js'
import { sourceBytes } from './source-bytes.js'

/**
 * A text as it stands, in parts that end at an empty line. `row` is a part's first line. Broken UTF-8 is replaced and,
 * at the end, counted; a part with more than a trace of it is refused.
 */
export async function* readText(file: SourceFile, job: ReadJob, format: TextFormat): AsyncGenerator<Reading> {
  let replaced = 0
  const place = (row: number) => ({ file: file.name, row })
  let failure: unknown
  const parts = textParts(sourceBytes(file, job.signal), (error) => {
    failure = error
  })
  for await (const part of parts) {
    if (part.bytes === undefined) {
      if (job.due()) yield problemAt(file.name, `longer than ${MAX_LINE_BYTES >> 20} MiB`, part.row)
      continue
    }
    const zero = part.bytes.indexOf(0)
    if (zero >= 0) {
      throw new ReadProblem('a NUL byte: not a text file', part.row + newlines(part.bytes.subarray(0, zero)))
    }
    const broken = isUtf8(part.bytes) ? 0 : brokenBytes(part.bytes)
    if (broken > part.bytes.length * MAX_BROKEN_SHARE) {
      const share = ((100 * broken) / part.bytes.length).toFixed(0)
      if (job.due()) yield problemAt(file.name, `not UTF-8 (${share} % of the bytes are broken)`, part.row)
      continue
    }
    replaced += broken
    if (job.due()) yield { text: part.bytes.toString('utf8'), format, place: place(part.row) }
  }
  if (replaced > 0 && job.due()) {
    yield problemAt(file.name, `${replaced} bytes of broken UTF-8 were replaced by U+FFFD`)
  }
  if (failure !== undefined) throw failure
}

interface Part {
  /** Undefined for a line that is too long. */
  readonly bytes: Buffer | undefined
  readonly row: number
}

/** Parts of the file; where it breaks off, the last part comes first and then the reason, to `fail`. */
async function* textParts(
  chunks: AsyncIterable<Buffer>,
  fail: (error: unknown) => void,
): AsyncGenerator<Part> {
  let held: Buffer[] = []
  let length = 0
  let row = 1
  const cut = (bytes: Buffer, at: number): Part => {
    held.push(bytes.subarray(0, at))
    const part = { bytes: Buffer.concat(held), row }
    row += newlines(part.bytes)
    held = at < bytes.length ? [bytes.subarray(at)] : []
    length = bytes.length - at
    return part
  }
  try {
    for await (let block of lineBlocks(chunks)) {
      if (block === undefined) {
        if (length > 0) yield cut(Buffer.alloc(0), 0)
        yield { bytes: undefined, row }
        row++
        continue
      }
      if (row === 1 && length === 0) block = block.subarray(afterMark(block))
      if (length + block.length >= TEXT_PART_BYTES) {
        const empty = lastEmptyLine(block)
        if (empty > 0) {
          yield cut(block, empty)
          continue
        }
        if (length + block.length > MAX_TEXT_PART_BYTES) {
          yield cut(block, block.length)
          continue
        }
      }
      held.push(block)
      length += block.length
    }
  } catch (error) {
    fail(error)
  }
  if (length > 0) yield cut(Buffer.alloc(0), 0)
}

/** The position after the last empty line, or 0. */
function lastEmptyLine(block: Buffer): number {
  const at = Math.max(block.lastIndexOf('\n\n') + 2, block.lastIndexOf('\n\r\n') + 3)
  return at > 2 ? at : 0
}

function newlines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
  return count
}

/** How many bytes are in no valid sequence: those that decoding does not give back. */
function brokenBytes(bytes: Buffer): number {
  const text = bytes.toString('utf8')
  let marks = 0
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) marks++
  // Each stands for one to three bytes here; one is what there is at least, and honest U+FFFD count as broken too.
  return Math.max(1, marks)
}
