import type { Budget } from './budget.js'
import { exactlyEqual, isConstant } from './exact/index.js'
import { rationalOf } from './fold.js'
import type { Expr, NumberExpr } from './node.js'
import { approximatesNumber, numericallyEqual } from './numeric/index.js'

export interface Equality {
  /** undefined if neither exact arithmetic nor evaluation can tell. */
  readonly equal: boolean | undefined
  readonly rule: string
}

/** Are two values the same? First as trees, then exactly, then as a decimal for an exact number, then by evaluation. */
export function equalExpressions(a: Expr, b: Expr, budget: Budget): Equality {
  budget.spend()
  const ends = infinities(a, b, budget)
  if (ends) return ends
  if (a.kind === 'number' && b.kind === 'number' && a.value.n === b.value.n && a.value.d === b.value.d)
    return { equal: true, rule: 'number/exact' }
  const exact = exactlyEqual(a, b, budget)
  const rule = ruleOf(a, b)
  if (exact === true) return { equal: true, rule }
  const approximation = decimalAgainst(a, b, budget) ?? decimalAgainst(b, a, budget)
  if (approximation) return approximation
  if (exact === false) return { equal: false, rule }
  const equal = numericallyEqual(a, b, budget)
  return { equal, rule: equal === undefined ? 'numeric/undecided' : 'numeric/30-digits' }
}

const infinity = (e: Expr): -1 | 0 | 1 =>
  e.kind === 'constant' && e.name === 'infinity'
    ? 1
    : e.kind === 'negate'
      ? (-infinity(e.arg) as -1 | 0 | 1)
      : 0

function infinities(a: Expr, b: Expr, budget: Budget): Equality | undefined {
  const [x, y] = [infinity(a), infinity(b)]
  if (x === 0 && y === 0) return undefined
  const other = x === 0 ? a : b
  // A limit may be infinite without saying so.
  const hidden = (x === 0 || y === 0) && isConstant(other) && !rationalOf(other)
  return { equal: hidden ? numericallyEqual(a, b, budget) : x === y, rule: 'number/infinity' }
}

/** What an exact verdict rests on. */
function ruleOf(a: Expr, b: Expr): string {
  if (rationalOf(a) && rationalOf(b)) return 'number/exact'
  return isConstant(a) && isConstant(b) ? 'radical/exact' : 'polynomial/identity'
}

/** Fewer significant digits than this name no number but themselves: 3.14 is not π. */
const LEAST_DIGITS = 6

/** A written decimal against an exact number that no short decimal can state: 3.14159265 for π, 0.333333 for 1/3. */
function decimalAgainst(decimal: Expr, exact: Expr, budget: Budget): Equality | undefined {
  if (decimal.kind === 'negate')
    return decimal.arg.kind === 'number'
      ? decimalAgainst(decimal.arg, { kind: 'negate', arg: exact }, budget)
      : undefined
  if (decimal.kind !== 'number' || digitsOf(decimal) < LEAST_DIGITS) return undefined
  if (!isConstant(exact) || terminates(exact)) return undefined
  return approximatesNumber(decimal, exact, budget) === true
    ? { equal: true, rule: 'approximation/rounded' }
    : undefined
}

/** Significant digits of a written decimal; 0 for a whole number. */
function digitsOf({ value, places }: NumberExpr): number {
  if (places === undefined || places <= 0 || places > MAX_PLACES) return 0
  const shifted = (value.n * 10n ** BigInt(places)) / value.d
  return (shifted < 0n ? -shifted : shifted).toString().length
}

const MAX_PLACES = 400

function terminates(e: Expr): boolean {
  const value = rationalOf(e)
  if (!value) return false
  let { d } = value
  for (const prime of [2n, 5n]) while (d % prime === 0n) d /= prime
  return d === 1n
}
