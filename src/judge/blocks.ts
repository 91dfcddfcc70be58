import { MAX_LINE_BYTES } from './judge-line.js'

/** Whole lines that are judged together. */
export interface Block {
  readonly bytes: Uint8Array
  /** Number of its first line in the input, from 1. */
  readonly firstLine: number
  /** It stands for one line that was too long to be kept. */
  readonly tooLong: boolean
}

const LINE_BREAK = 10

/**
 * Cuts a stream of bytes into blocks of whole lines, one for each chunk that ends a line: what arrives slowly is
 * passed on at once. Holds at most one chunk and one line of `MAX_LINE_BYTES`. Each block owns its memory, so that it
 * can be handed to another thread.
 */
export async function* blocksOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Block> {
  let line = 1
  let held: Uint8Array[] = []
  let heldBytes = 0
  let skipping = false
  for await (const chunk of chunks) {
    let from = 0
    if (skipping) {
      from = chunk.indexOf(LINE_BREAK) + 1
      if (from === 0) continue
      skipping = false
      line++
    }
    const to = chunk.lastIndexOf(LINE_BREAK) + 1
    if (to > from) {
      const bytes = joined([...held, chunk.subarray(from, to)])
      yield { bytes, firstLine: line, tooLong: false }
      line += countLines(chunk, from, to)
      held = []
      heldBytes = 0
      from = to
    }
    if (from < chunk.length) {
      held.push(chunk.slice(from))
      heldBytes += chunk.length - from
    }
    if (heldBytes > MAX_LINE_BYTES) {
      yield { bytes: new Uint8Array(0), firstLine: line, tooLong: true }
      held = []
      heldBytes = 0
      skipping = true
    }
  }
  if (heldBytes > 0) yield { bytes: joined(held), firstLine: line, tooLong: false }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function countLines(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let at = bytes.indexOf(LINE_BREAK, from); at >= 0 && at < to; at = bytes.indexOf(LINE_BREAK, at + 1)) {
    count++
  }
  return count
}
