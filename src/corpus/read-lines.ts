import { createReadStream } from 'node:fs'

export type Line =
  | { readonly number: number; readonly text: string; readonly problem?: undefined }
  | { readonly number: number; readonly problem: string }

export const MAX_LINE_BYTES = 16 * 1024 * 1024
const NEWLINE = 10

/**
 * The lines of a UTF-8 file from number 1, without their ends. A line that is longer than `maxBytes` or no UTF-8 is
 * a problem instead of a text; memory never holds more than one line.
 */
export async function* readLines(path: string, maxBytes = MAX_LINE_BYTES): AsyncGenerator<Line> {
  let number = 1
  let parts: Buffer[] = []
  let bytes = 0
  const add = (part: Buffer): void => {
    bytes += part.length
    if (bytes <= maxBytes) parts.push(part)
    else parts = []
  }
  const finish = (): Line => {
    const line = bytes > maxBytes ? tooLong(number, maxBytes) : decode(number, Buffer.concat(parts))
    number++
    parts = []
    bytes = 0
    return line
  }
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end))
      yield finish()
      start = end + 1
    }
    if (start < chunk.length) add(chunk.subarray(start))
  }
  if (bytes > 0) yield finish()
}

function tooLong(number: number, maxBytes: number): Line {
  return { number, problem: `longer than ${Math.floor(maxBytes / 1048576)} MiB` }
}

function decode(number: number, bytes: Buffer): Line {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { number, text: text.endsWith('\r') ? text.slice(0, -1) : text }
  } catch {
    return { number, problem: 'not UTF-8' }
  }
}
