import type { Budget } from '../budget.js'
import { rationalOf, whole } from '../fold.js'
import type { Expr } from '../node.js'
import { compareConstants } from '../numeric/index.js'

/** Thrown where a set can't be built because the order of two constants isn't known; caught in this folder. */
export class OrderUnknown extends Error {}

const sign = (n: bigint): -1 | 0 | 1 => (n < 0n ? -1 : n > 0n ? 1 : 0)

/** -1, 0 or 1 as a is below, at or above b; both are finite constants. */
export function order(a: Expr, b: Expr, budget: Budget): -1 | 0 | 1 {
  budget.spend()
  const [x, y] = [rationalOf(a), rationalOf(b)]
  if (x && y) return sign(x.n * y.d - y.n * x.d)
  const known = compareConstants(a, b, budget)
  if (known === undefined) throw new OrderUnknown('order of two constants')
  return known
}

export const signOf = (e: Expr, budget: Budget): -1 | 0 | 1 => order(e, whole(0), budget)

/** 1 for ∞, -1 for -∞, 0 for anything finite. */
export function infinite(e: Expr): -1 | 0 | 1 {
  if (e.kind === 'constant' && e.name === 'infinity') return 1
  if (e.kind === 'negate') return -infinite(e.arg) as -1 | 0 | 1
  return 0
}
