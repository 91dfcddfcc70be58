import { BudgetSpent } from '../budget.js'
import { MAX_BITS, NoValue, UNKNOWN, type Work, widen } from './ball.js'
import type { ComplexBall } from './complex.js'
import * as complex from './complex.js'
import type { Body } from './evaluator.js'

/** Agreement (bits) asked of successive estimates: 20 digits. */
const SETTLED = 67
/** Below this a limit of 0 is believed. */
const VANISHED = -120

/**
 * The places looked at are this many times powers of two: a number with no short fraction and no short inverse, lest
 * sin πx vanish at all of them, or x mod 8.
 */
const STRIDE = 0x1_6a09_e667_f3bdn
const STRIDE_BITS = 48
/** The place m·STRIDE·2^bits from `to`, a third of `beside` farther: no whole number, nor two of them whole periods apart. */
function place(
  to: ComplexBall | undefined,
  m: bigint,
  bits: number,
  beside: bigint,
  work: Work,
): ComplexBall {
  const far = complex.fromReal({ m: m * STRIDE, e: bits - STRIDE_BITS, r: 0 })
  const off =
    beside === 0n ? far : complex.add(far, complex.fromReal({ m: beside * STRIDE, e: -50, r: 0 }), work)
  return to === undefined ? off : complex.add(to, off, work)
}

/** Far beyond all other places: what a limit settled to is looked at there once more. */
const BEYOND = 700

/**
 * The limit of f at a point (or ±infinity) by values ever nearer to it: first very near in many digits, where almost any
 * limit has settled; where those overflow, farther off with Richardson's extrapolation. The radius is an estimate from the
 * differences of successive values, no proof.
 * @throws UNKNOWN if they do not settle, or both sides differ
 */
export function limit(
  f: Body,
  to: ComplexBall | undefined,
  side: 1 | -1 | undefined,
  atInfinity: boolean,
  outer: Work,
): ComplexBall {
  const work = { bits: MAX_BITS, budget: outer.budget }
  const oneSided = (sign: 1 | -1): ComplexBall => {
    const at = (bits: number, beside = 0n): ComplexBall =>
      f(place(to, BigInt(sign), atInfinity ? bits : -bits, beside, work), work)
    const nearer = (bits: number): ComplexBall => at(bits, atInfinity ? BigInt(sign * (bits + 1)) : 0n)
    const found = near(nearer, work)
    if (found) return found
    const guess = richardson(at, work)
    return staying(nearer, guess, guess, work)
  }
  if (side !== undefined) return oneSided(side)
  const above = oneSided(1)
  // A function of reals may live on one side only, such as √x at 0; then that side is the limit.
  const below = attempt(() => oneSided(-1))
  if (!below || (complex.isReal(above) && !complex.isReal(below))) return above
  const gap = complex.subtract(above, below, work)
  if (!complex.mayBeZero(gap)) throw UNKNOWN
  return above
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (
      error instanceof NoValue ||
      (error instanceof BudgetSpent && (error.limit === 'precision' || error.limit === 'digits'))
    )
      return undefined
    throw error
  }
}

/** From f at distances 2^-128, 2^-192, 2^-256. */
function near(at: (bits: number) => ComplexBall, work: Work): ComplexBall | undefined {
  const values = attempt(() => [at(128), at(192), at(256)] as const)
  if (!values) return undefined
  const [a, b, c] = values
  const [first, second] = [
    complex.magnitude(complex.subtract(a, b, work)),
    complex.magnitude(complex.subtract(b, c, work)),
  ]
  const size = complex.magnitude(c)
  if (second === Number.NEGATIVE_INFINITY) return staying(at, c, c, work)
  const vanishes = size < VANISHED && complex.magnitude(b) < VANISHED / 2 && size < complex.magnitude(b)
  if (!vanishes && second > size - SETTLED) return undefined
  if (second > first - 4 && second > size - 2 * SETTLED && !vanishes) return undefined
  // The differences shrink by 2^(second - first): so does the error left.
  const found = around(c, second + Math.max(-256, Math.min(0, second - first)) + 3, work)
  return staying(at, found, around(c, second + 2, work), work)
}

/** `found`, unless the function leaves what it settled to farther on, as 1 + x/10¹⁰⁰ does. @throws UNKNOWN if so */
function staying(
  at: (bits: number) => ComplexBall,
  found: ComplexBall,
  settled: ComplexBall,
  work: Work,
): ComplexBall {
  const gap = attempt(() => complex.subtract(at(BEYOND), settled, work))
  if (gap && !complex.mayBeZero(gap)) throw UNKNOWN
  return found
}

/** From f at distances 2^-6 ... 2^-17, powers of the distance eliminated one after another. */
function richardson(at: (bits: number) => ComplexBall, work: Work): ComplexBall {
  let row: ComplexBall[] = []
  let [last, before] = [complex.ZERO, complex.ZERO]
  // Quicker than any power, such as x⁵/eˣ: nothing to extrapolate.
  const [far, farther] = [at(16), at(17)]
  const vanishing = complex.magnitude(farther)
  if (vanishing < 4 * VANISHED && vanishing < 1.5 * complex.magnitude(far))
    return around(complex.ZERO, Math.max(vanishing, -4096) + 1, work)
  for (let k = 0; k < 12; k++) {
    const next: ComplexBall[] = [at(6 + k)]
    row.forEach((old, j) => {
      const newer = next[j] as ComplexBall
      const gain = complex.divide(
        complex.subtract(newer, old, work),
        complex.fromReal({ m: (1n << BigInt(j + 1)) - 1n, e: 0, r: 0 }),
        work,
      )
      next.push(complex.add(newer, gain, work))
    })
    row = next
    ;[before, last] = [last, next.at(-1) as ComplexBall]
  }
  const off = complex.magnitude(complex.subtract(last, before, work))
  const size = complex.magnitude(last)
  if (off > size - SETTLED && !(size < VANISHED && off < VANISHED)) throw UNKNOWN
  return around(last, off + 1, work)
}

function around(z: ComplexBall, log: number, work: Work): ComplexBall {
  const by = { m: 1n, e: Math.ceil(log), r: 0 }
  return { re: widen(z.re, by, work), im: complex.isReal(z) ? z.im : widen(z.im, by, work) }
}

/**
 * The n-th derivative at x by central differences of two widths: their error is of order h² and h² / 4, so that the
 * combination (4·D(h/2) - D(h))/3 is off by h⁴ times a constant, which the radius (h² / 2^60 times it) covers by far.
 */
export function derivative(f: Body, x: ComplexBall | undefined, order: number, outer: Work): ComplexBall {
  if (x === undefined || order < 1 || order > 4) throw UNKNOWN
  const width = 80
  const work = { bits: Math.min(MAX_BITS, 240 + 90 * (order + 1)), budget: outer.budget }
  const difference = (bits: number): ComplexBall => {
    let total = complex.ZERO
    let binomial = 1n
    for (let k = 0; k <= order; k++) {
      const step = complex.fromReal({ m: BigInt(order - 2 * k), e: -bits - 1, r: 0 })
      const term = complex.multiply(
        f(complex.add(x, step, work), work),
        complex.fromReal({ m: binomial, e: 0, r: 0 }),
        work,
      )
      total = k % 2 === 0 ? complex.add(total, term, work) : complex.subtract(total, term, work)
      binomial = (binomial * BigInt(order - k)) / BigInt(k + 1)
    }
    return complex.scale(total, bits * order)
  }
  const [wide, fine] = [difference(width), difference(width + 1)]
  const off = complex.subtract(fine, wide, work)
  const better = complex.add(fine, complex.divide(off, complex.fromReal({ m: 3n, e: 0, r: 0 }), work), work)
  return around(better, complex.magnitude(off) - 60, work)
}

/** Distances (or, at infinity, places) m·2^±bits at which a limit is looked at for growth. */
const GROWTH = [
  [[3n, 40], [5n, 64], [7n, 90], [3n, 128], [11n, 700], [13n, 900]],
  [[3n, 3], [5n, 3], [3n, 5], [5n, 5], [13n, 5], [5n, 8]],
] as const // biome-ignore format: one row for each set of places

/**
 * The sign of an infinite limit: values that go on growing with one sign, and no slower than a logarithm does. Undefined if
 * they do not, or the two sides differ. An observation, no proof.
 */
export function infiniteLimit(
  f: Body,
  to: ComplexBall | undefined,
  side: 1 | -1 | undefined,
  atInfinity: boolean,
  outer: Work,
): 1 | -1 | undefined {
  const work = { bits: 256, budget: outer.budget }
  const along = (sign: 1 | -1, places: (typeof GROWTH)[number]): 1 | -1 | 0 | undefined =>
    attempt(() => {
      const values = places.map(([m, bits]) => {
        const beside = atInfinity ? BigInt(sign * (bits + 1)) : 0n
        return f(place(to, BigInt(sign) * m, atInfinity ? bits : -bits, beside, work), work)
      })
      return growth(values) ?? 0
    })
  // Nearer places only where the far ones are out of reach.
  const oneSided = (sign: 1 | -1): 1 | -1 | undefined =>
    (along(sign, GROWTH[0]) ?? along(sign, GROWTH[1])) || undefined
  if (side !== undefined) return oneSided(side)
  const [above, below] = [oneSided(1), oneSided(-1)]
  return above === below ? above : undefined
}

/** The sign of real values that grow without end as far as can be seen. */
function growth(values: readonly ComplexBall[]): 1 | -1 | undefined {
  const sizes: number[] = []
  const sign = values[0] && values[0].re.m > 0n ? 1 : -1
  for (const value of values) {
    if (!complex.isReal(value) || complex.mayBeZero(value) || value.re.m > 0n !== sign > 0) return undefined
    sizes.push(complex.magnitude(value))
  }
  const grows = sizes.every((size, i) => i === 0 || size > (sizes[i - 1] as number) + 0.15)
  // A logarithm has grown 4.7-fold from the first place to the last.
  return grows && (sizes.at(-1) as number) > (sizes[0] as number) + 2 ? sign : undefined
}
