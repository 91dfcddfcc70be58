import { Budget } from '../budget.js'
import { add, type Ball, divide, multiply, negate, ONE, scale, type Work } from './ball.js'
import type { ComplexBall } from './complex.js'
import * as complex from './complex.js'
import { coshSinh, exp, pi } from './elementary.js'

/** A node of a double exponential rule, without the bounds of the integral. */
export interface DoubleExponentialNode {
  /** u > 0, where u = (π/2)·sinh t. */
  readonly right: boolean
  /** line: |sinh u|; half: e^u; finite: the share 1/(1 + e^2|u|) of the width that x is off the nearer end. */
  readonly near: ComplexBall
  /** d/dt of the whole. */
  readonly slope: ComplexBall
}

type Range = 'line' | 'half' | 'finite'

/** Of the few precisions that integrals work at; no more nodes than their levels have are ever asked for. */
const known = new Map<string, DoubleExponentialNode>()

/**
 * The node t = k/2^level at `bits` of precision. Nodes are kept: they cost several exponentials, and are the same for
 * all integrands. What they cost is not charged, so that no verdict depends on which were known.
 */
export function node(range: Range, k: number, level: number, bits: number): DoubleExponentialNode {
  const key = `${range} ${bits} ${k / 2 ** level}`
  let found = known.get(key)
  if (!found) {
    found = computed(range, { m: BigInt(k), e: -level, r: 0 }, { bits, budget: new Budget(1_000_000) })
    known.set(key, found)
  }
  return found
}

function computed(range: Range, t: Ball, work: Work): DoubleExponentialNode {
  const half = scale(pi(work), -1)
  const [c, s] = coshSinh(t, work)
  const [u, du] = [multiply(half, s, work), multiply(half, c, work)]
  const right = u.m > 0n
  const make = (near: Ball, slope: Ball): DoubleExponentialNode => ({
    right,
    near: complex.fromReal(near),
    slope: complex.fromReal(multiply(slope, du, work)),
  })
  if (range === 'half') {
    const e = exp(u, work)
    return make(e, e)
  }
  if (range === 'line') {
    const [cosh, sinh] = coshSinh(right ? u : negate(u), work)
    return make(sinh, cosh)
  }
  // d/du 1/(1 + e^-2u) = 2 e^-2u/(1 + e^-2u)².
  const e = exp(scale(right ? negate(u) : u, 1), work)
  const other = divide(ONE, add(ONE, e, work), work)
  const share = multiply(e, other, work)
  return make(share, scale(multiply(share, other, work), 1))
}
