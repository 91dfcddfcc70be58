import { bitLength, shift } from './ball.js'

/**
 * Elementary functions of fixed-point numbers: an integer x stands for x·2^-bits. Results are off by at most SLACK units
 * in the last place for arguments in the stated ranges (each kernel works with guard bits for its own rounding).
 */
export const SLACK = 4

const cached = new Map<string, bigint>()

/** A constant to `bits` binary places; computed to a multiple of 64 bits and cut. */
function constant(name: string, bits: number, compute: (bits: number) => bigint): bigint {
  const rounded = Math.ceil((bits + 16) / 64) * 64
  const key = `${name}${rounded}`
  let value = cached.get(key)
  if (value === undefined) {
    value = compute(rounded + 32) >> 32n
    cached.set(key, value)
  }
  return shift(value, bits - rounded)
}

/** Σ ±1/((2k+1)·x^(2k+1)): atan(1/x) with sign -1, atanh(1/x) with +1. */
function inverseTangent(x: bigint, sign: 1n | -1n, bits: number): bigint {
  let term = (1n << BigInt(bits)) / x
  let sum = term
  for (let k = 3n; term !== 0n; k += 2n) {
    term = (sign * term) / (x * x)
    sum += term / k
  }
  return sum
}

/** Machin: π = 16 atan(1/5) - 4 atan(1/239). */
export const pi = (bits: number): bigint =>
  constant('pi', bits, (b) => 16n * inverseTangent(5n, -1n, b) - 4n * inverseTangent(239n, -1n, b))
export const ln2 = (bits: number): bigint =>
  constant('ln2', bits, (b) => {
    const at = (x: bigint): bigint => inverseTangent(x, 1n, b)
    return 18n * at(26n) - 2n * at(4801n) + 8n * at(8749n)
  })

/** e^x for |x| < 1: the Taylor series at x/2^k, squared k times. */
export function exp(x: bigint, bits: number): bigint {
  const halvings = 4 + (Math.sqrt(bits) >> 1)
  const guard = halvings + 12
  const work = BigInt(bits + guard)
  const small = shift(x, guard - halvings)
  const one = 1n << work
  let term = small
  let sum = one + small
  for (let k = 2n; ; k++) {
    term = ((term * small) >> work) / k
    // `>>` rounds down, so that a tiny negative term ends at -1.
    if (term === 0n || term === -1n) break
    sum += term
  }
  for (let k = 0; k < halvings; k++) sum = (sum * sum) >> work
  return sum >> BigInt(guard)
}

/** [cos x, sin x] for |x| < 1: Taylor at x/2^k, then angle doubling. */
export function cosSin(x: bigint, bits: number): [bigint, bigint] {
  if (bitLength(x) > bits + 8)
    throw new RangeError(`cosSin of an argument of ${bitLength(x) - bits} bits: not reduced`)
  const halvings = 2 + (Math.sqrt(bits) >> 2)
  const guard = 2 * halvings + 12
  const work = BigInt(bits + guard)
  const small = shift(x, guard - halvings)
  const square = (small * small) >> work
  let [cosine, sine] = [1n << work, small]
  let [even, odd] = [cosine, small]
  for (let k = 1n; ; k += 2n) {
    even = -((even * square) >> work) / (k * (k + 1n))
    odd = -((odd * square) >> work) / ((k + 1n) * (k + 2n))
    if (even > -2n && even < 2n) break
    cosine += even
    sine += odd
  }
  for (let k = 0; k < halvings; k++) {
    const [c, s] = [cosine, sine]
    cosine = ((c * c) >> (work - 1n)) - (1n << work)
    sine = (c * s) >> (work - 1n)
  }
  return [cosine >> BigInt(guard), sine >> BigInt(guard)]
}

/** A fixed-point number as a double. */
export function toDouble(x: bigint, bits: number): number {
  const extra = Math.max(0, bitLength(x) - 64)
  return Number(shift(x, -extra)) * 2 ** (extra - bits)
}
/** A double of magnitude below 2^40 as a fixed-point number, exactly up to 2^-bits. */
export const fromDouble = (x: number, bits: number): bigint =>
  bits >= 53 ? BigInt(Math.round(x * 2 ** 52)) << BigInt(bits - 52) : BigInt(Math.round(x * 2 ** bits))

/** ln x for x in [1/2, 2]: a double's guess y, then 2 atanh((x - e^y)/(x + e^y)). */
export function log(x: bigint, bits: number): bigint {
  const work = bits + 12
  const wide = x << 12n
  const guess = fromDouble(Math.log(toDouble(x, bits)), work)
  const near = exp(guess, work)
  const ratio = ((wide - near) << BigInt(work)) / (wide + near)
  return (guess + 2n * oddSeries(ratio, 1n, work)) >> 12n
}

/** The angle of (x, y), |(x, y)| about 1: a double's guess, then the atan of what is left after turning back by it. */
export function angle(y: bigint, x: bigint, bits: number): bigint {
  const work = bits + 12
  const guessed = Math.atan2(toDouble(y, bits), toDouble(x, bits))
  const guess = fromDouble(guessed, work)
  const [c, s] = cosSin4(guess, work)
  const [wideX, wideY] = [x << 12n, y << 12n]
  const [rest, along] = [wideY * c - wideX * s, wideX * c + wideY * s]
  const ratio = (rest << BigInt(work)) / along
  return (guess + oddSeries(ratio, -1n, work)) >> 12n
}

/** cosSin for |x| < 4. */
function cosSin4(x: bigint, bits: number): [bigint, bigint] {
  const work = BigInt(bits + 8)
  let [c, s] = cosSin(x << 6n, bits + 8)
  for (let k = 0; k < 2; k++) [c, s] = [((c * c) >> (work - 1n)) - (1n << work), (c * s) >> (work - 1n)]
  return [c >> 8n, s >> 8n]
}

/** t + sign·t³/3 + t⁵/5 + ... for small t. */
function oddSeries(t: bigint, sign: 1n | -1n, bits: number): bigint {
  const square = (t * t) >> BigInt(bits)
  let [term, sum] = [t, t]
  for (let k = 3n; ; k += 2n) {
    term = (sign * term * square) >> BigInt(bits)
    if (term === 0n || term === -1n) return sum
    sum += term / k
  }
}
