import { Decompress } from 'fzstd'
import type { Meter } from './decompress.js'
import { MAX_ZSTD_WINDOW } from './limits.js'
import { ReadProblem } from './read-problem.js'

/** Frame header: magic 4, descriptor 1, window 1, dictionary 4, content size 8. */
const MAX_HEADER = 18
const CUT_OFF = 'a truncated zstd archive'

/**
 * Frames are taken apart here and fed block by block: a block gives at most 128 KiB, so a bomb is seen in time, the
 * window is known before its memory is taken, and a cut-off end is told from a whole one. (RFC 8878, section 3.1.)
 */
export async function* unzstd(packed: AsyncIterable<Buffer>, meter: Meter): AsyncGenerator<Buffer> {
  const input = new Bytes(packed, meter)
  try {
    for (;;) {
      if (!(await input.have(4))) {
        if (input.left === 0) return
        throw new ReadProblem(CUT_OFF)
      }
      const magic = input.peek(4).readUInt32LE()
      if (magic >= 0x184d2a50 && magic <= 0x184d2a5f) {
        const size = (await input.take(8)).readUInt32LE(4)
        await input.skip(size)
      } else if (magic === 0xfd2fb528) {
        yield* frame(input, meter)
      } else {
        throw new ReadProblem('a broken zstd archive (no frame where one should be)')
      }
    }
  } finally {
    await input.close()
  }
}

async function* frame(input: Bytes, meter: Meter): AsyncGenerator<Buffer> {
  const { bytes, checksum } = await takeHeader(input)
  let ready: Buffer[] = []
  const engine = new Decompress((data) => {
    // The engine goes on using its memory.
    ready.push(Buffer.from(data))
  })
  let before: Buffer = bytes
  for (let last = false; !last; ) {
    const head = await input.take(3)
    const field = head.readUIntLE(0, 3)
    last = (field & 1) === 1
    const type = (field >> 1) & 3
    const size = field >> 3
    if (type === 3 || (type !== 1 && size > 131072)) {
      throw new ReadProblem('a broken zstd archive (no such block)')
    }
    const body = await input.take(type === 1 ? 1 : size)
    const tail = last ? [checksum ? await input.take(4) : Buffer.alloc(0)] : []
    try {
      engine.push(Buffer.concat([before, head, body, ...tail]), last)
    } catch (error) {
      throw new ReadProblem(
        `a broken zstd archive (${error instanceof Error ? error.message : String(error)})`,
      )
    }
    before = Buffer.alloc(0)
    for (const chunk of ready) {
      meter.giveOut(chunk.length)
      yield chunk
    }
    ready = []
  }
}

async function takeHeader(input: Bytes): Promise<{ bytes: Buffer; checksum: boolean }> {
  await input.have(MAX_HEADER)
  const look = input.peek(Math.min(MAX_HEADER, input.left))
  if (look.length < 6) throw new ReadProblem(CUT_OFF)
  const descriptor = look[4] as number
  const single = (descriptor >> 5) & 1
  const dictionary = [0, 1, 2, 4][descriptor & 3] as number
  const sizeFlag = descriptor >> 6
  const sizeBytes = sizeFlag ? 1 << sizeFlag : single
  const length = 5 + (1 - single) + dictionary + sizeBytes
  if (look.length < length) throw new ReadProblem(CUT_OFF)
  if (dictionary > 0 && look.subarray(6 - single, 6 - single + dictionary).some((byte) => byte !== 0)) {
    throw new ReadProblem('a zstd archive that needs a dictionary')
  }
  let window: number
  if (single) {
    const at = 5 + dictionary
    const low = look.readUIntLE(at, Math.min(sizeBytes, 6))
    const high = sizeBytes === 8 ? look.readUInt16LE(at + 6) : 0
    window = high > 0 ? Number.POSITIVE_INFINITY : low + (sizeFlag === 1 ? 256 : 0)
  } else {
    const exponent = (look[5] as number) >> 3
    const base = 2 ** (10 + exponent)
    window = base + (base / 8) * ((look[5] as number) & 7)
  }
  if (window > MAX_ZSTD_WINDOW) {
    throw new ReadProblem(`a zstd archive that needs a window of more than ${MAX_ZSTD_WINDOW >> 20} MiB`)
  }
  return { bytes: await input.take(length), checksum: ((descriptor >> 2) & 1) === 1 }
}

/** Bytes on demand out of chunks. */
class Bytes {
  readonly #chunks: AsyncIterator<Buffer>
  #buffer: Buffer = Buffer.alloc(0)
  #at = 0

  constructor(
    chunks: AsyncIterable<Buffer>,
    private readonly meter: Meter,
  ) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  get left(): number {
    return this.#buffer.length - this.#at
  }

  /** Whether so many bytes are there; reads on for them. */
  async have(bytes: number): Promise<boolean> {
    while (this.left < bytes) {
      const { done, value } = await this.#chunks.next()
      if (done) return false
      const rest = this.#buffer.subarray(this.#at)
      this.#buffer = rest.length > 0 ? Buffer.concat([rest, value]) : value
      this.#at = 0
    }
    return true
  }

  /** Lets go of the file also when its end was not reached. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  peek(bytes: number): Buffer {
    return this.#buffer.subarray(this.#at, this.#at + bytes)
  }

  async take(bytes: number): Promise<Buffer> {
    if (this.left < bytes && !(await this.have(bytes))) throw new ReadProblem(CUT_OFF)
    const taken = this.peek(bytes)
    this.#at += bytes
    this.meter.takeIn(bytes)
    return taken
  }

  async skip(bytes: number): Promise<void> {
    for (let left = bytes; left > 0; ) {
      if (this.left === 0 && !(await this.have(1))) throw new ReadProblem(CUT_OFF)
      const step = Math.min(left, this.left)
      this.#at += step
      this.meter.takeIn(step)
      left -= step
    }
  }
}
