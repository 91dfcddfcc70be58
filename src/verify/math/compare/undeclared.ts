import { symbol } from '../fold.js'
import type { Expr, Node } from '../node.js'
import { type Decision, type Scope, same } from './decision.js'
import type { Named } from './names.js'
import { polynomialIn } from './polynomial-in.js'
import { isExpr, namesIn, replaceSymbols, visit } from './rewrite.js'

/** Letters for any integer, where the answer doesn't say so: x = π/4 + kπ, n = 3k + 1. */
const INDEX = /^[knml]$/

/** The one such letter, if it is the only name in every item. */
export function evidentIndex(items: readonly Node[]): string | undefined {
  const [index, ...more] = new Set(items.flatMap((item) => [...namesIn(item)]))
  const [name] = more.length === 0 && index !== undefined && INDEX.test(index) ? [index] : []
  return name !== undefined && items.every((item) => namesIn(item).has(name)) ? name : undefined
}

/** Is a part of the circle among its factors? Whoever adds multiples of π means all of them. */
export function isAngular(e: Expr): boolean {
  let found = false
  visit(e, (part) => {
    found ||=
      (part.kind === 'constant' && part.name === 'pi') || (part.kind === 'call' && part.name === 'degree')
  })
  return found
}

/** n = 3k + 1 against n = 3m + 1: the letters for the multiple may be renamed, but not shifted. */
export function renamedIndex({ value: a }: Named, { value: b }: Named, scope: Scope): Decision | undefined {
  if (!isExpr(a) || !isExpr(b)) return undefined
  const [x, y] = [evidentIndex([a]), evidentIndex([b])]
  if (!x || !y || x === y || polynomialIn(a, x)?.length !== 2) return undefined
  const renamed = replaceSymbols(b, new Map([[y, symbol(x)]]))
  return scope.values(a, renamed).equal === true ? same('family/renamed') : undefined
}
