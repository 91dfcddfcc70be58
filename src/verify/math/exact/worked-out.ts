import type { Budget } from '../budget.js'
import { rationalOf } from '../fold.js'
import type { Expr } from '../node.js'
import { integerRoot } from './integers.js'
import { freeSymbols } from './symbols.js'
import { hasRoot, isBeyondPolynomials, isOwnCall, isOwnPower, treeKey } from './worked-out-atoms.js'

/**
 * Is nothing left to do: a number, a fraction of numbers, c√n, or a polynomial multiplied out and collected, in which
 * functions and powers of worked-out arguments (ln 2, sin x, 2^n) stand like names? A fraction or root that could be
 * reduced is worked out (2/4, √12); a calculation is not (1/2 + 1/3, 17·23, √100, 3x + 9x, sin π/6). Where there are
 * functions or roots one bracket may stay: x(ln x - 1), (1 + √5)/2.
 */
export function isWorkedOut(e: Expr, budget: Budget): boolean {
  if (e.kind === 'matrix') return e.rows.flat().every((entry) => isWorkedOut(entry, budget))
  if (e.kind !== 'sum') return monomialKey(e, budget) !== undefined
  return areDistinct(e.terms, (term) => monomialKey(term, budget))
}

/** Are all terms something, none 0 and none of the same key? */
function areDistinct(terms: readonly Expr[], keyOf: (term: Expr) => string | undefined): boolean {
  const keys = new Set<string>()
  for (const term of terms) {
    const key = keyOf(term)
    if (key === undefined || keys.has(key) || isZero(term)) return false
    keys.add(key)
  }
  return true
}

/** May it stand under a function or in an exponent: worked out, or in factors and over any denominator? */
function isSettled(e: Expr, budget: Budget): boolean {
  budget.spend()
  if (isWorkedOut(e, budget)) return true
  const settled = (part: Expr): boolean => isSettled(part, budget)
  switch (e.kind) {
    case 'negate':
      return settled(e.arg)
    case 'quotient':
      return settled(e.top) && settled(e.bottom) && freeSymbols(e).length > 0
    case 'product':
      return e.factors.every(settled) && e.factors.filter(isNumber).length < 2
    case 'power':
      return settled(e.base) && settled(e.exponent) && freeSymbols(e.base).length > 0
    case 'sum':
      return areDistinct(e.terms, (term) =>
        settled(term) ? (monomialKey(term, budget) ?? treeKey(term)) : undefined,
      )
    default:
      return false
  }
}

const isNumber = (e: Expr): boolean => rationalOf(e) !== undefined

const isZero = (e: Expr): boolean =>
  (e.kind === 'number' && e.value.n === 0n) || (e.kind === 'negate' && isZero(e.arg))

interface Factor {
  /** What it is a power of: two powers of the same base are still to be multiplied. */
  readonly base: string
  readonly whole: string
}

interface Parts {
  numbers: number
  divisions: number
  readonly factors: Factor[]
  readonly roots: string[]
  readonly brackets: Expr[]
}

const noParts = (): Parts => ({ numbers: 0, divisions: 0, factors: [], roots: [], brackets: [] })

/** What a term is a multiple of; undefined if it is not one product of a number, different names and at most one root. */
function monomialKey(e: Expr, budget: Budget): string | undefined {
  const parts = noParts()
  const inner = e.kind === 'negate' ? e.arg : e
  if (!gather(inner, parts, budget)) return undefined
  const { numbers, divisions, factors, roots, brackets } = parts
  const bases = new Set(factors.map(({ base }) => base))
  if (numbers > 1 || divisions > 1 || roots.length > 1 || bases.size < factors.length) return undefined
  const [bracket, second] = brackets
  if (bracket && (second || !isBeyondPolynomials(e) || (roots.length > 0 && hasRoot(bracket))))
    return undefined
  return [...factors.map(({ whole }) => whole).sort(), ...roots].join('*')
}

function gather(e: Expr, parts: Parts, budget: Budget): boolean {
  budget.spend()
  switch (e.kind) {
    case 'number':
      parts.numbers++
      return true
    case 'symbol':
    case 'constant':
      return push(parts, e.name)
    case 'product':
      return e.factors.every((factor) => gatherFactor(factor, parts, budget))
    case 'root':
      return gatherRoot(e, parts, budget)
    case 'power':
      return gatherPower(e, parts, budget)
    case 'call':
      return isCallWorkedOut(e, budget) && push(parts, treeKey(e))
    case 'quotient':
      return gatherQuotient(e, parts, budget)
    default:
      return false
  }
}

function push(parts: Parts, base: string, whole = base): boolean {
  parts.factors.push({ base, whole })
  return true
}

/** A factor, which may be a sum in brackets or its square. */
function gatherFactor(e: Expr, parts: Parts, budget: Budget): boolean {
  const isPower = e.kind === 'power' && e.base.kind === 'sum' && e.exponent.kind === 'number'
  const sum = isPower ? e.base : e
  if (sum.kind !== 'sum') return gather(e, parts, budget)
  if (!isWorkedOut(sum, budget)) return false
  parts.brackets.push(e)
  return push(parts, treeKey(sum), treeKey(e))
}

function gatherQuotient(e: Extract<Expr, { kind: 'quotient' }>, parts: Parts, budget: Budget): boolean {
  parts.divisions++
  const below = noParts()
  if (!gather(e.bottom, below, budget)) return false
  if (below.numbers > 1 || below.divisions > 0 || below.brackets.length > 0) return false
  // Over a name it is a rational function, of which no form is the one that is worked out.
  const names = new Set(e.bottom.kind === 'product' ? e.bottom.factors.map(nameIn) : [nameIn(e.bottom)])
  if (below.factors.some(({ base }) => names.has(base))) return false
  const top = e.top.kind === 'negate' ? e.top.arg : e.top
  if (!gatherFactor(top, parts, budget)) return false
  // The numbers above and below make one fraction.
  if (below.numbers > 0 && parts.numbers === 0) parts.numbers++
  parts.roots.push(...below.roots)
  for (const { base, whole } of below.factors) push(parts, base, `1/${whole}`)
  return true
}

function nameIn(e: Expr): string | undefined {
  if (e.kind === 'symbol') return e.name
  return e.kind === 'power' && e.base.kind === 'symbol' && isNumber(e.exponent) ? e.base.name : undefined
}

function gatherRoot(e: Extract<Expr, { kind: 'root' }>, parts: Parts, budget: Budget): boolean {
  const { arg, degree } = e
  if (arg.kind !== 'number') return isRootWorkedOut(arg, budget) && push(parts, treeKey(e))
  if (arg.value.n < 2n || arg.value.d !== 1n) return false
  const { n } = arg.value
  if (integerRoot(n, degree, budget) ** BigInt(degree) === n) return false
  parts.roots.push(`√${degree}:${n}`)
  return true
}

/** √x and √(x + 1), not √(x²) or √(4 + 5). */
function isRootWorkedOut(arg: Expr, budget: Budget): boolean {
  if (arg.kind === 'power' || arg.kind === 'negate' || !isSettled(arg, budget)) return false
  return freeSymbols(arg).length > 0 || arg.kind === 'constant' || (!hasRoot(arg) && isBeyondPolynomials(arg))
}

const isCallWorkedOut = (e: Extract<Expr, { kind: 'call' }>, budget: Budget): boolean =>
  e.args.every((arg) => isSettled(arg, budget)) && isOwnCall(e, budget)

/** x^2, sin² x, 2^n, e^{-2}, or a power of ten that scales a number. */
function gatherPower(e: Extract<Expr, { kind: 'power' }>, parts: Parts, budget: Budget): boolean {
  const { base, exponent } = e
  const n = rationalOf(exponent)
  if (!n) {
    const settled = base.kind !== 'power' && isSettled(base, budget) && isSettled(exponent, budget)
    return settled && isOwnPower(e, budget) && push(parts, treeKey(base), treeKey(e))
  }
  const written = exponent.kind === 'negate' ? exponent.arg : exponent
  const isWhole = n.d === 1n && written.kind === 'number'
  if (base.kind === 'number')
    return isWhole && base.value.n === 10n && base.value.d === 1n && parts.numbers === 1
  if (n.n < 1n && !(base.kind === 'constant' && base.name !== 'i' && n.n < 0n)) return false
  if (base.kind === 'constant' && base.name === 'i') return n.n === 1n && n.d === 1n && push(parts, 'i')
  if (!isWhole) return isWorkedOut(exponent, budget) && isNamed(base) && push(parts, base.name, treeKey(e))
  if (base.kind === 'call') return isCallWorkedOut(base, budget) && push(parts, treeKey(base), treeKey(e))
  return isNamed(base) && push(parts, base.name, n.n === 1n ? base.name : `${base.name}^${n.n}`)
}

const isNamed = (e: Expr): e is Extract<Expr, { kind: 'symbol' | 'constant' }> =>
  e.kind === 'symbol' || e.kind === 'constant'
