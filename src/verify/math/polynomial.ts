import { type Budget, BudgetSpent } from './budget.js'
import { add, equal, multiply, ONE, type Rational, rational, ZERO } from './rational.js'

/** Exponent of each variable, sorted by name: `[['x', 2], ['y', 1]]` is x²y. A root √k is a variable named `√k`. */
type Monomial = readonly (readonly [string, number])[]

interface Term {
  readonly monomial: Monomial
  readonly coefficient: Rational
}

/** Normal form: one term per monomial, no zero coefficients. */
export type Polynomial = ReadonlyMap<string, Term>

const MAX_TERMS = 400
const MAX_DEGREE = 200

function collect(terms: Iterable<Term>, budget: Budget): Polynomial {
  const sum = new Map<string, Term>()
  for (const term of terms) {
    const key = term.monomial.map(([name, power]) => `${name}^${power}`).join('*')
    const before = sum.get(key)
    const coefficient = budget.bounded(before ? add(before.coefficient, term.coefficient) : term.coefficient)
    if (coefficient.n === 0n) sum.delete(key)
    else sum.set(key, { monomial: term.monomial, coefficient })
    if (sum.size > MAX_TERMS) throw new BudgetSpent('steps')
  }
  return sum
}

export function constant(value: Rational): Polynomial {
  return value.n === 0n ? new Map() : new Map([['', { monomial: [], coefficient: value }]])
}

export function variable(name: string): Polynomial {
  return new Map([[`${name}^1`, { monomial: [[name, 1]], coefficient: ONE }]])
}

/** The value of a polynomial without variables, else undefined. */
export function asConstant(p: Polynomial): Rational | undefined {
  if (p.size === 0) return ZERO
  return p.size === 1 ? p.get('')?.coefficient : undefined
}

export function addPolynomials(a: Polynomial, b: Polynomial, budget: Budget): Polynomial {
  return collect([...a.values(), ...b.values()], budget)
}

export function scale(p: Polynomial, factor: Rational, budget: Budget): Polynomial {
  return multiplyPolynomials(p, constant(factor), budget)
}

function multiplyTerms(a: Term, b: Term): Term {
  const powers = new Map(a.monomial)
  for (const [name, power] of b.monomial) powers.set(name, (powers.get(name) ?? 0) + power)
  let coefficient = multiply(a.coefficient, b.coefficient)
  let degree = 0
  const monomial: [string, number][] = []
  for (const [name, power] of [...powers].sort(([x], [y]) => (x < y ? -1 : 1))) {
    const isRoot = name.startsWith('√')
    if (isRoot && power > 1) coefficient = multiply(coefficient, rational(BigInt(name.slice(1))))
    const kept = isRoot ? power % 2 : power
    if (kept > 0) monomial.push([name, kept])
    degree += kept
  }
  if (degree > MAX_DEGREE) throw new BudgetSpent('steps')
  return { monomial, coefficient }
}

export function multiplyPolynomials(a: Polynomial, b: Polynomial, budget: Budget): Polynomial {
  function* products(): Iterable<Term> {
    for (const x of a.values()) for (const y of b.values()) yield multiplyTerms(x, y)
  }
  return collect(products(), budget)
}

export function equalPolynomials(a: Polynomial, b: Polynomial): boolean {
  if (a.size !== b.size) return false
  for (const [key, term] of a) {
    const other = b.get(key)
    if (!other || !equal(term.coefficient, other.coefficient)) return false
  }
  return true
}

/** Roots are independent names here (√2·√3 is not √6), so a difference that involves one proves nothing. */
export function hasRoots(p: Polynomial): boolean {
  for (const { monomial } of p.values()) if (monomial.some(([name]) => name.startsWith('√'))) return true
  return false
}
