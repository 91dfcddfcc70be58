import { NoValue, UNKNOWN, type Work, widen } from './ball.js'
import type { ComplexBall } from './complex.js'
import * as complex from './complex.js'
import type { Body } from './evaluator.js'
import { legendre } from './legendre.js'
import { node } from './nodes.js'

/** Digits an integral aims at: more would cost too much, and no verdict asks for more. */
const TARGET_BITS = 112
/** Bits to which two rules must agree: 1.7 times that are 33 digits. */
const AGREED = 65
const LEVELS = 6
const MOST_NODES = 600

/** Where the node t = k/2^level of the trapezoidal rule lands: x and dx/dt. */
type Substitution = (k: number, level: number) => [ComplexBall, ComplexBall]

/**
 * ∫ from..to. Smooth integrands on finite ranges by Gauss-Legendre with 16 and 32 nodes; else by double exponential
 * substitution (Takahasi and Mori 1974): tanh-sinh on finite ranges, exp-sinh and sinh-sinh on infinite ones, the step halved
 * until two levels agree. Both rules converge so that the error of one is about the square of that of the one before it;
 * the radius is the 1.7th power of the relative difference between them. That is a cautious estimate, no proof.
 * @throws UNKNOWN if the rules do not settle at 30 digits
 */
export function integrate(
  f: Body,
  from: ComplexBall | number,
  to: ComplexBall | number,
  outer: Work,
): ComplexBall {
  if (from === to) return complex.ZERO
  if (typeof from === 'number' && from > 0) return complex.negate(integrate(f, to, from, outer))
  if (typeof to === 'number' && to < 0) return complex.negate(integrate(f, to, from, outer))
  if (typeof from !== 'number' && typeof to !== 'number') {
    const smooth = gaussLegendre(f, from, to, { bits: TARGET_BITS + 48, budget: outer.budget })
    if (smooth) return smooth
  }
  // Nodes next to an endpoint must keep their distance from it: next to 0 they do, elsewhere that takes digits.
  const atZero = [from, to].every((end) => typeof end === 'number' || complex.isZero(end))
  const bits = atZero ? TARGET_BITS + 64 : 2 * TARGET_BITS + 96
  return doubleExponential(f, from, to, { bits, budget: outer.budget })
}

function doubleExponential(
  f: Body,
  from: ComplexBall | number,
  to: ComplexBall | number,
  work: Work,
): ComplexBall {
  const place = substitution(from, to, work)
  let step = 1
  let sum = complex.ZERO
  let before: ComplexBall | undefined
  let nodes = 0
  let mass = Number.NEGATIVE_INFINITY
  const ends: [number, number] = [6, 6]
  for (let level = 0; level <= LEVELS; level++) {
    const value = (k: number): ComplexBall => {
      if (++nodes > MOST_NODES) throw UNKNOWN
      work.budget.spend(4)
      const [x, weight] = place(k, level)
      return complex.multiply(k === 0 ? valueNear(f, x, work) : valueOrEnd(f, x, work), weight, work)
    }
    if (level === 0) {
      sum = value(0)
      mass = complex.magnitude(sum)
    }
    for (const side of [1, -1] as const) {
      let small = 0
      const end = ends[side === 1 ? 0 : 1] as number
      for (let k = 1; k * step <= end; k += level === 0 ? 1 : 2) {
        const term = value(side * k)
        sum = complex.add(sum, term, work)
        mass = Math.max(mass, complex.magnitude(term))
        // Beyond two negligible terms all others are.
        const negligible = complex.magnitude(term) < mass - TARGET_BITS - 16
        small = negligible ? small + 1 : 0
        if (small >= 2) {
          if (level > 0) ends[side === 1 ? 0 : 1] = Math.min(end, (k + 2) * step)
          break
        }
      }
    }
    const total = complex.scale(sum, -level)
    const settled = before && level >= 3 ? agreed(total, before, mass, work) : undefined
    if (settled) return settled
    before = total
    step /= 2
  }
  throw UNKNOWN
}

/**
 * The better of two estimates with its radius, if they agree well enough for 30 digits. `mass` is log2 of the largest term:
 * where terms cancel, errors are in proportion to them and not to what is left.
 */
function agreed(better: ComplexBall, worse: ComplexBall, mass: number, work: Work): ComplexBall | undefined {
  // Everywhere 0: nothing to compare with.
  if (mass === Number.NEGATIVE_INFINITY) return complex.ZERO
  const relative = complex.magnitude(complex.subtract(better, worse, work)) - mass
  if (relative > -AGREED) return undefined
  const by = { m: 1n, e: Math.ceil(mass + Math.max(1.7 * relative, -TARGET_BITS - 6)), r: 0 }
  const im = complex.isReal(better) ? better.im : widen(better.im, by, work)
  return { re: widen(better.re, by, work), im }
}

/** Where a range is cut for a second look: nowhere near its middle, where odd poles cancel. */
const CUT = { m: 1543n, e: -12, r: 0 }

function gaussLegendre(f: Body, from: ComplexBall, to: ComplexBall, work: Work): ComplexBall | undefined {
  let mass = Number.NEGATIVE_INFINITY
  const rule = (count: number, start: ComplexBall, end: ComplexBall): ComplexBall => {
    const half = complex.scale(complex.subtract(end, start, work), -1)
    const centre = complex.add(start, half, work)
    const width = complex.magnitude(half)
    let sum = complex.ZERO
    for (const { x, weight } of legendre(count, work)) {
      const offset = complex.multiply(half, complex.fromReal(x), work)
      const above = f(complex.add(centre, offset, work), work)
      const below = f(complex.subtract(centre, offset, work), work)
      mass = Math.max(mass, width + complex.magnitude(above), width + complex.magnitude(below))
      const pair = complex.add(above, below, work)
      sum = complex.add(sum, complex.multiply(pair, complex.fromReal(weight), work), work)
    }
    return complex.multiply(sum, half, work)
  }
  try {
    const [better, worse] = [rule(32, from, to), rule(16, from, to)]
    const found = agreed(better, worse, mass, work)
    if (!found) return undefined
    const cut = complex.add(
      from,
      complex.multiply(complex.subtract(to, from, work), complex.fromReal(CUT), work),
      work,
    )
    const parts = complex.add(rule(16, from, cut), rule(16, cut, to), work)
    return agreed(better, parts, mass, work) && found
  } catch (error) {
    if (error instanceof NoValue) return undefined
    throw error
  }
}

/** f(x), or where x is a removable gap the value next to it. */
function valueNear(f: Body, x: ComplexBall, work: Work): ComplexBall {
  try {
    return f(x, work)
  } catch (error) {
    if (!(error instanceof NoValue) || error.reason !== 'undefined') throw error
    const beside = complex.fromReal({ m: 1n, e: -Math.floor(work.bits * 0.5), r: 0 })
    return f(complex.add(x, beside, work), work)
  }
}

/** f(x), or 0 where x is so near an endpoint that a pole there swallows it: what lies beyond counts for nothing. */
function valueOrEnd(f: Body, x: ComplexBall, work: Work): ComplexBall {
  try {
    return f(x, work)
  } catch (error) {
    if (error instanceof NoValue && error.reason === 'undefined') return complex.ZERO
    throw error
  }
}

/** Where a node lands: x and dx/dt, from what does not depend on the bounds. */
function substitution(from: ComplexBall | number, to: ComplexBall | number, work: Work): Substitution {
  const { bits } = work
  if (typeof from === 'number' && typeof to === 'number')
    return (k, level) => {
      const { right, near, slope } = node('line', k, level, bits)
      return [right ? near : complex.negate(near), slope]
    }
  if (typeof from !== 'number' && typeof to !== 'number') {
    const width = complex.subtract(to, from, work)
    // x = from + width/(1 + e^-2u), counted from the nearer end.
    return (k, level) => {
      const { right, near, slope } = node('finite', k, level, bits)
      const offset = complex.multiply(width, near, work)
      const x = right ? complex.subtract(to, offset, work) : complex.add(from, offset, work)
      return [x, complex.multiply(width, slope, work)]
    }
  }
  const up = typeof from !== 'number'
  const anchor = (up ? from : to) as ComplexBall
  return (k, level) => {
    const { near, slope } = node('half', k, level, bits)
    return [up ? complex.add(anchor, near, work) : complex.subtract(anchor, near, work), slope]
  }
}
