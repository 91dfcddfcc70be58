import { isUtf8 } from 'node:buffer'
import type { Reading, SourceFile } from '../reading.js'
import { afterMark } from './json-lines.js'
import { MAX_LINE_BYTES } from './limits.js'
import type { ReadJob } from './read-job.js'
import { problemAt, ReadProblem } from './read-problem.js'
import { jsonRowText, textFields } from './row-text.js'
import { sourceBytes } from './source-bytes.js'

/** The members of one JSON array, or JSON objects one after the other however they are laid out. */
export async function* readJsonValues(file: SourceFile, job: ReadJob): AsyncGenerator<Reading> {
  const fields = textFields(job.textField)
  let row = 0
  for await (const value of jsonValues(sourceBytes(file, job.signal))) {
    row++
    if (!job.due()) continue
    if (!isUtf8(value)) {
      yield problemAt(file.name, 'not UTF-8', row)
      continue
    }
    const { text, problem } = jsonRowText(value.toString('utf8'), fields)
    const place = { file: file.name, row }
    yield text === undefined ? { problem, place } : { text, format: 'plain', place }
  }
}

const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44
const OPEN = 91
const CLOSE = 93

/**
 * The bytes of each value. Only strings and brackets are told apart; whether a value is JSON is for its parser to say.
 * Throws ReadProblem where a value does not end.
 */
async function* jsonValues(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0)
  let scan = new ValueScan()
  let array: 'before' | 'none' | 'in' | 'after' = 'before'
  let rows = 0
  for await (const chunk of chunks) {
    const bytes: Buffer = held.length > 0 ? Buffer.concat([held, chunk]) : chunk
    // A value that is held has been looked through up to here.
    let at = held.length
    let start = held.length > 0 ? 0 : -1
    if (array === 'before' && rows === 0 && at === 0) at = afterMark(bytes)
    for (;;) {
      if (start < 0) {
        while (at < bytes.length && between(bytes[at] as number)) at++
        if (at === bytes.length) break
        if (array === 'before') {
          array = bytes[at] === OPEN ? 'in' : 'none'
          if (array === 'in') {
            at++
            continue
          }
        }
        if (array === 'after') throw new ReadProblem('more after the end of the JSON array', rows + 1)
        if (array === 'in' && bytes[at] === CLOSE) {
          array = 'after'
          at++
          continue
        }
        start = at
        scan = new ValueScan()
      }
      at = scan.on(bytes, at)
      if (at < 0) break
      if (at - start > MAX_LINE_BYTES) throw tooLong(rows + 1)
      rows++
      yield bytes.subarray(start, at)
      start = -1
    }
    // The rest is copied so that it does not keep the chunk; the doubling of concatenation is bounded by the limit.
    held = start < 0 ? Buffer.alloc(0) : Buffer.from(bytes.subarray(start))
    if (held.length > MAX_LINE_BYTES) throw tooLong(rows + 1)
  }
  if (held.length > 0) {
    if (array === 'none' && scan.scalar) yield held
    else throw new ReadProblem('the JSON breaks off within this row', rows + 1)
  } else if (array === 'in') throw new ReadProblem('the JSON array has no end', rows + 1)
}

function tooLong(row: number): ReadProblem {
  return new ReadProblem(`longer than ${MAX_LINE_BYTES >> 20} MiB; the rest cannot be read`, row)
}

function between(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9 || byte === COMMA
}

/** Finds the end of one value over several chunks. */
class ValueScan {
  #depth = 0
  #string = false
  #escape = false
  #started = false

  /** Whether the value so far is a number or word, which ends where something else begins. */
  get scalar(): boolean {
    return this.#started && this.#depth === 0 && !this.#string
  }

  /** The position after the value, or −1 if it goes on after these bytes. */
  on(bytes: Buffer, from: number): number {
    let at = from
    while (at < bytes.length) {
      if (this.#string) {
        at = this.#closeString(bytes, at)
        if (at < 0) return -1
        this.#string = false
        if (this.#depth === 0) return at
        continue
      }
      const byte = bytes[at] as number
      if (byte === QUOTE) {
        if (this.scalar) return at
        this.#started = true
        this.#string = true
      } else if (byte === OPEN || byte === 123) {
        if (this.scalar) return at
        this.#started = true
        this.#depth++
      } else if (byte === CLOSE || byte === 125) {
        if (this.#depth === 0) return this.#started ? at : at + 1
        if (--this.#depth === 0) return at + 1
      } else if (this.#depth === 0) {
        if (between(byte)) return at
        this.#started = true
      }
      at++
    }
    return -1
  }

  #closeString(bytes: Buffer, from: number): number {
    let at = from
    if (this.#escape) {
      this.#escape = false
      at++
    }
    for (;;) {
      const quote = bytes.indexOf(QUOTE, at)
      const end = quote < 0 ? bytes.length : quote
      let slashes = 0
      while (end - 1 - slashes >= at && bytes[end - 1 - slashes] === BACKSLASH) slashes++
      if (quote < 0) {
        this.#escape = slashes % 2 === 1
        return -1
      }
      if (slashes % 2 === 0) return quote + 1
      at = quote + 1
    }
  }
}
