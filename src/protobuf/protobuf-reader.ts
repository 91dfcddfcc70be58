import { ProtobufError } from './protobuf-error.js'

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5
const MAX_FIELD = 2 ** 29 - 1
const MAX_VARINT_BYTES = 10
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads the fields of one message in the order of the wire:
 * `while (reader.next()) if (reader.field === 1) name = reader.text()`. A field that isn't read is skipped.
 * Never reads outside the bytes given; work and memory are bounded by their length.
 *
 * @throws ProtobufError for bytes that are cut off, overlong or of another wire type than the value asked for
 */
export class ProtobufReader {
  /** Number of the field that `next` found. */
  field = 0
  private wireType = VARINT
  private pending = false
  private position = 0
  private readonly bytes: Uint8Array
  private readonly view: DataView

  constructor(bytes: Uint8Array) {
    // Of a Buffer, slice() and subarray() are the same thing: only a plain Uint8Array gives callers what they expect.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Goes to the next field; false at the end. */
  next(): boolean {
    if (this.pending) this.skip()
    if (this.position === this.bytes.length) return false
    const tag = this.varint()
    this.field = Math.floor(tag / 8)
    this.wireType = tag % 8
    if (this.field < 1 || this.field > MAX_FIELD)
      throw new ProtobufError(`field number ${this.field} at byte ${this.position}`)
    this.pending = true
    return true
  }

  /** An int32, int64, enumeration or boolean; beyond 2^53 it is refused. */
  integer(): number {
    this.take(VARINT)
    return exact(this.varint())
  }

  /** Appends a repeated integer field, packed or not, to `into`, which may not grow beyond `limit`. */
  integers(into: number[], limit: number): void {
    if (this.wireType !== BYTES) {
      into.push(this.integer())
    } else {
      const end = this.open()
      while (this.position < end && into.length <= limit) into.push(exact(this.varint(end)))
    }
    if (into.length > limit) throw new ProtobufError(`more than ${limit} numbers in field ${this.field}`)
  }

  double(): number {
    this.take(FIXED64)
    const start = this.position
    this.advance(8)
    return this.view.getFloat64(start, true)
  }

  /** A view into the message's bytes, of any alignment. */
  content(): Uint8Array {
    const end = this.open()
    const start = this.position
    this.position = end
    return this.bytes.subarray(start, end)
  }

  text(): string {
    const content = this.content()
    try {
      return UTF8.decode(content)
    } catch {
      throw new ProtobufError(`field ${this.field} is not UTF-8`)
    }
  }

  message(): ProtobufReader {
    return new ProtobufReader(this.content())
  }

  private skip(): void {
    if (this.wireType === VARINT) this.varint()
    else if (this.wireType === FIXED64) this.advance(8)
    else if (this.wireType === BYTES) this.content()
    else if (this.wireType === FIXED32) this.advance(4)
    else throw new ProtobufError(`field ${this.field} has wire type ${this.wireType}`)
    this.pending = false
  }

  /** The field is being read now, once, as what it is. */
  private take(wireType: number): void {
    if (!this.pending || this.wireType !== wireType)
      throw new ProtobufError(`field ${this.field} has wire type ${this.wireType}, not ${wireType}`)
    this.pending = false
  }

  /** Where the content of the length-delimited field ends; the position is its start afterwards. */
  private open(): number {
    this.take(BYTES)
    const length = this.varint()
    if (length < 0 || length > this.bytes.length - this.position)
      throw new ProtobufError(
        `field ${this.field} claims ${length} bytes, of which ${this.bytes.length - this.position} are there`,
      )
    return this.position + length
  }

  private advance(count: number): void {
    if (count > this.bytes.length - this.position) throw new ProtobufError(`cut off in field ${this.field}`)
    this.position += count
  }

  /** Signed 64 bits, as two halves: bit operations of numbers have 32. */
  private varint(end = this.bytes.length): number {
    let low = 0
    let high = 0
    for (let index = 0; index < MAX_VARINT_BYTES; index++) {
      if (this.position >= end) throw new ProtobufError(`cut off in a number at byte ${this.position}`)
      const byte = this.bytes[this.position++] as number
      const bits = byte & 0x7f
      if (index < 4) low |= bits << (7 * index)
      else if (index === 4) {
        low |= bits << 28
        high = bits >> 4
      } else if (index < 9) high |= bits << (7 * index - 32)
      else if (bits > 1) break
      else high |= bits << 31
      if (byte < 0x80) return high * 2 ** 32 + (low >>> 0)
    }
    throw new ProtobufError(`a number of more than 64 bits at byte ${this.position}`)
  }
}

function exact(value: number): number {
  if (!Number.isSafeInteger(value)) throw new ProtobufError(`the number ${value} is beyond 2^53`)
  return value
}
