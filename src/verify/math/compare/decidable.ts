import type { Budget } from '../budget.js'
import { normalForm } from '../exact/index.js'
import type { Expr, Node } from '../node.js'
import { numericallyEqual } from '../numeric/index.js'
import { infinite } from './order.js'
import { hasMatrix, isExpr, mapExpressions } from './rewrite.js'
import { tidy } from './tidy.js'

/**
 * Can answers be told from this one? Every value in it must have a normal form or a number that evaluation settles;
 * words have neither.
 */
export function isDecidable(node: Node, budget: Budget): boolean {
  if (hasText(node)) return false
  let decidable = true
  mapExpressions(tidy(node), (e) => {
    decidable &&= hasValue(e, budget)
    return e
  })
  return decidable
}

function hasValue(e: Expr, budget: Budget): boolean {
  if (infinite(e) !== 0) return true
  if (e.kind === 'matrix') return e.rows.every((row) => row.every((entry) => hasValue(entry, budget)))
  if (hasMatrix(e)) return true
  return normalForm(e, budget) !== undefined || numericallyEqual(e, e, budget) === true
}

function hasText(node: Node): boolean {
  if (isExpr(node)) return false
  switch (node.kind) {
    case 'text':
      return true
    case 'tuple':
    case 'set':
    case 'list':
      return node.items.some(hasText)
    case 'relation':
      return node.links.some((link) => hasText(link.right))
    case 'logic':
    case 'union':
    case 'intersection':
      return node.parts.some(hasText)
    case 'family':
      return hasText(node.item)
    default:
      return false
  }
}
