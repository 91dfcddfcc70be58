import { type Budget, BudgetSpent } from './budget.js'
import {
  addPolynomials,
  asConstant,
  constant,
  equalPolynomials,
  hasRoots,
  multiplyPolynomials,
  type Polynomial,
  scale,
  variable,
} from './polynomial.js'
import { integerSqrt, ONE, rational } from './rational.js'

/** A fraction of polynomials with rational coefficients: the values of the first expression verifier. */
export interface Quotient {
  readonly top: Polynomial
  readonly bottom: Polynomial
}

const MAX_EXPONENT = 1000n
const UNIT = constant(ONE)

export const whole = (top: Polynomial): Quotient => ({ top, bottom: UNIT })

export function sum(a: Quotient, b: Quotient, budget: Budget): Quotient {
  return {
    top: addPolynomials(
      multiplyPolynomials(a.top, b.bottom, budget),
      multiplyPolynomials(b.top, a.bottom, budget),
      budget,
    ),
    bottom: multiplyPolynomials(a.bottom, b.bottom, budget),
  }
}

export function negate(a: Quotient, budget: Budget): Quotient {
  return { top: scale(a.top, rational(-1n), budget), bottom: a.bottom }
}

export function product(a: Quotient, b: Quotient, budget: Budget): Quotient {
  return {
    top: multiplyPolynomials(a.top, b.top, budget),
    bottom: multiplyPolynomials(a.bottom, b.bottom, budget),
  }
}

/** undefined for a division by zero. */
export function divide(a: Quotient, b: Quotient, budget: Budget): Quotient | undefined {
  return b.top.size === 0 ? undefined : product(a, { top: b.bottom, bottom: b.top }, budget)
}

/** The rational value, if there are no variables. */
export function valueOf(a: Quotient): { n: bigint; d: bigint } | undefined {
  const top = asConstant(a.top)
  const bottom = asConstant(a.bottom)
  return top && bottom && bottom.n !== 0n ? rational(top.n * bottom.d, top.d * bottom.n) : undefined
}

/** base^exponent for whole exponents and halves; undefined for 0^-n and anything beyond these. */
export function power(base: Quotient, exponent: Quotient, budget: Budget): Quotient | undefined {
  const e = valueOf(exponent)
  if (!e) return undefined
  if (e.d === 2n) {
    const root = squareRoot(base, budget)
    return root && power(root, whole(constant(rational(e.n))), budget)
  }
  if (e.d !== 1n) return undefined
  if (e.n > MAX_EXPONENT || e.n < -MAX_EXPONENT) throw new BudgetSpent('steps')
  if (e.n < 0n && base.top.size === 0) return undefined
  if (e.n === 0n && base.top.size === 0) return undefined
  let factor = e.n < 0n ? { top: base.bottom, bottom: base.top } : base
  let result = whole(UNIT)
  for (let left = e.n < 0n ? -e.n : e.n; left > 0n; left >>= 1n) {
    if (left & 1n) result = product(result, factor, budget)
    if (left > 1n) factor = product(factor, factor, budget)
  }
  return result
}

/** √(n/d) as r·√k with k free of small squares; undefined for negatives and polynomials. */
export function squareRoot(a: Quotient, budget: Budget): Quotient | undefined {
  const value = valueOf(a)
  if (!value || value.n < 0n) return undefined
  let inside = value.n * value.d
  let outside = 1n
  const exact = integerSqrt(inside)
  if (exact * exact === inside) return whole(constant(rational(exact, value.d)))
  for (let p = 2n; p <= 1000n && p * p <= inside; p++) {
    budget.spend()
    while (inside % (p * p) === 0n) {
      inside /= p * p
      outside *= p
    }
  }
  const rest = integerSqrt(inside)
  if (rest * rest === inside) return whole(constant(rational(outside * rest, value.d)))
  return whole(scale(variable(`√${inside}`), rational(outside, value.d), budget))
}

/** Equal by cross-multiplication; `undefined` where independent roots leave a difference open. */
export function equalQuotients(a: Quotient, b: Quotient, budget: Budget): boolean | undefined {
  const left = multiplyPolynomials(a.top, b.bottom, budget)
  const right = multiplyPolynomials(b.top, a.bottom, budget)
  if (equalPolynomials(left, right)) return true
  return hasRoots(left) || hasRoots(right) ? undefined : false
}
