import type { Budget } from '../budget.js'
import { isZero, minus, negate, number, over, plus, rationalOf, times, whole } from '../fold.js'
import type { Expr } from '../node.js'
import { integerSqrt, rational } from '../rational.js'
import { signOf } from './order.js'
import { polynomialIn } from './polynomial-in.js'
import { namesIn } from './rewrite.js'

/** Terms that are brought over one denominator; the result grows with their square. */
const MAX_QUOTIENTS = 8

/** A factor of a function whose sign is asked for. */
interface Factor {
  readonly coefficients: readonly Expr[]
  readonly odd: boolean
  readonly pole: boolean
}

/** The factors of f that are polynomials of degree 2 or less in x. */
export function factorsOf(f: Expr, x: string, pole: boolean, odd: boolean): readonly Factor[] | undefined {
  switch (f.kind) {
    case 'product':
      return join(f.factors.map((factor) => factorsOf(factor, x, pole, odd)))
    case 'quotient':
      return join([factorsOf(f.top, x, pole, odd), factorsOf(f.bottom, x, true, odd)])
    case 'negate':
      return join([[{ coefficients: [whole(-1)], odd: true, pole: false }], factorsOf(f.arg, x, pole, odd)])
    case 'power': {
      const k = rationalOf(f.exponent)
      if (k?.d === 1n && k.n > 0n && k.n < 20n && namesIn(f.base).has(x))
        return factorsOf(f.base, x, pole, odd && k.n % 2n === 1n)
      break
    }
    case 'sum':
      // A sum with quotients in it comes over one denominator first.
      if (f.terms.some((term) => inQuotient(term, x))) {
        if (f.terms.length > MAX_QUOTIENTS) return undefined
        const { top, bottom } = overOne(f)
        return join([factorsOf(top, x, pole, odd), factorsOf(bottom, x, true, odd)])
      }
      break
    default:
  }
  const coefficients = polynomialIn(f, x)
  if (!coefficients) return undefined
  if (coefficients.length <= 3) return [{ coefficients, odd, pole }]
  return splitRational(coefficients)?.map((c) => ({ coefficients: c, odd, pole }))
}

const inQuotient = (e: Expr, x: string): boolean =>
  (e.kind === 'quotient' && namesIn(e.bottom).has(x)) || (e.kind === 'negate' && inQuotient(e.arg, x))

function overOne(e: Expr): { top: Expr; bottom: Expr } {
  if (e.kind === 'quotient') return { top: e.top, bottom: e.bottom }
  if (e.kind === 'negate') {
    const { top, bottom } = overOne(e.arg)
    return { top: negate(top), bottom }
  }
  if (e.kind !== 'sum') return { top: e, bottom: whole(1) }
  return e.terms.map(overOne).reduce((a, b) => ({
    top: plus(times(a.top, b.bottom), times(b.top, a.bottom)),
    bottom: times(a.bottom, b.bottom),
  }))
}

function join(parts: readonly (readonly Factor[] | undefined)[]): readonly Factor[] | undefined {
  const all: Factor[] = []
  for (const part of parts) {
    if (!part) return undefined
    all.push(...part)
  }
  return all
}

/** Splits small whole roots off a cubic or quartic until a quadratic is left. */
function splitRational(coefficients: readonly Expr[]): (readonly Expr[])[] | undefined {
  let rest = coefficients
  const factors: (readonly Expr[])[] = []
  for (let root = -20; root <= 20 && rest.length > 3; root += 1) {
    const quotient: Expr[] = []
    let carry: Expr = whole(0)
    for (const coefficient of rest.toReversed()) {
      carry = plus(times(carry, whole(root)), coefficient)
      quotient.unshift(carry)
    }
    if (!isZero(quotient[0] as Expr)) continue
    factors.push([whole(-root), whole(1)])
    rest = quotient.slice(1)
    root -= 1
  }
  return rest.length > 3 ? undefined : [...factors, rest]
}

/** The real roots of a polynomial of degree 2 or less. */
export function rootsOf(c: readonly Expr[], budget: Budget): { at: Expr; double: boolean }[] | undefined {
  const [c0, c1, c2] = c as [Expr, Expr, Expr]
  if (c.length === 1) return []
  if (c.length === 2) return [{ at: negate(over(c0, c1)), double: false }]
  const discriminant = minus(times(c1, c1), times(whole(4), times(c2, c0)))
  const sign = signOf(discriminant, budget)
  if (sign < 0) return []
  const twice = times(whole(2), c2)
  if (sign === 0) return [{ at: negate(over(c1, twice)), double: true }]
  const root = squareRoot(discriminant)
  return [minus(negate(c1), root), plus(negate(c1), root)].map((top) => ({
    at: over(top, twice),
    double: false,
  }))
}

/** √e, as a number where it is one. */
function squareRoot(e: Expr): Expr {
  const value = rationalOf(e)
  if (value && value.n >= 0n) {
    const [n, d] = [integerSqrt(value.n), integerSqrt(value.d)]
    if (n * n === value.n && d * d === value.d) return number(rational(n, d))
  }
  return { kind: 'root', degree: 2, arg: e }
}
