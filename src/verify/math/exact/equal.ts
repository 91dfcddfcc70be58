import { type Budget, BudgetSpent } from '../budget.js'
import type { Expr, MatrixExpr } from '../node.js'
import { equal, gcd, type Rational } from '../rational.js'
import { convert } from './convert.js'
import { directValue } from './direct.js'
import { Field } from './field.js'
import { difference, valueOf } from './fraction.js'
import { identity } from './modular.js'
import { type Atom, type Polynomial, UNIT } from './polynomial.js'
import { hasMatrix, reduce, withinReach } from './reduce.js'
import { isConstant } from './symbols.js'

/** Sides that would have more terms than this multiplied out are told apart modulo primes. */
const EXPANDED = 40

/**
 * Are the two the same function, wherever both have a real value? true and false are certain (true of large rational
 * functions but for a chance of 2^-100, see modular.ts); undefined where exact rules don't reach. Throws BudgetSpent.
 */
export function exactlyEqual(a: Expr, b: Expr, budget: Budget): boolean | undefined {
  const numbers = written(a, b, budget)
  if (numbers !== undefined) return numbers
  if (hasMatrix(a) || hasMatrix(b)) return equalMatrices(reduce(a, budget), reduce(b, budget), budget)
  const rationalFunctions = identity(a, b, budget)
  if (rationalFunctions && rationalFunctions.terms > EXPANDED) return rationalFunctions.test()
  return withinReach(() => {
    const field = new Field(budget)
    const gap = difference(convert(a, field), convert(b, field), budget)
    if (gap.size === 0) return true
    return independent(gap) ? false : undefined
  })
}

/** Two numbers in plain arithmetic; those with too many digits can still be told apart by their residues. */
function written(a: Expr, b: Expr, budget: Budget): boolean | undefined {
  try {
    const x = directValue(a, budget)
    const y = x && directValue(b, budget)
    return x && y && equal(x, y)
  } catch (error) {
    if (!(error instanceof BudgetSpent) || error.limit !== 'digits') throw error
    const same = identity(a, b, budget)?.test()
    if (same === undefined) throw error
    return same
  }
}

function equalMatrices(a: Expr, b: Expr, budget: Budget): boolean | undefined {
  if (a.kind !== 'matrix' || b.kind !== 'matrix') {
    if (hasMatrix(a) || hasMatrix(b)) return scalarAgainst(a, b, budget)
    return exactlyEqual(a, b, budget)
  }
  if (a.rows.length !== b.rows.length || a.rows[0]?.length !== b.rows[0]?.length) return false
  let same: boolean | undefined = true
  const others = b.rows.flat()
  for (const [i, entry] of a.rows.flat().entries()) {
    const other = others[i]
    const one = other && exactlyEqual(entry, other, budget)
    if (one === false) return false
    same &&= one
  }
  return same
}

const isOne = ({ rows }: MatrixExpr): boolean => rows.length === 1 && rows[0]?.length === 1

function scalarAgainst(a: Expr, b: Expr, budget: Budget): boolean | undefined {
  const entry = (e: Expr): Expr | undefined =>
    e.kind === 'matrix' ? (isOne(e) ? e.rows[0]?.[0] : undefined) : e
  const [x, y] = [entry(a), entry(b)]
  if (!x || !y) return false
  return hasMatrix(x) || hasMatrix(y) ? undefined : exactlyEqual(x, y, budget)
}

/**
 * Do different terms never cancel, so that a polynomial that has some is not zero?
 * - Monomials in variables with different exponents (fractions too) are independent functions on the positive reals, so
 *   every coefficient must vanish by itself; coefficients are made of the constants below.
 * - Radicals: products of positive k-th roots of primes with exponents in [0, 1) are linearly independent over the
 *   rationals (Besicovitch 1940). For pairwise coprime integers that are no perfect powers, in place of primes, the
 *   quotient of two different products is never rational, so the same theorem applies to them.
 * - i: 1 and i are independent over any field of real numbers.
 * - One transcendental number, in any powers, is independent over the algebraic numbers: π (Lindemann 1882), e
 *   (Hermite 1873), ln p (Lindemann).
 * - Several of π and ln p, when each occurs to the first power only: 1, π, ln p, ln q, ... are independent over the
 *   algebraic numbers (Baker 1966; iπ = ln -1).
 */
function independent(p: Polynomial): boolean {
  const integers = new Set<bigint>()
  const transcendental = new Set<Atom>()
  let isLinear = true
  for (const { powers } of p.values()) {
    let degree = 0
    for (const { atom, exponent } of powers) {
      if (atom.kind === 'opaque') return false
      if (atom.integer !== undefined) integers.add(atom.integer)
      if (atom.kind === 'e' || atom.kind === 'pi' || atom.kind === 'log') {
        transcendental.add(atom)
        degree += atom.kind === 'e' ? 2 : 1
        if (exponent !== UNIT) degree = 2
      }
    }
    if (degree > 1) isLinear = false
  }
  if (transcendental.size > 1 && !isLinear) return false
  const all = [...integers]
  return all.every((n, i) => all.slice(i + 1).every((m) => gcd(n, m) === 1n))
}

/** The value of e if it is a rational number, however it is written. */
export function asRational(e: Expr, budget: Budget): Rational | undefined {
  const value = directValue(e, budget)
  if (value || e.kind === 'symbol' || e.kind === 'constant' || !isConstant(e)) return value
  if (hasMatrix(e)) {
    const folded = reduce(e, budget)
    return hasMatrix(folded) ? undefined : asRational(folded, budget)
  }
  return withinReach(() => valueOf(convert(e, new Field(budget))))
}
