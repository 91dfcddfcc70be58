import { createGunzip } from 'node:zlib'
import { FREE_EXPANSION_BYTES, MAX_EXPANSION, MAX_UNPACKED_BYTES } from './limits.js'
import { ReadProblem } from './read-problem.js'
import { unzstd } from './unzstd.js'

export type Compression = 'gzip' | 'zstd'

/** By the first bytes, never by the name. */
export function compressionOf(bytes: Uint8Array): Compression | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8) return 'gzip'
  const magic = bytes.length >= 4 ? Buffer.from(bytes.subarray(0, 4)).readUInt32LE() : 0
  // The second is that of a skippable frame, which parallel zstd writers put in front.
  return magic === 0xfd2fb528 || (magic >= 0x184d2a50 && magic <= 0x184d2a5f) ? 'zstd' : undefined
}

/**
 * Unpacked bytes as they come: whole members or frames one after the other. Throws ReadProblem, after what could be
 * unpacked, where the archive is cut off or broken or expands like a bomb.
 */
export async function* decompress(
  compression: Compression,
  packed: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const meter = new Meter()
  const unpacked = compression === 'gzip' ? gunzip(packed, meter) : unzstd(packed, meter)
  for await (const chunk of unpacked) {
    if (chunk.length > 0) yield chunk
  }
}

/** Weighs what comes out against what went in. */
export class Meter {
  #in = 0
  #out = 0

  takeIn(bytes: number): void {
    this.#in += bytes
  }

  /** Throws ReadProblem when this is more than an honest file gives. */
  giveOut(bytes: number): void {
    this.#out += bytes
    if (this.#out > MAX_UNPACKED_BYTES || this.#out > FREE_EXPANSION_BYTES + this.#in * MAX_EXPANSION) {
      throw new ReadProblem(
        `a decompression bomb: ${this.#in} bytes expand to more than ${this.#out}; stopped there`,
      )
    }
  }
}

/** A slice expands at most 1,032 times, to 16 MiB, before the meter is asked again. */
const GZIP_SLICE = 16 * 1024

async function* gunzip(packed: AsyncIterable<Buffer>, meter: Meter): AsyncGenerator<Buffer> {
  const stream = createGunzip({ chunkSize: 128 * 1024 })
  let ready: Buffer[] = []
  let failure: Error | undefined
  let ended = false
  let wake = (): void => {}
  // Taken as they come and not by async iteration, which would drop what is queued when the archive breaks off.
  stream.on('data', (chunk: Buffer) => ready.push(chunk))
  stream.on('error', (error) => {
    failure = error
    wake()
  })
  stream.on('end', () => {
    ended = true
    wake()
  })
  const settled = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
      start(resolve)
    })
  function* take(): Generator<Buffer> {
    for (const chunk of ready) {
      meter.giveOut(chunk.length)
      yield chunk
    }
    ready = []
    if (failure) throw new ReadProblem(gzipProblem(failure))
  }
  try {
    for await (const chunk of packed) {
      for (let at = 0; at < chunk.length; at += GZIP_SLICE) {
        const slice = chunk.subarray(at, at + GZIP_SLICE)
        meter.takeIn(slice.length)
        await settled((done) =>
          stream.write(slice, (error) => {
            failure ??= error ?? undefined
            done()
          }),
        )
        yield* take()
        // Bytes after the last member, such as the padding of tapes, mean nothing.
        if (ended) return
      }
    }
    await settled(() => stream.end())
    yield* take()
  } finally {
    stream.destroy()
  }
}

function gzipProblem(error: Error): string {
  return 'code' in error && error.code === 'Z_BUF_ERROR'
    ? 'a truncated gzip archive'
    : `a broken gzip archive (${error.message})`
}
