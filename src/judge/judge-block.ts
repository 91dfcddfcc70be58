import { Buffer } from 'node:buffer'
import type { Block } from './blocks.js'
import { brokenLine, type JudgedLine, type JudgeSettings, judgeLine, MAX_LINE_BYTES } from './judge-line.js'
import { countLine, newTally, type Tally } from './tally.js'

export interface JudgedBlock {
  /** Lines of JSON, each with its line break, in the order of the input. */
  readonly bytes: Uint8Array
  readonly tally: Tally
}

const LINE_BREAK = 10

/** Judges the lines of a block; blank ones say nothing. Under `strict` nothing comes after the first broken one. */
export function judgeBlock(block: Block, settings: JudgeSettings): JudgedBlock {
  const bytes = Buffer.from(block.bytes.buffer, block.bytes.byteOffset, block.bytes.byteLength)
  const lines: string[] = []
  const tally = newTally()
  let number = block.firstLine
  const keep = ({ text, result }: JudgedLine) => {
    lines.push(text, '\n')
    countLine(tally, result)
  }
  if (block.tooLong) keep(brokenLine(number, TOO_LONG))
  for (let from = 0; from < bytes.length; number++) {
    const found = bytes.indexOf(LINE_BREAK, from)
    const to = found < 0 ? bytes.length : found
    if (to - from > MAX_LINE_BYTES) keep(brokenLine(number, TOO_LONG))
    else {
      const line = bytes
        .toString('utf8', from, to)
        .replace(/^\uFEFF/, '')
        .trim()
      if (line !== '') keep(judgeLine(line, number, settings))
    }
    from = to + 1
    if (settings.strict && tally.broken > 0) break
  }
  return { bytes: new TextEncoder().encode(lines.join('')), tally }
}

const TOO_LONG = `longer than ${MAX_LINE_BYTES} bytes`
