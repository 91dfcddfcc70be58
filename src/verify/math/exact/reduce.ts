import type { Budget } from '../budget.js'
import { children } from '../children.js'
import type { Expr } from '../node.js'
import { mapChildren, number } from './build.js'
import { convert } from './convert.js'
import { directValue } from './direct.js'
import { everyAtom, Field } from './field.js'
import { foldMatrix, mapMatrix } from './matrix.js'
import { OutOfReach } from './polynomial.js'
import { restore } from './restore.js'
import { isConstant } from './symbols.js'
import { tidied } from './tidy.js'

/** What `attempt` gives, or undefined where exact rules end. */
export function withinReach<T>(attempt: () => T): T | undefined {
  try {
    return attempt()
  } catch (error) {
    if (error instanceof OutOfReach) return undefined
    throw error
  }
}

export const hasMatrix = (e: Expr): boolean => e.kind === 'matrix' || children(e).some(hasMatrix)

/**
 * A simpler tree of the same meaning: arithmetic of constants done, short sums and products written out, derivatives
 * taken, matrices folded. What cannot be reduced stays. Throws BudgetSpent.
 */
export const reduce = (e: Expr, budget: Budget): Expr => reduceAt(e, budget, 0)

function reduceAt(e: Expr, budget: Budget, depth: number): Expr {
  budget.spend()
  budget.depth(depth)
  if (e.kind === 'number' || e.kind === 'symbol' || e.kind === 'constant') return e
  if (e.kind === 'big' && !hasMatrix(e)) return ofBig(e, budget)
  const inner = mapChildren(e, (part) => reduceAt(part, budget, depth + 1))
  if (hasMatrix(inner)) {
    const tidy = (entry: Expr): Expr => normalForm(entry, budget) ?? entry
    if (inner.kind === 'matrix') return mapMatrix(inner, (entry) => entry)
    return foldMatrix(inner, tidy, budget) ?? inner
  }
  const value = directValue(inner, budget)
  if (value) return number(value)
  return isConstant(inner) ? (closed(inner, budget) ?? inner) : inner
}

/** A constant in numbers, radicals, π, e, i and logarithms of primes, if it is one. */
function closed(e: Expr, budget: Budget): Expr | undefined {
  return withinReach(() => {
    const value = convert(e, new Field(budget))
    return everyAtom(value, (atom) => atom.kind !== 'opaque') ? restore(value) : undefined
  })
}

function ofBig(e: Expr, budget: Budget): Expr {
  return withinReach(() => restore(convert(e, new Field(budget)))) ?? e
}

/** The canonical tree: collected and sorted, rational where it can be; undefined where exact rules end. */
export function normalForm(e: Expr, budget: Budget): Expr | undefined {
  if (e.kind === 'number' || e.kind === 'symbol') return e
  if (hasMatrix(e)) {
    const folded = reduce(e, budget)
    return folded.kind === 'matrix'
      ? mapMatrix(folded, (entry) => normalForm(entry, budget) ?? entry)
      : undefined
  }
  const value = directValue(e, budget)
  if (value) return number(value)
  return withinReach(() => {
    const field = new Field(budget)
    return restore(tidied(convert(e, field), field))
  })
}
