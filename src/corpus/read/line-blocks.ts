import { MAX_LINE_BYTES } from './limits.js'

const NEWLINE = 10

/**
 * Whole lines together, as many as a chunk brings: each ends in a newline, except the file's last. In place of a line
 * of more than `maxBytes` comes `undefined`; memory holds one such line at most.
 */
export async function* lineBlocks(
  chunks: AsyncIterable<Buffer>,
  maxBytes = MAX_LINE_BYTES,
): AsyncGenerator<Buffer | undefined> {
  let held: Buffer[] = []
  let length = 0
  for await (let chunk of chunks) {
    const first = chunk.indexOf(NEWLINE)
    if (length > 0 || first < 0) {
      const part = first < 0 ? chunk : chunk.subarray(0, first + 1)
      length += part.length
      if (length > maxBytes + 1) held = []
      else held.push(part)
      if (first < 0) continue
      yield length > maxBytes + 1 ? undefined : Buffer.concat(held, length)
      held = []
      length = 0
      chunk = chunk.subarray(first + 1)
    }
    const end = chunk.lastIndexOf(NEWLINE) + 1
    if (end > 0) yield* withinBounds(chunk.subarray(0, end), maxBytes)
    if (end < chunk.length) {
      length = chunk.length - end
      // A copy: the chunk's memory is not kept for its last line.
      held = length > maxBytes ? [] : [Buffer.from(chunk.subarray(end))]
    }
  }
  if (length > 0) yield length > maxBytes ? undefined : Buffer.concat(held, length)
}

/** Chunks are shorter than the bound, except where the caller's bound is small. */
function* withinBounds(block: Buffer, maxBytes: number): Generator<Buffer | undefined> {
  if (block.length <= maxBytes) {
    yield block
    return
  }
  let start = 0
  for (let end = block.indexOf(NEWLINE); end >= 0; end = block.indexOf(NEWLINE, start)) {
    yield end - start > maxBytes ? undefined : block.subarray(start, end + 1)
    start = end + 1
  }
}
