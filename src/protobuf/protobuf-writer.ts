/** Writes the protocol-buffers wire format, fields in the order of the calls, each length in its shortest form. */
export class ProtobufWriter {
  private bytes: Uint8Array
  private length = 0

  /** `room`: bytes that are likely to be written, so that they need not be copied as they grow. */
  constructor(room = 64) {
    this.bytes = new Uint8Array(room)
  }

  /** Wire type 0: int32, int64, enumerations and booleans. Negative numbers take ten bytes, as int64 prescribes. */
  integer(field: number, value: number | bigint): this {
    this.tag(field, 0)
    this.varint(value)
    return this
  }

  /** Wire type 1. */
  double(field: number, value: number): this {
    this.tag(field, 1)
    this.append(new Uint8Array(Float64Array.of(value).buffer))
    return this
  }

  /** Wire type 5. */
  float(field: number, value: number): this {
    this.tag(field, 5)
    this.append(new Uint8Array(Float32Array.of(value).buffer))
    return this
  }

  /** Wire type 2: strings, byte strings and messages that are written already. */
  bytesField(field: number, value: Uint8Array | string | ProtobufWriter): this {
    const content =
      typeof value === 'string'
        ? new TextEncoder().encode(value)
        : value instanceof ProtobufWriter
          ? value.finish()
          : value
    this.tag(field, 2)
    this.varint(content.length)
    this.append(content)
    return this
  }

  /** Wire type 2, repeated integers one after another. Nothing is written for an empty list, as proto3 prescribes. */
  packedIntegers(field: number, values: Iterable<number | bigint>): this {
    const content = new ProtobufWriter()
    for (const value of values) content.varint(value)
    return content.length > 0 ? this.bytesField(field, content) : this
  }

  /** A nested message, written by `write` straight into this writer: large contents are not copied level by level. */
  message(field: number, write: (writer: this) => void): this {
    this.tag(field, 2)
    const start = this.length
    write(this)
    const size = this.length - start
    const width = varintWidth(size)
    this.reserve(width)
    this.bytes.copyWithin(start + width, start, this.length)
    this.length = start
    this.varint(size)
    this.length += size
    return this
  }

  /** A view of what was written: valid until the next call. */
  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  private tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType)
  }

  private varint(value: number | bigint): void {
    this.reserve(10)
    if (typeof value === 'bigint' || value < 0) return this.longVarint(BigInt.asUintN(64, BigInt(value)))
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.bytes[this.length++] = (rest % 0x80) | 0x80
    this.bytes[this.length++] = rest
  }

  private longVarint(value: bigint): void {
    let rest = value
    for (; rest >= 0x80n; rest >>= 7n) this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80
    this.bytes[this.length++] = Number(rest)
  }

  private append(content: Uint8Array): void {
    this.reserve(content.length)
    this.bytes.set(content, this.length)
    this.length += content.length
  }

  private reserve(count: number): void {
    const needed = this.length + count
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }
}

function varintWidth(value: number): number {
  let width = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) width++
  return width
}
