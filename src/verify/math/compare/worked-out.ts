import type { Budget } from '../budget.js'
import { isWorkedOut } from '../exact/index.js'
import type { Node } from '../node.js'
import { chainValue, namedIn } from './names.js'
import { mapExpressions } from './rewrite.js'

/**
 * Is every value in the answer worked out: a settled number, a polynomial multiplied out and collected? Of x = 2 + 3 = 5
 * the end counts. Equations have no form that is worked out more than another.
 */
export function allWorkedOut(node: Node, budget: Budget): boolean {
  if (node.kind === 'relation') {
    const value = namedIn(node)?.value ?? chainValue(node)
    if (value) return allWorkedOut(value, budget)
    if (node.links.some((link) => link.op === '=' || link.op === 'approx')) return true
  }
  if (node.kind === 'list' || node.kind === 'logic')
    return (node.kind === 'list' ? node.items : node.parts).every((part) => allWorkedOut(part, budget))
  let settled = true
  mapExpressions(node, (e) => {
    settled &&= isWorkedOut(e, budget)
    return e
  })
  return settled
}
