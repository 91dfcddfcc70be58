/** Conversions between 32-bit floats and the two 16-bit formats of weight files, rounding to nearest, ties to even. */

const bits = new Uint32Array(1)
const float = new Float32Array(bits.buffer)

/** bfloat16 is the upper half of a 32-bit float. `from` and `to` have the same length. */
export function bfloat16ToFloat32(from: Uint16Array, to: Float32Array): void {
  const target = new Uint32Array(to.buffer, to.byteOffset, to.length)
  for (let i = 0; i < from.length; i++) target[i] = (from[i] as number) << 16
}

export function float32ToBfloat16(from: Float32Array, to: Uint16Array): void {
  const source = new Uint32Array(from.buffer, from.byteOffset, from.length)
  for (let i = 0; i < source.length; i++) {
    const word = source[i] as number
    const isNaN = (word & 0x7fffffff) > 0x7f800000
    // A NaN keeps its sign and becomes quiet: rounding could carry it into infinity.
    to[i] = isNaN ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16
  }
}

export function float16ToFloat32(from: Uint16Array, to: Float32Array): void {
  const table = float16Table()
  for (let i = 0; i < from.length; i++) to[i] = table[from[i] as number] as number
}

export function float32ToFloat16(from: Float32Array, to: Uint16Array): void {
  for (let i = 0; i < from.length; i++) to[i] = halfOf(from[i] as number)
}

let table: Float32Array | undefined

/** All 65,536 values: a look-up is several times faster than decoding each number. */
function float16Table(): Float32Array {
  if (table) return table
  table = new Float32Array(65_536)
  for (let half = 0; half < 65_536; half++) {
    const sign = half & 0x8000 ? -1 : 1
    const exponent = (half >>> 10) & 31
    const fraction = half & 1023
    if (exponent === 31) table[half] = fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
    else if (exponent === 0) table[half] = sign * fraction * 2 ** -24
    else table[half] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
  }
  return table
}

function halfOf(value: number): number {
  float[0] = value
  const word = bits[0] as number
  const sign = (word >>> 16) & 0x8000
  const magnitude = word & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00 // NaN
  if (magnitude >= 0x477ff000) return sign | 0x7c00 // 65520 and more round to infinity
  if (magnitude < 0x38800000) {
    // Below 2^-14: a multiple of 2^-24. The product is exact in doubles, so one rounding happens, here.
    const scaled = Math.abs(float[0] as number) * 2 ** 24
    const floor = Math.floor(scaled)
    const rest = scaled - floor
    return sign | (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor)
  }
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13)
}
