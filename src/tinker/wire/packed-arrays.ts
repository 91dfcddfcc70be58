/** Arrays as both wires pack them: little-endian, which is also what every machine that runs Node.js today holds in memory. */

export function rawBytes(values: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

export function int64Bytes(values: Int32Array): Uint8Array {
  const halves = new Int32Array(2 * values.length)
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    halves[2 * index] = value
    halves[2 * index + 1] = value >> 31
  }
  return rawBytes(halves)
}

/** A copy, so that any alignment will do and the message's memory can go. `bytes.length` must divide by 4. */
export function float32From(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer)
}

export function int32From(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.slice().buffer)
}

/** The upper halves of float32 numbers. */
export function float32FromBfloat16(bytes: Uint8Array): Float32Array {
  const bits = new Uint32Array(bytes.length / 2)
  for (let index = 0; index < bits.length; index++)
    bits[index] = (((bytes[2 * index + 1] as number) << 24) | ((bytes[2 * index] as number) << 16)) >>> 0
  return new Float32Array(bits.buffer)
}

/** Signed; exact up to 2^53. `bytes.length` must divide by 8. */
export function numbersFromInt64(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values: number[] = []
  for (let start = 0; start < bytes.length; start += 8)
    values.push(view.getInt32(start + 4, true) * 2 ** 32 + view.getUint32(start, true))
  return values
}
