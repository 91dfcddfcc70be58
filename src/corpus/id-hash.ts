import { createHash } from 'node:crypto'

const IDS_PER_UPDATE = 1024
const ID_DIGITS = 16
const DIGITS = Buffer.from('0123456789abcdef')

/** sha256 over the hexadecimal digits of ids, one after the other: without a string for each, of ten million. */
export class IdHash {
  readonly #hash = createHash('sha256')
  /** Digits that are not hashed yet. */
  readonly #digits = Buffer.alloc(IDS_PER_UPDATE * ID_DIGITS)
  #length = 0

  add(high: number, low: number): void {
    for (const half of [high, low])
      for (let shift = 28; shift >= 0; shift -= 4)
        this.#digits[this.#length++] = DIGITS[(half >>> shift) & 15] as number
    if (this.#length === this.#digits.length) this.#update()
  }

  /** In hexadecimal digits. Nothing can be added after it. */
  digest(): string {
    this.#update()
    return this.#hash.digest('hex')
  }

  #update(): void {
    this.#hash.update(this.#digits.subarray(0, this.#length))
    this.#length = 0
  }
}
