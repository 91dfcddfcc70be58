import type { Budget } from '../budget.js'
import { divide, type Rational, rational } from '../rational.js'
import {
  asNumber,
  cleared,
  constant,
  minus,
  NotDefined,
  OutOfReach,
  type Polynomial,
  plus,
  powerOfTerm,
  raise,
  scale,
  single,
  times,
  UNITY,
} from './polynomial.js'

/** top/bottom. A bottom of one term is divided out, so polynomials (with negative powers too) have bottom UNITY. */
export interface Fraction {
  readonly top: Polynomial
  readonly bottom: Polynomial
}

export const over1 = (top: Polynomial): Fraction => ({ top, bottom: UNITY })
export const ofRational = (value: Rational): Fraction => over1(constant(value))
export const ofWhole = (n: number | bigint): Fraction => ofRational(rational(BigInt(n)))

export function fraction(top: Polynomial, bottom: Polynomial, budget: Budget): Fraction {
  if (bottom === UNITY) return { top, bottom }
  const only = single(bottom)
  if (only) return over1(times(top, powerOfTerm(only, -1, budget), budget))
  if (cleared(bottom, budget).size === 0) throw new NotDefined('division by zero')
  if (top.size === 0) return over1(top)
  const ratio = proportional(top, bottom)
  return ratio ? ofRational(ratio) : { top, bottom }
}

/** top/bottom if that is a number. */
function proportional(top: Polynomial, bottom: Polynomial): Rational | undefined {
  if (top.size !== bottom.size) return undefined
  let ratio: Rational | undefined
  for (const [key, { coefficient }] of bottom) {
    const other = top.get(key)
    if (!other) return undefined
    const here = divide(other.coefficient, coefficient)
    if (ratio && (ratio.n !== here.n || ratio.d !== here.d)) return undefined
    ratio = here
  }
  return ratio
}

export function addFractions(a: Fraction, b: Fraction, budget: Budget): Fraction {
  if (a.bottom === b.bottom) return fraction(plus(a.top, b.top, budget), a.bottom, budget)
  const ratio = proportional(a.bottom, b.bottom)
  if (ratio) return fraction(plus(a.top, scale(b.top, ratio, budget), budget), a.bottom, budget)
  return fraction(
    plus(times(a.top, b.bottom, budget), times(b.top, a.bottom, budget), budget),
    times(a.bottom, b.bottom, budget),
    budget,
  )
}

export function multiplyFractions(a: Fraction, b: Fraction, budget: Budget): Fraction {
  if (a.bottom === UNITY && b.bottom === UNITY) return over1(times(a.top, b.top, budget))
  return fraction(times(a.top, b.top, budget), times(a.bottom, b.bottom, budget), budget)
}

export function inverse(a: Fraction, budget: Budget): Fraction {
  if (cleared(a.top, budget).size === 0) throw new NotDefined('division by zero')
  return fraction(a.bottom, a.top, budget)
}

export const divideFractions = (a: Fraction, b: Fraction, budget: Budget): Fraction =>
  multiplyFractions(a, inverse(b, budget), budget)

export const scaleFraction = (a: Fraction, factor: Rational, budget: Budget): Fraction =>
  factor.n === 0n ? ofWhole(0) : { top: scale(a.top, factor, budget), bottom: a.bottom }

export const negateFraction = (a: Fraction, budget: Budget): Fraction =>
  scaleFraction(a, rational(-1n), budget)

export const subtractFractions = (a: Fraction, b: Fraction, budget: Budget): Fraction =>
  addFractions(a, negateFraction(b, budget), budget)

/** a^n for a whole n. */
export function raiseFraction(a: Fraction, n: number, budget: Budget): Fraction {
  if (!Number.isSafeInteger(n)) throw new OutOfReach('exponent')
  const only = single(a.top)
  if (only && a.bottom === UNITY) return over1(powerOfTerm(only, n, budget))
  if (n < 0) return raiseFraction(inverse(a, budget), -n, budget)
  if (n === 0) {
    if (cleared(a.top, budget).size === 0) throw new NotDefined('0^0')
    return ofWhole(1)
  }
  return fraction(raise(a.top, n, budget), raise(a.bottom, n, budget), budget)
}

/** The polynomial whose vanishing means a = b. */
export function difference(a: Fraction, b: Fraction, budget: Budget): Polynomial {
  if (a.bottom === b.bottom) return cleared(minus(a.top, b.top, budget), budget)
  return cleared(minus(times(a.top, b.bottom, budget), times(b.top, a.bottom, budget), budget), budget)
}

export function valueOf(a: Fraction): Rational | undefined {
  const top = asNumber(a.top)
  const bottom = asNumber(a.bottom)
  return top && bottom && bottom.n !== 0n ? divide(top, bottom) : undefined
}
