import type { Expr } from '../node.js'
import { type Rational, rational } from '../rational.js'
import { type Ball, floorEnds, integer, magnitude, UNKNOWN, type Work } from './ball.js'
import type { ComplexBall } from './complex.js'

/** What functions need to evaluate their arguments. */
export interface Evaluator {
  value(e: Expr, depth: number): ComplexBall
  rational(e: Expr, depth: number): Rational | undefined
  /** Notes that a part of the value is smaller than its radius. */
  absorb(): void
  readonly work: Work
}

/** Value of the body of an operator where its variable is x. */
export type Body = (x: ComplexBall, work: Work) => ComplexBall

/** The number an exact ball is, if not too long. */
export function exactRational(a: Ball): Rational | undefined {
  if (a.r !== 0 || Math.abs(a.e) > 4096) return undefined
  return a.e >= 0 ? { n: a.m << BigInt(a.e), d: 1n } : rational(a.m, 1n << BigInt(-a.e))
}

/** The floor that all numbers of the ball have. @throws UNKNOWN if there are two. */
export function floorOfBall(a: Ball): Ball {
  if (magnitude(a) > 4096) throw UNKNOWN
  const [low, high] = floorEnds(a)
  if (low !== high) throw UNKNOWN
  return integer(low)
}
