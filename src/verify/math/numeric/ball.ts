import { type Budget, BudgetSpent } from '../budget.js'
import type { Rational } from '../rational.js'

/**
 * A real number known to lie in [(m - r)·2^e, (m + r)·2^e]. The radius is a double counted in units of the midpoint's last
 * bit, always rounded up. Exact numbers have r = 0.
 */
export interface Ball {
  readonly m: bigint
  readonly e: number
  readonly r: number
}

/** How precisely (bits of midpoint) to work, and who pays. */
export interface Work {
  readonly bits: number
  readonly budget: Budget
}

/** Thrown where an expression has no value ('undefined': 1/0) or none that can be decided ('unknown'). */
export class NoValue extends Error {
  constructor(readonly reason: 'undefined' | 'unknown') {
    super(`value is ${reason}`)
  }
}
// Made once: throwing them must not cost a stack trace at each of many sample points.
export const UNDEFINED = new NoValue('undefined')
export const UNKNOWN = new NoValue('unknown')

/** Most bits a midpoint can have such that radius sums stay finite doubles. */
export const MAX_BITS = 960
/** Values beyond 2^±this are refused (above) or widened (below). */
export const MAX_EXPONENT = 1 << 22
/** Covers the rounding of the few double operations that make a radius. */
const UP = 1 + 2 ** -40
const TINY = 1e-290
/** A radius beyond this means that low bits of the midpoint are noise. */
const WIDE = 2 ** 44

export const ZERO: Ball = { m: 0n, e: 0, r: 0 }
export const ONE: Ball = { m: 1n, e: 0, r: 0 }

/** Bits of |n|, or one off: only sizes depend on it. 0 for 0. */
export function bitLength(n: bigint): number {
  if (n === 0n) return 0
  const near = Math.abs(Number(n))
  return near < Number.MAX_VALUE ? Math.floor(Math.log2(near)) + 1 : n.toString(16).length * 4
}

/** n·2^by, rounded down. */
export const shift = (n: bigint, by: number): bigint =>
  by === 0 ? n : by > 0 ? n << BigInt(by) : n >> BigInt(-by)

/** |n| as a double, rounded to nearest. */
const size = (n: bigint): number => Math.abs(Number(n))

/** x·2^by for a radius x, rounded up and never underflowing to 0. */
const scaled = (x: number, by: number): number =>
  // 2^-1100 is 0 as a double, but a long x times it is not.
  x === 0 ? 0 : Math.max(by < -900 ? x * 2 ** -900 * 2 ** (by + 900) : x * 2 ** by, TINY) * UP

/** The ball (m ± r)·2^e with the midpoint cut to the working precision. */
export function ball(m: bigint, r: number, e: number, work: Work): Ball {
  let drop = bitLength(m) - work.bits
  if (r > WIDE) {
    if (r === Number.POSITIVE_INFINITY) throw UNKNOWN
    drop = Math.max(drop, Math.floor(Math.log2(r)) - 32)
  }
  let result: Ball = { m, e, r }
  if (drop > 0) {
    const cut = shift(m, -drop)
    const exact = r === 0 && shift(cut, drop) === m
    result = { m: cut, e: e + drop, r: exact ? 0 : scaled(r, -drop) + 1.0001 }
  }
  if (result.e < -MAX_EXPONENT - MAX_BITS) return result.m === 0n && result.r === 0 ? ZERO : UNDERFLOW
  if (result.e > MAX_EXPONENT) throw new BudgetSpent('precision')
  return result
}
/** A value too near 0 to be told from it. */
export const UNDERFLOW: Ball = { m: 0n, e: -MAX_EXPONENT, r: 1 }
export const isUnderflow = (a: Ball): boolean => a.m === 0n && a.r !== 0 && a.e <= -MAX_EXPONENT

export const integer = (n: number | bigint): Ball => ({ m: BigInt(n), e: 0, r: 0 })

export function fromRational(value: Rational, work: Work): Ball {
  const whole = ball(value.n, 0, 0, work)
  return value.d === 1n ? whole : divide(whole, ball(value.d, 0, 0, work), work)
}

export const isZero = (a: Ball): boolean => a.m === 0n && a.r === 0
export const containsZero = (a: Ball): boolean => a.m === 0n || size(a.m) <= a.r * UP
/** The sign all numbers of the ball have, 0 for exact zero; undefined if they have several. */
export function signOf(a: Ball): 1 | -1 | 0 | undefined {
  if (isZero(a)) return 0
  return containsZero(a) ? undefined : a.m > 0n ? 1 : -1
}

/** log2 of the largest magnitude in the ball (-Infinity for 0). */
export function magnitude(a: Ball): number {
  if (isZero(a)) return Number.NEGATIVE_INFINITY
  const near = size(a.m)
  return (near < Number.MAX_VALUE ? Math.log2(near + a.r) : bitLength(a.m)) + a.e
}
/** log2 of the radius (-Infinity for exact numbers). */
export const radiusLog = (a: Ball): number => (a.r === 0 ? Number.NEGATIVE_INFINITY : Math.log2(a.r) + a.e)

/** The radius as an absolute double, rounded up. */
export const radius = (a: Ball): number => scaled(a.r, a.e)
/** The midpoint as an exact ball. */
export const middle = (a: Ball): Ball => (a.r === 0 ? a : { m: a.m, e: a.e, r: 0 })
/** The midpoint as a double. */
export function toNumber(a: Ball): number {
  const extra = Math.max(0, bitLength(a.m) - 64)
  return Number(shift(a.m, -extra)) * 2 ** (a.e + extra)
}

/** The same ball with its radius widened by all magnitudes in `by`. */
export function widen(a: Ball, by: Ball, work: Work): Ball {
  if (isZero(by)) return a
  const more = (size(by.m) + by.r) * UP
  if (isZero(a)) return ball(0n, more, by.e, work)
  const gap = by.e - a.e
  // Far below by's scale: count in by's units, lest the radius overflow.
  if (gap > 900) return ball(shift(a.m, -gap), more + scaled(a.r, -gap) + 1, by.e, work)
  return ball(a.m, (a.r + scaled(more, gap)) * UP, a.e, work)
}

export const negate = (a: Ball): Ball => ({ m: -a.m, e: a.e, r: a.r })
/** a·2^by. */
export const scale = (a: Ball, by: number): Ball => ({ m: a.m, e: a.e + by, r: a.r })

export function add(a: Ball, b: Ball, work: Work): Ball {
  work.budget.spend(1)
  if (isZero(a)) return b
  if (isZero(b)) return a
  const [high, low] = a.e >= b.e ? [a, b] : [b, a]
  const gap = high.e - low.e
  // An exponent may be far below because its midpoint has more bits than this work asks for.
  if (gap > 2 * work.bits + 128 && gap > bitLength(low.m) + work.bits + 128) {
    const far = scaled(size(low.m) + low.r, -gap)
    return ball(high.m, (high.r + far) * UP, high.e, work)
  }
  return ball(
    (high.m << BigInt(gap)) + low.m,
    gap > 900 ? wide(high, gap, low) : exactRadius(high, gap, low),
    low.e,
    work,
  )
}
const exactRadius = (high: Ball, gap: number, low: Ball): number =>
  high.r === 0 ? low.r : (scaled(high.r, gap) + low.r) * UP
function wide(high: Ball, gap: number, low: Ball): number {
  const sum = exactRadius(high, gap, low)
  if (sum === Number.POSITIVE_INFINITY) throw UNKNOWN
  return sum
}

export const subtract = (a: Ball, b: Ball, work: Work): Ball => add(a, negate(b), work)

export function multiply(a: Ball, b: Ball, work: Work): Ball {
  work.budget.spend(work.bits > 600 ? 2 : 1)
  if (isZero(a) || isZero(b)) return ZERO
  const exact = a.r === 0 && b.r === 0
  const r = exact ? 0 : (size(a.m) * b.r + size(b.m) * a.r + a.r * b.r) * UP
  return ball(a.m * b.m, r, a.e + b.e, work)
}

/** @throws UNDEFINED if b may be 0. */
export function divide(a: Ball, b: Ball, work: Work): Ball {
  work.budget.spend(work.bits > 600 ? 2 : 1)
  const least = size(b.m) * (1 - 2 ** -45) - b.r
  if (b.m === 0n || least <= 0) throw UNDEFINED
  if (isZero(a)) return ZERO
  const exact = a.r === 0 && b.r === 0
  if (exact && a.m % b.m === 0n) return ball(a.m / b.m, 0, a.e - b.e, work)
  const up = Math.max(0, work.bits + 4 + bitLength(b.m) - bitLength(a.m))
  const top = a.m << BigInt(up)
  const m = top / b.m
  const onlyPower = exact && m * b.m === top
  const r = exact ? 0 : scaled(((size(a.m) / size(b.m)) * b.r + a.r) / least, up)
  return ball(m, onlyPower ? 0 : (r + 1.0001) * UP, a.e - b.e - up, work)
}

/** Square root of a ball without negative numbers; exact for exact squares. */
export function sqrt(a: Ball, work: Work): Ball {
  work.budget.spend(2 + (work.bits >> 6))
  if (isZero(a)) return ZERO
  if (containsZero(a)) return sqrtNearZero(a, work)
  let up = Math.max(0, 2 * work.bits + 4 - bitLength(a.m))
  if ((a.e - up) % 2 !== 0) up += 1
  const m = a.m << BigInt(up)
  const root = integerRoot(m)
  const e = (a.e - up) / 2
  if (a.r === 0) return ball(root, root * root === m ? 0 : 1.0001, e, work)
  // |√(x+d) - √x| <= d/√x, in units of the root's last bit.
  const r = scaled(a.r / Math.sqrt(size(a.m)), up / 2)
  return ball(root, (r + 1.0001) * UP, e, work)
}

/** [0, √max] as a ball, for a ball that holds 0. */
function sqrtNearZero(a: Ball, work: Work): Ball {
  const half = Math.ceil(magnitude(a) / 2)
  return ball(1n, 1, half, work)
}

/** Floor of √n: Newton from a double. */
function integerRoot(n: bigint): bigint {
  if (n < 1n << 100n) {
    if (n < 2n) return n
    return settle(BigInt(Math.floor(Math.sqrt(Number(n)))) + 1n, n)
  }
  const low = (bitLength(n) - 100) & ~1
  const start = BigInt(Math.ceil(Math.sqrt(Number(n >> BigInt(low))) * (1 + 2 ** -50))) + 1n
  return settle(start << BigInt(low / 2), n)
}

/** Newton downwards from any start >= √n. */
function settle(start: bigint, n: bigint): bigint {
  let x = start
  for (;;) {
    const next = (x + n / x) >> 1n
    if (next >= x) return x
    x = next
  }
}

/** Ends of the ball, exactly. */
export function ends(a: Ball): { lower: Rational; upper: Rational } {
  const extra = a.r === 0 ? 0 : Math.max(0, 20 - Math.floor(Math.log2(a.r)))
  if (extra > 4 * MAX_BITS || Math.abs(a.e) > 8192) throw new BudgetSpent('digits')
  const r = a.r === 0 ? 0n : BigInt(Math.ceil(a.r * 2 ** Math.min(extra, 900)))
  const fine = Math.min(extra, 900)
  const m = shift(a.m, fine)
  return { lower: dyadic(m - r, a.e - fine), upper: dyadic(m + r, a.e - fine) }
}
function dyadic(m: bigint, e: number): Rational {
  if (e >= 0) return { n: m << BigInt(e), d: 1n }
  let [n, left] = [m, -e]
  if (n === 0n) return { n, d: 1n }
  while (left >= 32 && (n & 0xffffffffn) === 0n) [n, left] = [n >> 32n, left - 32]
  while (left > 0 && (n & 1n) === 0n) [n, left] = [n >> 1n, left - 1]
  return { n, d: 1n << BigInt(left) }
}

/** Ends as [low, high] integers rounded down by `toInteger`; what floor needs. */
export function floorEnds(a: Ball): [bigint, bigint] {
  const { lower, upper } = ends(a)
  return [floorOf(lower), floorOf(upper)]
}
export const floorOf = (x: Rational): bigint => (x.n >= 0n || x.n % x.d === 0n ? x.n / x.d : x.n / x.d - 1n)

/** A ball around all of both. */
export function hull(a: Ball, b: Ball, work: Work): Ball {
  const half = scale(subtract(b, a, work), -1)
  return widen(add(a, half, work), half, work)
}
