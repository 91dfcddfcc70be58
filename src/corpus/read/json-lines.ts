import { isAscii, isUtf8 } from 'node:buffer'
import type { Reading, SourceFile } from '../reading.js'
import { MAX_LINE_BYTES } from './limits.js'
import { lineBlocks } from './line-blocks.js'
import type { ReadJob } from './read-job.js'
import { problemAt } from './read-problem.js'
import { jsonRowText, textFields } from './row-text.js'
import { sourceBytes } from './source-bytes.js'

const NEWLINE = 10

/** One JSON object a line, empty lines aside. Each line that is not blank is one reading, whatever becomes of it. */
export async function* readJsonLines(file: SourceFile, job: ReadJob): AsyncGenerator<Reading> {
  const fields = textFields(job.textField)
  let row = 0
  for await (const block of lineBlocks(sourceBytes(file, job.signal))) {
    if (block === undefined) {
      row++
      if (!job.due()) continue
      yield problemAt(file.name, `longer than ${MAX_LINE_BYTES >> 20} MiB`, row)
      continue
    }
    // Looking at a block once is much faster than at each line: most are ASCII, nearly all are UTF-8.
    const encoding = isAscii(block) ? 'latin1' : isUtf8(block) ? 'utf8' : undefined
    let start = row === 0 ? afterMark(block) : 0
    while (start < block.length) {
      const newline = block.indexOf(NEWLINE, start)
      const end = newline < 0 ? block.length : newline
      row++
      const from = start
      start = end + 1
      if (blank(block, from, end)) continue
      if (!job.due()) continue
      if (encoding === undefined && !isUtf8(block.subarray(from, end))) {
        yield problemAt(file.name, 'not UTF-8', row)
        continue
      }
      const json = block.toString(encoding ?? 'utf8', from, end)
      const { text, problem } = jsonRowText(json, fields)
      const place = { file: file.name, row }
      yield text === undefined ? { problem, place } : { text, format: 'plain', place }
    }
  }
}

/** Where the text begins after a byte order mark. */
export function afterMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

function blank(block: Buffer, from: number, end: number): boolean {
  for (let i = from; i < end; i++) {
    const byte = block[i] as number
    if (byte !== 32 && byte !== 9 && byte !== 13) return false
  }
  return true
}
