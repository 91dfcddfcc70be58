import type { Expr, Node } from '../node.js'
import { column, isExpr, negate, product } from './expr.js'
import { whole } from './numbers.js'

const BASIS = ['hat_i', 'hat_j', 'hat_k']

/** 3i - j + 2k in unit vectors, as the column of its coordinates; two rows if there is no k. */
export function unitVectors(node: Node): Node {
  if (!isExpr(node)) return node
  const terms = node.kind === 'sum' ? node.terms : [node]
  const coordinates: Expr[][] = [[], [], []]
  for (const term of terms) {
    const found = coordinateOf(term)
    if (!found) return node
    ;(coordinates[found.axis] as Expr[]).push(found.value)
  }
  const size = (coordinates[2] as Expr[]).length > 0 ? 3 : 2
  return column(
    coordinates
      .slice(0, size)
      .map((values) =>
        values.length === 0
          ? whole(0)
          : values.length === 1
            ? (values[0] as Expr)
            : { kind: 'sum', terms: values },
      ),
  )
}

function coordinateOf(term: Expr): { axis: number; value: Expr } | undefined {
  if (term.kind === 'symbol') {
    const axis = BASIS.indexOf(term.name)
    return axis < 0 ? undefined : { axis, value: whole(1) }
  }
  if (term.kind === 'negate') {
    const found = coordinateOf(term.arg)
    return found && { axis: found.axis, value: negate(found.value) }
  }
  if (term.kind !== 'product') return undefined
  const found = coordinateOf(term.factors[term.factors.length - 1] as Expr)
  return found && { axis: found.axis, value: product(term.factors.slice(0, -1)) }
}
