import { BudgetSpent } from '../budget.js'
import { MAX_BITS, magnitude as magnitudeReal, NoValue, UNKNOWN, type Work, widen } from './ball.js'
import type { ComplexBall } from './complex.js'
import * as complex from './complex.js'
import { pi } from './elementary.js'
import type { Body } from './evaluator.js'

/** Digits an integral aims at: more would cost too much, and no verdict asks for more. */
const TARGET_BITS = 112
const LEVELS = 6
const MOST_NODES = 600

/** Where the node t of the trapezoidal rule lands: x and dx/dt. */
type Substitution = (t: ComplexBall, work: Work) => [ComplexBall, ComplexBall]

/**
 * ∫ from..to by double exponential substitution (Takahasi and Mori 1974): tanh-sinh on finite ranges, exp-sinh and sinh-sinh
 * on infinite ones. The step is halved until two levels agree to 30 digits. That agreement is an estimate of the error, no
 * proof: the radius returned is the whole difference of the last two levels, of which convergence is quadratic.
 * @throws UNKNOWN if the levels do not settle
 */
export function integrate(
  f: Body,
  from: ComplexBall | number,
  to: ComplexBall | number,
  outer: Work,
): ComplexBall {
  // Twice the digits, so that nodes next to an endpoint keep their distance from it.
  const work = { bits: Math.min(2 * TARGET_BITS + 32, MAX_BITS), budget: outer.budget }
  if (from === to) return complex.ZERO
  if (typeof from === 'number' && (from > 0 || typeof to !== 'number'))
    return complex.negate(integrate(f, to, from, outer))
  if (typeof to === 'number' && to < 0) return complex.negate(integrate(f, to, from, outer))
  const place = substitution(from, to, work)
  let step = 1
  let sum = complex.ZERO
  let before: ComplexBall | undefined
  let nodes = 0
  const ends: [number, number] = [6, 6]
  for (let level = 0; level <= LEVELS; level++) {
    const at = (k: number): ComplexBall => complex.fromReal({ m: BigInt(k), e: -level, r: 0 })
    const value = (k: number): ComplexBall => {
      if (++nodes > MOST_NODES) throw UNKNOWN
      const [x, weight] = place(at(k), work)
      return complex.multiply(valueNear(f, x, work), weight, work)
    }
    if (level === 0) sum = value(0)
    for (const side of [1, -1] as const) {
      let small = 0
      const end = ends[side === 1 ? 0 : 1] as number
      for (let k = 1; k * step <= end; k += level === 0 ? 1 : 2) {
        const term = value(side * k)
        sum = complex.add(sum, term, work)
        // Beyond two negligible terms all others are.
        const negligible =
          complex.magnitude(term) < Math.max(complex.magnitude(sum), -TARGET_BITS * 2) - TARGET_BITS - 16
        small = negligible ? small + 1 : 0
        if (small >= 2) {
          if (level > 0) ends[side === 1 ? 0 : 1] = Math.min(end, (k + 2) * step)
          break
        }
      }
    }
    const total = complex.scale(sum, -level)
    if (before && level >= 3) {
      const off = complex.subtract(total, before, work)
      const size = complex.magnitude(off)
      const target = complex.magnitude(total)
      if (size < target - 104 || (size < -200 && complex.mayBeZero(total))) return around(total, off, work)
    }
    before = total
    step /= 2
  }
  throw UNKNOWN
}

const around = (total: ComplexBall, off: ComplexBall, work: Work): ComplexBall => ({
  re: widen(total.re, off.re, work),
  im: complex.isReal(total) ? total.im : widen(total.im, off.im, work),
})

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

function substitution(from: ComplexBall | number, to: ComplexBall | number, work: Work): Substitution {
  const half = complex.scale(complex.fromReal(pi(work)), -1)
  const inner = (t: ComplexBall, w: Work): [ComplexBall, ComplexBall] => {
    const [c, s] = complex.coshSinh(t, w)
    return [complex.multiply(half, s, w), complex.multiply(half, c, w)]
  }
  if (typeof from === 'number' && typeof to === 'number')
    return (t, w) => {
      const [u, du] = inner(t, w)
      guard(u)
      const [c, s] = complex.coshSinh(u, w)
      return [s, complex.multiply(c, du, w)]
    }
  if (typeof from !== 'number' && typeof to !== 'number') {
    const width = complex.subtract(to, from, work)
    return (t, w) => {
      const [u, du] = inner(t, w)
      guard(u)
      // x = from + width/(1 + e^-2u), counted from the nearer end.
      const right = u.re.m > 0n
      const e = complex.exp(complex.scale(right ? complex.negate(u) : u, 1), w)
      const share = complex.divide(e, complex.add(complex.ONE, e, w), w)
      const offset = complex.multiply(width, share, w)
      const other = complex.divide(complex.ONE, complex.add(complex.ONE, e, w), w)
      const slope = complex.multiply(complex.scale(complex.multiply(offset, other, w), 1), du, w)
      return [right ? complex.subtract(to, offset, w) : complex.add(from, offset, w), slope]
    }
  }
  const up = typeof from !== 'number'
  const anchor = (up ? from : to) as ComplexBall
  return (t, w) => {
    const [u, du] = inner(t, w)
    guard(u)
    const e = complex.exp(u, w)
    return [up ? complex.add(anchor, e, w) : complex.subtract(anchor, e, w), complex.multiply(e, du, w)]
  }
}

function guard(u: ComplexBall): void {
  if (magnitudeReal(u.re) > 12) throw new BudgetSpent('precision')
}
