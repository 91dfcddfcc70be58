import type { Expr, Node } from '../node.js'
import { isExpr, mapExpressions, mapParts, visit } from './rewrite.js'

const MAX_SIGNS = 4

/**
 * Writes out every ±: the values it stands for. With a ∓ anywhere all signs go together (upper, then lower); several ±
 * alone are independent. An answer without ± is its own only value; undefined if there are too many.
 */
export function expandSigns(node: Node): readonly Node[] | undefined {
  let count = 0
  let linked = false
  mapExpressions(node, (e) => {
    visit(e, (part) => {
      if (part.kind !== 'plusMinus') return
      count += 1
      linked ||= part.upper === -1
    })
    return e
  })
  if (count === 0) return [node]
  if (linked) return [choose(node, () => true), choose(node, () => false)]
  if (count > MAX_SIGNS) return undefined
  return Array.from({ length: 2 ** count }, (_, bits) => {
    let at = 0
    return choose(node, () => ((bits >> at++) & 1) === 0)
  })
}

function choose(node: Node, upper: () => boolean): Node {
  const write = (e: Expr): Expr => {
    if (e.kind !== 'plusMinus') return mapParts(e, write)
    const positive = upper() === (e.upper === 1)
    const arg = write(e.arg)
    return positive ? arg : { kind: 'negate', arg }
  }
  return isExpr(node) ? write(node) : mapExpressions(node, write)
}
