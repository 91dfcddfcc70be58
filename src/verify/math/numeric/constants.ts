import { type Budget, BudgetSpent } from '../budget.js'
import type { Expr, NumberExpr } from '../node.js'
import { type Rational, rational } from '../rational.js'
import { type Ball, ends, NoValue, signOf, subtract } from './ball.js'
import { numericallyEqual } from './compare.js'
import * as complex from './complex.js'
import { evaluate } from './evaluate.js'

const LEVELS = [128, 256, 400] as const
const NOWHERE: ReadonlyMap<string, complex.ComplexBall> = new Map()

/** Rational bounds of a real constant; undefined if it is none or cannot be evaluated. */
export function enclose(
  e: Expr,
  budget: Budget,
  precision = 128,
): { readonly lower: Rational; readonly upper: Rational } | undefined {
  const value = evaluate(e, NOWHERE, precision, budget)
  if (typeof value === 'string' || !complex.isReal(value.ball)) return undefined
  return ends(value.ball.re)
}

/** The order of two real constants (infinities included); 0 only if they are equal by `numericallyEqual`. */
export function compareConstants(a: Expr, b: Expr, budget: Budget): -1 | 0 | 1 | undefined {
  for (const precision of LEVELS) {
    const left = evaluate(a, NOWHERE, precision, budget)
    const right = evaluate(b, NOWHERE, precision, budget)
    const [x, y] = [endOf(left), endOf(right)]
    if (x !== undefined && y !== undefined && (x !== 0 || y !== 0)) return Math.sign(x - y) as -1 | 0 | 1
    if (typeof left === 'string' || typeof right === 'string') continue
    if (!complex.isReal(left.ball) || !complex.isReal(right.ball)) return undefined
    const sign = signOfDifference(left.ball.re, right.ball.re, precision, budget)
    if (sign === 1 || sign === -1) return sign
    if (sign === 0) return 0
  }
  return numericallyEqual(a, b, budget) === true ? 0 : undefined
}

function signOfDifference(a: Ball, b: Ball, bits: number, budget: Budget): ReturnType<typeof signOf> {
  try {
    return signOf(subtract(a, b, { bits, budget }))
  } catch (error) {
    // The error of the difference is beyond doubles.
    if (error instanceof NoValue) return undefined
    throw error
  }
}

/** ±1 for infinities, 0 for finite reals. */
function endOf(value: ReturnType<typeof evaluate>): number | undefined {
  if (value === 'infinity') return 1
  if (value === '-infinity') return -1
  return typeof value === 'string' || !complex.isReal(value.ball) ? undefined : 0
}

/**
 * Is a written decimal the exact number rounded (half away from 0 or to even) or cut off at its last place? undefined if
 * that cannot be decided. How many digits a decimal needs to count at all is the caller's rule.
 */
export function approximatesNumber(decimal: NumberExpr, exact: Expr, budget: Budget): boolean | undefined {
  const places = decimal.places ?? 0
  if (Math.abs(places) > 400) throw new BudgetSpent('digits')
  const unit = places >= 0 ? rational(1n, 10n ** BigInt(places)) : rational(10n ** BigInt(-places))
  const { n, d } = decimal.value
  const sign = n < 0n ? -1n : 1n
  // In last places: exact values from v - 1/2 up to below v + 1 (of a negative number mirrored) are written as v.
  const v = rational(sign * n * unit.d, d * unit.n)
  const low = rational(2n * v.n - v.d, 2n * v.d)
  const high = rational(v.n + v.d, v.d)
  for (const precision of LEVELS) {
    const value = evaluate(exact, NOWHERE, precision, budget)
    if (typeof value === 'string') {
      if (value === 'infinity' || value === '-infinity') return false
      continue
    }
    if (!complex.isReal(value.ball)) {
      if (complex.mayBeZero({ re: value.ball.im, im: value.ball.im })) continue
      return false
    }
    const bounds = ends(value.ball.re)
    const at = (x: Rational): Rational => rational(sign * x.n * unit.d, x.d * unit.n)
    const [from, to] = sign > 0n ? [at(bounds.lower), at(bounds.upper)] : [at(bounds.upper), at(bounds.lower)]
    if (!less(from, low) && less(to, high)) return true
    if (less(to, low) || !less(from, high)) return false
  }
  return undefined
}

const less = (a: Rational, b: Rational): boolean => a.n * b.d < b.n * a.d
