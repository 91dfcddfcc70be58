import type { Readable } from 'node:stream'
import { HEAD_BYTES } from './limits.js'

/** A stream whose beginning may be looked at before it is read. It can be read once. */
export class PeekedStream {
  readonly #chunks: AsyncIterator<Buffer>
  readonly #first: Buffer[] = []
  #peeked = 0
  #taken = false

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  }

  /** The bytes from the start, without consuming them: at least `HEAD_BYTES` if there are so many. */
  async *peek(): AsyncGenerator<Buffer> {
    for (let i = 0; ; i++) {
      if (i === this.#first.length) {
        if (this.#peeked >= HEAD_BYTES * 16) return
        const { done, value } = await this.#chunks.next()
        if (done) return
        this.#first.push(value)
        this.#peeked += value.length
      }
      yield this.#first[i] as Buffer
    }
  }

  async *read(): AsyncGenerator<Buffer> {
    if (this.#taken) throw new Error('standard input can be read once only')
    this.#taken = true
    yield* this.#first
    for (;;) {
      const { done, value } = await this.#chunks.next()
      if (done) return
      yield value
    }
  }
}

let standardInput: PeekedStream | undefined

export function peekedStandardInput(): PeekedStream {
  standardInput ??= new PeekedStream(process.stdin)
  return standardInput
}
