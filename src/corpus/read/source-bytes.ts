import type { FileHead, SourceFile } from '../reading.js'
import { type Compression, compressionOf, decompress } from './decompress.js'
import { PACKED_ENDING } from './endings.js'
import { HEAD_BYTES } from './limits.js'
import { readFileBytes } from './read-file-bytes.js'
import { ReadProblem } from './read-problem.js'
import { peekedStandardInput } from './standard-input.js'
import { utf16ToUtf8 } from './utf16.js'

/** A file's bytes, unpacked where they are packed, UTF-8 where they say that they are UTF-16. Throws ReadProblem after the last good one. */
export async function* sourceBytes(file: SourceFile, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const raw = file.path === undefined ? peekedStandardInput().read() : readFileBytes(file.path, signal)
  yield* unpacked(raw)
}

/** All bytes up to `limit`, and what broke off the rest. Throws ReadProblem for a longer file. */
export async function wholeSource(
  file: SourceFile,
  limit: number,
  signal?: AbortSignal,
): Promise<{ bytes: Buffer; problem: ReadProblem | undefined }> {
  const chunks: Buffer[] = []
  let length = 0
  let problem: ReadProblem | undefined
  try {
    for await (const chunk of sourceBytes(file, signal)) {
      length += chunk.length
      if (length > limit) throw new RangeError()
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof RangeError) throw new ReadProblem(`longer than ${limit >> 20} MiB`)
    if (!(error instanceof ReadProblem)) throw error
    problem = error
  }
  return { bytes: Buffer.concat(chunks), problem }
}

export interface SourceHead extends FileHead {
  readonly compression: Compression | undefined
  /** Whether `bytes` is the whole file. */
  readonly whole: boolean
}

/** The first bytes of a file. Throws ReadProblem if not even these can be had. */
export async function sourceHead(file: SourceFile): Promise<SourceHead> {
  const raw = file.path === undefined ? peekedStandardInput().peek() : readFileBytes(file.path)
  const parts: Buffer[] = []
  let length = 0
  let whole = true
  let compression: Compression | undefined
  try {
    for await (const chunk of unpacked(raw, (found) => (compression = found))) {
      parts.push(chunk)
      length += chunk.length
      if (length >= HEAD_BYTES) {
        whole = false
        break
      }
    }
  } catch (error) {
    // An archive that breaks off in its first bytes still has a beginning; the reader comes to the break later.
    if (!(error instanceof ReadProblem) || length === 0) throw error
  }
  const name = compression ? file.name.replace(PACKED_ENDING, '') : file.name
  return { name, bytes: Buffer.concat(parts).subarray(0, HEAD_BYTES), compression, whole }
}

async function* unpacked(
  raw: AsyncGenerator<Buffer>,
  tell?: (compression: Compression | undefined) => void,
): AsyncGenerator<Buffer> {
  let first: Buffer = Buffer.alloc(0)
  try {
    // A pipe may give the first bytes one by one.
    while (first.length < 4) {
      const { done, value } = await raw.next()
      if (done) break
      first = first.length > 0 ? Buffer.concat([first, value]) : value
    }
    const compression = compressionOf(first)
    tell?.(compression)
    const all = joined(first, raw)
    yield* utf16ToUtf8(compression ? decompress(compression, all) : all)
  } finally {
    await raw.return(undefined)
  }
}

async function* joined(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first
  yield* rest
}
