import type { Budget } from '../budget.js'
import type { Expr } from '../node.js'
import { add, gcd, multiply, ONE, type Rational, rational, ZERO } from '../rational.js'
import { rationalPower } from './integers.js'

/**
 * Exponents are whole multiples of 1/UNIT, UNIT = lcm(1..16), so that √x, ∛x, ... x^(1/16) and their products have plain
 * integers as exponents.
 */
export const UNIT = 720_720
const MAX_EXPONENT = 1_000_000 * UNIT
const MAX_TERMS = 600

/** Exact rules end here; the caller answers "unknown". Not a spent budget: other methods may still decide. */
export class OutOfReach extends Error {}
/** Division by zero and the like: the expression has no value. */
export class NotDefined extends OutOfReach {}

export type AtomKind = 'variable' | 'radical' | 'i' | 'pi' | 'e' | 'log' | 'opaque'

/**
 * What polynomials are made of. Atoms multiply freely, except that
 * - a radical stands for the positive integer `integer`: its whole powers go into the coefficient,
 * - i² = -1,
 * - where `fold` is set, atom^period = fold (|u|² = u², √u² = u, cos² = 1 - sin²).
 */
export interface Atom {
  readonly id: number
  readonly name: string
  readonly kind: AtomKind
  readonly expr: Expr
  /** Of radicals, and of logarithms of integers. */
  readonly integer?: bigint
  readonly period?: number
  readonly fold?: Polynomial
  readonly positive: boolean
  readonly real: boolean
  /** Of a power with a symbolic exponent: its logarithm, so that ln e^x = x. */
  readonly logarithm?: () => { readonly top: Polynomial; readonly bottom: Polynomial }
}

export interface Power {
  readonly atom: Atom
  /** In UNITs; not 0. */
  readonly exponent: number
}

export interface Term {
  /** By atom id. */
  readonly powers: readonly Power[]
  readonly coefficient: Rational
}

/** Normal form: one term per monomial, no zero coefficients. Exponents may be negative (Laurent). */
export type Polynomial = ReadonlyMap<string, Term>

export const NONE: Polynomial = new Map()
export const UNITY: Polynomial = new Map([['', { powers: [], coefficient: ONE }]])

export const constant = (value: Rational): Polynomial =>
  value.n === 0n
    ? NONE
    : value.n === 1n && value.d === 1n
      ? UNITY
      : new Map([['', { powers: [], coefficient: value }]])

/** The value of a polynomial that is a rational number. */
export function asNumber(p: Polynomial): Rational | undefined {
  if (p.size === 0) return ZERO
  return p.size === 1 ? p.get('')?.coefficient : undefined
}

export function keyOf(powers: readonly Power[]): string {
  let key = ''
  for (const { atom, exponent } of powers) key += `${atom.id}^${exponent}.`
  return key
}

export const single = (p: Polynomial): Term | undefined =>
  p.size === 1 ? (p.values().next().value as Term) : undefined

function put(into: Map<string, Term>, term: Term, budget: Budget): void {
  const key = keyOf(term.powers)
  const before = into.get(key)
  if (!before) {
    budget.spend()
    into.set(key, term)
    if (into.size > MAX_TERMS) throw new OutOfReach('terms')
    return
  }
  const coefficient = budget.bounded(add(before.coefficient, term.coefficient))
  if (coefficient.n === 0n) into.delete(key)
  else into.set(key, { powers: before.powers, coefficient })
}

/** A product of atoms, with the rules of each applied; a polynomial because some powers fold into sums. */
export function monomial(powers: readonly Power[], coefficient: Rational, budget: Budget): Polynomial {
  const { term, folds } = settle(powers, coefficient, budget)
  let result: Polynomial = new Map([[keyOf(term.powers), term]])
  for (const fold of folds) result = times(result, fold, budget)
  return result
}

function settle(powers: readonly Power[], coefficient: Rational, budget: Budget): Settled {
  if (allVariables(powers)) return { term: { powers, coefficient }, folds: [] }
  const kept: Power[] = []
  const folds: Polynomial[] = []
  let factor = coefficient
  for (const power of powers) {
    const { atom, exponent } = power
    if (atom.integer !== undefined && atom.kind === 'radical') {
      const outside = Math.floor(exponent / UNIT)
      if (outside !== 0)
        factor = budget.bounded(
          multiply(factor, rationalPower(rational(atom.integer), BigInt(outside), budget)),
        )
      const left = exponent - outside * UNIT
      if (left !== 0) kept.push({ atom, exponent: left })
    } else if (atom.kind === 'i') {
      const turn = (((exponent / UNIT) % 4) + 4) % 4
      if (turn >= 2) factor = { n: -factor.n, d: factor.d }
      if (turn % 2 === 1) kept.push({ atom, exponent: UNIT })
    } else if (atom.fold && atom.period && exponent >= atom.period) {
      const times = Math.floor(exponent / atom.period)
      if (exponent !== times * atom.period) kept.push({ atom, exponent: exponent - times * atom.period })
      folds.push(raise(atom.fold, times, budget))
    } else kept.push(power)
  }
  return { term: { powers: kept, coefficient: factor }, folds }
}

function allVariables(powers: readonly Power[]): boolean {
  for (const { atom } of powers) if (atom.kind !== 'variable') return false
  return true
}

interface Settled {
  readonly term: Term
  readonly folds: readonly Polynomial[]
}

function merge(a: readonly Power[], b: readonly Power[]): Power[] {
  const merged: Power[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const x = a[i]
    const y = b[j]
    if (x && (!y || x.atom.id < y.atom.id)) {
      merged.push(x)
      i++
    } else if (y && (!x || y.atom.id < x.atom.id)) {
      merged.push(y)
      j++
    } else if (x && y) {
      const exponent = x.exponent + y.exponent
      if (Math.abs(exponent) > MAX_EXPONENT) throw new OutOfReach('exponent')
      if (exponent !== 0) merged.push({ atom: x.atom, exponent })
      i++
      j++
    }
  }
  return merged
}

export function plus(a: Polynomial, b: Polynomial, budget: Budget): Polynomial {
  if (a.size === 0) return b
  if (b.size === 0) return a
  const [large, small] = a.size < b.size ? [b, a] : [a, b]
  budget.spend(large.size >> 3)
  const result = new Map(large)
  for (const term of small.values()) put(result, term, budget)
  return result
}

export function scale(p: Polynomial, factor: Rational, budget: Budget): Polynomial {
  if (factor.n === 0n) return NONE
  if (factor.n === 1n && factor.d === 1n) return p
  const result = new Map<string, Term>()
  for (const [key, { powers, coefficient }] of p)
    result.set(key, { powers, coefficient: budget.bounded(multiply(coefficient, factor)) })
  return result
}

export const minus = (a: Polynomial, b: Polynomial, budget: Budget): Polynomial =>
  plus(a, scale(b, rational(-1n), budget), budget)

export function times(a: Polynomial, b: Polynomial, budget: Budget): Polynomial {
  if (a === UNITY || b.size === 0) return b
  if (b === UNITY || a.size === 0) return a
  const result = new Map<string, Term>()
  for (const x of a.values())
    for (const y of b.values()) {
      const coefficient = budget.bounded(multiply(x.coefficient, y.coefficient))
      budget.spend((x.powers.length + y.powers.length) >> 2)
      const { term, folds } = settle(merge(x.powers, y.powers), coefficient, budget)
      if (folds.length === 0) {
        put(result, term, budget)
        continue
      }
      let folded: Polynomial = new Map([[keyOf(term.powers), term]])
      for (const fold of folds) folded = times(folded, fold, budget)
      for (const part of folded.values()) put(result, part, budget)
    }
  return result
}

/** p^n for a whole n >= 0; negative only for a single term. */
export function raise(p: Polynomial, n: number, budget: Budget): Polynomial {
  if (n === 0) return UNITY
  if (n === 1) return p
  const only = single(p)
  if (only) return powerOfTerm(only, n, budget)
  if (p.size === 0) return p
  if (n > 1000) throw new OutOfReach('exponent')
  // Few terms times many is cheaper than squaring sums of many terms.
  let result = p
  for (let i = 1; i < n; i++) result = times(result, p, budget)
  return result
}

/** The term to a whole power of either sign; a multiple of 1/UNIT as exponent if the coefficient is 1. */
export function powerOfTerm({ powers, coefficient }: Term, n: number, budget: Budget): Polynomial {
  if (!powers.every(({ exponent }) => Math.abs(exponent * n) <= MAX_EXPONENT))
    throw new OutOfReach('exponent')
  const raised =
    n === 0 ? [] : powers.map(({ atom, exponent }) => ({ atom, exponent: Math.round(exponent * n) }))
  const isOne = coefficient.n === 1n && coefficient.d === 1n
  return monomial(raised, isOne ? ONE : rationalPower(coefficient, BigInt(n), budget), budget)
}

/**
 * Is it the zero function? Negative powers of atoms that fold are cleared first, since only nonnegative ones reach
 * their normal form: (1 - sin²)/cos - cos has none of its terms cancel until it is multiplied by cos.
 */
export function cleared(p: Polynomial, budget: Budget): Polynomial {
  const lowest = new Map<Atom, number>()
  for (const { powers } of p.values())
    for (const { atom, exponent } of powers)
      if (atom.fold && exponent < (lowest.get(atom) ?? 0)) lowest.set(atom, exponent)
  if (lowest.size === 0) return p
  const factor = [...lowest]
    .map(([atom, exponent]) => ({ atom, exponent: -exponent }))
    .sort((a, b) => a.atom.id - b.atom.id)
  // The factor's own powers must not fold before they meet the negative ones: multiply term by term.
  let result = NONE
  for (const { powers, coefficient } of p.values())
    result = plus(result, monomial(merge(powers, factor), coefficient, budget), budget)
  return result
}

/** Positive greatest common rational factor of the coefficients; p must not be 0. */
export function content(p: Polynomial): Rational {
  let n = 0n
  let d = 1n
  for (const { coefficient } of p.values()) {
    n = gcd(n, coefficient.n)
    d = (d / gcd(d, coefficient.d)) * coefficient.d
  }
  return rational(n, d)
}
