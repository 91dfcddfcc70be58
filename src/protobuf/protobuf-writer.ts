/** The part of the protocol-buffers wire format that an ONNX file needs: varints, 32-bit floats and nested bytes. */
export class ProtobufWriter {
  private bytes = new Uint8Array(1024)
  private length = 0

  /** Wire type 0. Negative numbers take ten bytes, as int64 prescribes. */
  integer(field: number, value: number | bigint): this {
    this.varint(BigInt(field << 3))
    this.varint(BigInt.asUintN(64, BigInt(value)))
    return this
  }

  /** Wire type 5. */
  float(field: number, value: number): this {
    this.varint(BigInt((field << 3) | 5))
    this.append(new Uint8Array(Float32Array.of(value).buffer))
    return this
  }

  /** Wire type 2: strings, byte strings and nested messages. */
  bytesField(field: number, value: Uint8Array | string | ProtobufWriter): this {
    const content =
      typeof value === 'string'
        ? new TextEncoder().encode(value)
        : value instanceof ProtobufWriter
          ? value.finish()
          : value
    this.varint(BigInt((field << 3) | 2))
    this.varint(BigInt(content.length))
    this.append(content)
    return this
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  private varint(value: bigint): void {
    const out: number[] = []
    for (let rest = value; ; rest >>= 7n) {
      const low = Number(rest & 0x7fn)
      if (rest < 0x80n) {
        out.push(low)
        break
      }
      out.push(low | 0x80)
    }
    this.append(Uint8Array.from(out))
  }

  private append(content: Uint8Array): void {
    const needed = this.length + content.length
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
      grown.set(this.bytes.subarray(0, this.length))
      this.bytes = grown
    }
    this.bytes.set(content, this.length)
    this.length = needed
  }
}
