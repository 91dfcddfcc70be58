import { BudgetSpent } from '../budget.js'
import {
  add,
  type Ball,
  ball,
  bitLength,
  containsZero,
  divide,
  integer,
  isZero,
  magnitude,
  negate,
  ONE,
  radius,
  scale,
  shift,
  signOf,
  sqrt,
  subtract,
  UNDEFINED,
  UNDERFLOW,
  UNKNOWN,
  type Work,
  widen,
  ZERO,
} from './ball.js'
import * as fixed from './fixed.js'

/** Largest binary exponent of an argument of exp, sin, ...: reduction needs π to as many bits more. */
const MAX_ARGUMENT = 400

/** What one elementary function costs in steps (measured: 4 µs at 128 bits, 25 µs at 960). */
const cost = (work: Work): number => 3 + (work.bits >> 5)

export const pi = ({ bits }: Work): Ball => ({ m: fixed.pi(bits), e: -bits, r: 2 })

/** The midpoint as a fixed-point number, rounded down. */
const toFixed = (a: Ball, bits: number): bigint => shift(a.m, a.e + bits)
const error = (a: Ball): Ball => ({ m: 0n, e: a.e, r: a.r })

/** [n, x - n·unit] with |x - n·unit| <= unit/2; x has `bits` places and up to `extra` bits before them. */
function reduce(x: bigint, unit: (bits: number) => bigint, bits: number, extra: number): [bigint, bigint] {
  // As many more places as x has before the point: a coarser unit would leave a rest as large as its error times n.
  const fine = unit(bits + extra)
  const wide = x << BigInt(extra)
  const n = (2n * wide + fine) / (2n * fine) - (x < 0n ? 1n : 0n)
  const rest = x - ((n * fine) >> BigInt(extra))
  return [n, rest]
}

export function exp(x: Ball, work: Work): Ball {
  work.budget.spend(cost(work))
  if (isZero(x)) return ONE
  const top = Math.max(0, Math.ceil(magnitude(x)))
  if (top > 22) {
    if (x.m < 0n && !containsZero(x)) return UNDERFLOW
    throw new BudgetSpent('precision')
  }
  const bits = work.bits + 12
  const [n, rest] = reduce(toFixed(x, bits), fixed.ln2, bits, top + 4)
  const value = fixed.exp(rest, bits)
  const result = { m: value, e: Number(n) - bits, r: fixed.SLACK + 4 }
  if (x.r === 0) return ball(result.m, result.r, result.e, work)
  const spread = radius(x)
  if (spread > 30) throw UNKNOWN
  const relative = Math.expm1(spread) * (1 + 2 ** -30)
  return ball(result.m, result.r + Number(result.m) * (1 + 2 ** -30) * relative, result.e, work)
}

/** [cos x, sin x]. */
export function cosSin(x: Ball, work: Work): [Ball, Ball] {
  work.budget.spend(cost(work))
  if (isZero(x)) return [ONE, ZERO]
  const top = Math.ceil(magnitude(x))
  if (top > MAX_ARGUMENT) throw new BudgetSpent('precision')
  // sin x = x(1 - x²/6 + ...): below this x itself is good to the last bit.
  if (top < -work.bits) return [near(ONE, power2(2 * top), work), near(x, power2(3 * top), work)]
  const bits = work.bits + 12 + Math.max(0, -top)
  const half = (b: number): bigint => fixed.pi(b) >> 1n
  const [n, rest] = reduce(toFixed(x, bits), half, bits, Math.max(0, top) + 4)
  const [c, s] = fixed.cosSin(rest, bits)
  const quarter = Number(((n % 4n) + 4n) % 4n)
  const [cosine, sine] = (
    [
      [c, s],
      [-s, c],
      [-c, -s],
      [s, -c],
    ] as const
  )[quarter] as readonly [bigint, bigint]
  const spread = x.r === 0 ? ZERO : error(x)
  const make = (m: bigint): Ball => widen(ball(m, fixed.SLACK + 4, -bits, work), spread, work)
  return [make(cosine), make(sine)]
}
const power2 = (e: number): Ball => ({ m: 1n, e, r: 0 })
const near = (x: Ball, by: Ball, work: Work): Ball => widen(x, by, work)

/** Natural logarithm of a positive ball. @throws UNDEFINED at 0, UNKNOWN where the ball reaches 0 or below. */
export function log(x: Ball, work: Work): Ball {
  work.budget.spend(4 + cost(work))
  if (isZero(x)) throw UNDEFINED
  if (containsZero(x) || x.m < 0n) throw UNKNOWN
  const off = subtract(x, ONE, {
    bits: bitLength(x.m) + Math.min(2 * work.bits, Math.abs(x.e) + 64),
    budget: work.budget,
  })
  if (isZero(off)) return ZERO
  const distance = magnitude(off)
  // ln(1 + d) = d - d²/2 + ...
  if (distance < -2 * work.bits)
    return near(ball(off.m, off.r, off.e, work), power2(Math.ceil(2 * distance)), work)
  const bits = work.bits + 16 + Math.max(0, Math.ceil(-distance))
  let n = bitLength(x.m) + x.e
  // Between 1/2 and 1, but around 1 itself no multiple of ln 2 may be added and taken away again.
  if (distance < -1) n = 0
  const value =
    fixed.log(toFixed(scale(x, -n), bits), bits) + (n === 0 ? 0n : (BigInt(n) * fixed.ln2(bits + 24)) >> 24n)
  const result = ball(value, fixed.SLACK + 8, -bits, work)
  if (x.r === 0) return result
  // |ln(m + d) - ln m| <= r/(m - r).
  const m = Number(x.m)
  const relative = (x.r / (m * (1 - 2 ** -40) - x.r)) * (1 + 2 ** -30)
  return widen(
    result,
    { m: 0n, e: -1000, r: Math.max(relative, 1e-300) * 2 ** 1000 > 1e300 ? 1e300 : relative * 2 ** 1000 },
    work,
  )
}

/** The angle of the point (x, y) in (-π, π]. */
export function atan2(y: Ball, x: Ball, work: Work): Ball {
  if (isZero(y)) {
    const side = signOf(x)
    if (side === 0) throw UNDEFINED
    if (side === undefined) throw UNKNOWN
    return side > 0 ? ZERO : pi(work)
  }
  if (isZero(x) && !containsZero(y)) return y.m > 0n ? scale(pi(work), -1) : negate(scale(pi(work), -1))
  if (containsZero(y)) {
    if (containsZero(x)) throw UNKNOWN
    // Across the cut the angle is near π or near -π: no ball says that well.
    if (x.m < 0n) return widen(ZERO, scale(ONE, 2), work)
  }
  work.budget.spend(4 + cost(work))
  const length = Math.ceil(Math.max(magnitude(y), magnitude(x)))
  const slope = magnitude(y) - magnitude(x)
  if (slope < -2 * work.bits && x.m > 0n) {
    const small = divide(y, x, work)
    return near(small, power2(Math.ceil(3 * magnitude(small))), work)
  }
  const bits = work.bits + 16 + Math.min(2 * work.bits, Math.max(0, Math.ceil(-slope)))
  const at = (a: Ball): bigint => toFixed(scale(a, -length), bits)
  const value = fixed.angle(at(y), at(x), bits)
  const result = ball(value, fixed.SLACK + 8, -bits, work)
  if (x.r === 0 && y.r === 0) return result
  // An error d at distance |v| turns the angle by at most (π/2)·d/|v|; the longer coordinate is a lower bound of |v|.
  const far = magnitude(y) > magnitude(x) ? y : x
  return widen(result, scale(divide(add(abs0(x), abs0(y), work), middleLow(far), work), 1), work)
}
const abs0 = (a: Ball): Ball =>
  a.r === 0 ? ZERO : { m: BigInt(Math.ceil(a.r * 2 ** 20)), e: a.e - 20, r: 0 }
/** The smallest magnitude of a ball without 0. */
function middleLow(a: Ball): Ball {
  const m = (a.m < 0n ? -a.m : a.m) - BigInt(Math.ceil(a.r))
  if (m <= 0n) throw UNKNOWN
  return { m, e: a.e, r: 0 }
}

/** [cosh x, sinh x]. */
export function coshSinh(x: Ball, work: Work): [Ball, Ball] {
  if (isZero(x)) return [ONE, ZERO]
  const top = Math.ceil(magnitude(x))
  if (top < -work.bits) return [near(ONE, power2(2 * top), work), near(x, power2(3 * top), work)]
  const finer = { bits: work.bits + Math.max(0, -top), budget: work.budget }
  const up = exp(x, finer)
  const down = divide(ONE, up, finer)
  const half = (a: Ball): Ball => ball(a.m, a.r, a.e - 1, work)
  return [half(add(up, down, finer)), half(subtract(up, down, finer))]
}

/** The real n-th root of a ball without 0 (any sign if n is odd); exact for exact powers of whole numbers. */
export function root(x: Ball, n: number, work: Work): Ball {
  if (isZero(x)) return ZERO
  if (x.m < 0n) return negate(root(negate(x), n, work))
  if (n === 2 || containsZero(x)) {
    if (n === 2) return sqrt(x, work)
    const top = Math.ceil(magnitude(x) / n)
    return ball(0n, 1, top, work)
  }
  const result = exp(divide(log(x, work), integer(n), work), work)
  if (x.r === 0 && x.e >= 0 && magnitude(x) < 4096) {
    const guess = nearestInteger(result)
    if (guess !== undefined && guess ** BigInt(n) === shift(x.m, x.e)) return integer(guess)
  }
  return result
}

/** The whole number nearest the midpoint, if the ball is small and not too large to hold it. */
function nearestInteger(a: Ball): bigint | undefined {
  if (a.e > 0 || radius(a) > 0.25) return undefined
  return (shift(a.m, a.e + 1) + 1n) >> 1n
}

/** tan by its quotient. */
export function tan(x: Ball, work: Work): Ball {
  const [c, s] = cosSin(x, work)
  return divide(s, c, work)
}
