import type { Budget } from '../budget.js'
import type { Expr } from '../node.js'
import { add, divide, multiply, ONE, type Rational, ZERO } from '../rational.js'
import { rationalPower } from './integers.js'

/** The value of plain arithmetic with numbers, without any detour; undefined for everything else and for x/0. */
export function directValue(e: Expr, budget: Budget, depth = 0): Rational | undefined {
  budget.depth(depth)
  switch (e.kind) {
    case 'number':
      return budget.bounded(e.value)
    case 'negate': {
      const value = directValue(e.arg, budget, depth + 1)
      return value && { n: -value.n, d: value.d }
    }
    case 'sum':
      return fold(e.terms, add, ZERO, budget, depth)
    case 'product':
      return fold(e.factors, multiply, ONE, budget, depth)
    case 'quotient': {
      const top = directValue(e.top, budget, depth + 1)
      const bottom = top && directValue(e.bottom, budget, depth + 1)
      return top && bottom && bottom.n !== 0n ? budget.bounded(divide(top, bottom)) : undefined
    }
    case 'power': {
      const base = directValue(e.base, budget, depth + 1)
      const exponent = base && directValue(e.exponent, budget, depth + 1)
      if (exponent?.d !== 1n || (base?.n === 0n && exponent.n <= 0n)) return undefined
      return base && rationalPower(base, exponent.n, budget)
    }
    default:
      return undefined
  }
}

function fold(
  parts: readonly Expr[],
  join: (a: Rational, b: Rational) => Rational,
  start: Rational,
  budget: Budget,
  depth: number,
): Rational | undefined {
  let result = start
  for (const part of parts) {
    const value = directValue(part, budget, depth + 1)
    if (!value) return undefined
    result = budget.bounded(join(result, value))
  }
  return result
}
