import { reduce } from '../exact/index.js'
import type { Expr, Node } from '../node.js'
import { all, type Comparison, type Decision, different, eitherWay, type Scope } from './decision.js'
import { hasMatrix, isExpr } from './rewrite.js'

/** Tuples in order; against an unbracketed list in order; against a row or a column by its entries. */
export const compareTuples: Comparison = eitherWay((a, b, scope) => {
  if (a.kind !== 'tuple') return undefined
  if (b.kind === 'tuple') return inOrder(a.items, b.items, scope)
  if (b.kind === 'list' && b.items.length > 1) return inOrder(a.items, b.items, scope)
  if (b.kind === 'set' && b.items.length > 1) return different('tuple/set')
  if (!isExpr(b) || !hasMatrix(b)) return undefined
  const entries = vectorOf(reduce(b, scope.budget))
  return entries ? inOrder(a.items, entries, scope) : different('matrix/shape')
})

function inOrder(a: readonly Node[], b: readonly Node[], scope: Scope): Decision {
  if (a.length !== b.length) return different('tuple/length')
  const decision = all(
    'tuple/equal',
    a.map((item, i) => scope.nodes(item, b[i] as Node)),
  )
  return decision.equal === false ? different('tuple/different') : decision
}

function vectorOf(e: Expr): readonly Expr[] | undefined {
  if (e.kind !== 'matrix') return undefined
  if (e.rows.length === 1) return e.rows[0]
  return e.rows.every((row) => row.length === 1) ? e.rows.map((row) => row[0] as Expr) : undefined
}

/** Matrices, and what is computed from them, by shape and entries. */
export const compareMatrices: Comparison = (a, b, scope) => {
  if (!isExpr(a) || !isExpr(b) || (!hasMatrix(a) && !hasMatrix(b))) return undefined
  const [x, y] = [reduce(a, scope.budget), reduce(b, scope.budget)]
  if (x.kind !== 'matrix' && y.kind !== 'matrix') {
    return hasMatrix(x) || hasMatrix(y) ? { equal: undefined, rule: 'matrix/unreduced' } : scope.nodes(x, y)
  }
  if (x.kind !== 'matrix' || y.kind !== 'matrix') {
    const other = x.kind === 'matrix' ? y : x
    return hasMatrix(other) ? { equal: undefined, rule: 'matrix/unreduced' } : different('matrix/scalar')
  }
  if (x.rows.length !== y.rows.length || x.rows[0]?.length !== y.rows[0]?.length)
    return different('matrix/shape')
  const entries = y.rows.flat()
  const decision = all(
    'matrix/equal',
    x.rows.flat().map((entry, i) => scope.nodes(entry, entries[i] as Expr)),
  )
  return decision.equal === false ? different('matrix/entry') : decision
}
