import type { Budget } from '../budget.js'
import type { Expr } from '../node.js'
import { integerRoot } from './integers.js'

/**
 * Is nothing left to do: a number, a fraction of numbers, c√n, or a polynomial multiplied out and collected? A fraction
 * or root that could be reduced is worked out (2/4, √12); a calculation is not (1/2 + 1/3, 17·23, √100, 3x + 9x).
 */
export function isWorkedOut(e: Expr, budget: Budget): boolean {
  if (e.kind === 'matrix') return e.rows.flat().every((entry) => isWorkedOut(entry, budget))
  if (e.kind !== 'sum') return monomialKey(e, budget) !== undefined
  const keys = new Set<string>()
  for (const term of e.terms) {
    const key = monomialKey(term, budget)
    if (key === undefined || keys.has(key) || isZero(term)) return false
    keys.add(key)
  }
  return true
}

const isZero = (e: Expr): boolean =>
  (e.kind === 'number' && e.value.n === 0n) || (e.kind === 'negate' && isZero(e.arg))

interface Parts {
  numbers: number
  divisions: number
  readonly names: string[]
  readonly roots: string[]
}

/** What a term is a multiple of; undefined if it is not one product of a number, different names and at most one root. */
function monomialKey(e: Expr, budget: Budget): string | undefined {
  const parts: Parts = { numbers: 0, divisions: 0, names: [], roots: [] }
  const inner = e.kind === 'negate' ? e.arg : e
  if (!gather(inner, parts, budget)) return undefined
  const names = parts.names.map((name) => name.replace(/\^.*/, ''))
  if (
    parts.numbers > 1 ||
    parts.divisions > 1 ||
    parts.roots.length > 1 ||
    new Set(names).size < names.length
  )
    return undefined
  return [...parts.names.sort(), ...parts.roots].join('*')
}

function gather(e: Expr, parts: Parts, budget: Budget): boolean {
  budget.spend()
  switch (e.kind) {
    case 'number':
      parts.numbers++
      return true
    case 'symbol':
    case 'constant':
      parts.names.push(e.name)
      return true
    case 'product':
      return e.factors.every((factor) => factor.kind !== 'sum' && gather(factor, parts, budget))
    case 'root':
      return gatherRoot(e, parts, budget)
    case 'power':
      return gatherPower(e.base, e.exponent, parts)
    case 'quotient': {
      parts.divisions++
      const { bottom } = e
      const isPlain = bottom.kind === 'number'
      const hasRoot = bottom.kind === 'root' && gatherRoot(bottom, parts, budget)
      if (!isPlain && !hasRoot) return false
      // The numbers above and below make one fraction.
      const top = e.top.kind === 'negate' ? e.top.arg : e.top
      if (!gather(top, parts, budget)) return false
      if (isPlain && parts.numbers === 0) parts.numbers++
      return true
    }
    default:
      return false
  }
}

function gatherRoot(e: Extract<Expr, { kind: 'root' }>, parts: Parts, budget: Budget): boolean {
  if (e.arg.kind !== 'number' || e.arg.value.n < 2n || e.arg.value.d !== 1n) return false
  const { n } = e.arg.value
  if (integerRoot(n, e.degree, budget) ** BigInt(e.degree) === n) return false
  parts.roots.push(`√${e.degree}:${n}`)
  return true
}

/** x^2, or a power of ten that scales a number. */
function gatherPower(base: Expr, exponent: Expr, parts: Parts): boolean {
  const negative = exponent.kind === 'negate' && exponent.arg.kind === 'number'
  const n = negative ? exponent.arg : exponent
  if (n.kind !== 'number' || n.value.d !== 1n) return false
  if (base.kind === 'number') return base.value.n === 10n && base.value.d === 1n && parts.numbers === 1
  if (base.kind !== 'symbol' && base.kind !== 'constant') return false
  if (negative || n.value.n < 1n) return false
  parts.names.push(n.value.n === 1n ? base.name : `${base.name}^${n.value.n}`)
  return true
}
