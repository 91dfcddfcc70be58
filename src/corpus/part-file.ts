import { createHash, type Hash } from 'node:crypto'
import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

const BLOCK_BYTES = 4 << 20

/**
 * One file of the index while it grows: appended to in large writes, hashed on the way. Opened at a length that a
 * journal vouches for, it forgets what stands behind.
 */
export class PartFile {
  readonly #descriptor: number
  readonly #hash: Hash = createHash('sha256')
  #block = Buffer.allocUnsafe(BLOCK_BYTES)
  #view: DataView | undefined
  #held = 0
  #written: number

  constructor(path: string, length: number) {
    // 'r+' does not create and 'w+' truncates: 'a+' does neither, and is closed again.
    closeSync(openSync(path, 'a'))
    this.#descriptor = openSync(path, 'r+')
    this.#written = length
    try {
      this.#rehash(length)
      ftruncateSync(this.#descriptor, length)
    } catch (error) {
      closeSync(this.#descriptor)
      throw error
    }
  }

  /** With what is not on the disk yet. */
  get length(): number {
    return this.#written + this.#held
  }

  /** The UTF-8 bytes of a text behind the end, not part of the file until `keep`; valid until the next call. */
  stage(text: string): Buffer {
    // Three bytes for each UTF-16 unit are always enough, and much cheaper than asking for the length first.
    this.#reserve(text.length * 3)
    const bytes = this.#block.write(text, this.#held)
    return this.#block.subarray(this.#held, this.#held + bytes)
  }

  /** Appends the first `bytes` of what was staged last. */
  keep(bytes: number): void {
    this.#held += bytes
  }

  append(text: string): void {
    this.keep(this.stage(text).length)
  }

  /** Room for `bytes` behind the end, to be filled and kept. */
  room(bytes: number): { readonly block: Buffer; readonly view: DataView; readonly at: number } {
    this.#reserve(bytes)
    this.#view ??= new DataView(this.#block.buffer, this.#block.byteOffset, this.#block.length)
    return { block: this.#block, view: this.#view, at: this.#held }
  }

  /** Bytes that were kept, from the block or the disk. */
  read(at: number, bytes: number): Buffer {
    const found = Buffer.allocUnsafe(bytes)
    if (at >= this.#written) this.#block.copy(found, 0, at - this.#written, at - this.#written + bytes)
    else if (readSync(this.#descriptor, found, 0, bytes, at) < bytes) throw new ShortPart(at, at + bytes)
    return found
  }

  write(): void {
    this.#hash.update(this.#block.subarray(0, this.#held))
    let done = 0
    while (done < this.#held) {
      done += writeSync(this.#descriptor, this.#block, done, this.#held - done, this.#written + done)
    }
    this.#written += this.#held
    this.#held = 0
  }

  /** Returns when everything is on the disk. */
  sync(): void {
    this.write()
    fsyncSync(this.#descriptor)
  }

  /** sha256 of the file so far, in hexadecimal digits. */
  digest(): string {
    this.write()
    return this.#hash.copy().digest('hex')
  }

  /** Nothing more will come: gives back the memory of the block. */
  seal(): void {
    this.write()
    this.#block = Buffer.alloc(0)
    this.#view = undefined
  }

  /** Without writing what is held. */
  close(): void {
    closeSync(this.#descriptor)
  }

  #reserve(bytes: number): void {
    if (this.#held + bytes <= this.#block.length) return
    this.write()
    if (bytes <= this.#block.length) return
    this.#block = Buffer.allocUnsafe(bytes)
    this.#view = undefined
  }

  #rehash(length: number): void {
    let done = 0
    while (done < length) {
      const read = readSync(this.#descriptor, this.#block, 0, Math.min(length - done, BLOCK_BYTES), done)
      if (read === 0) throw new ShortPart(done, length)
      this.#hash.update(this.#block.subarray(0, read))
      done += read
    }
  }
}

/** A part is shorter than the journal says. */
export class ShortPart extends Error {
  constructor(
    readonly found: number,
    readonly expected: number,
  ) {
    super(`${found} bytes of ${expected}`)
  }
}
