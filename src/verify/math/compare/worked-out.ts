import type { Budget } from '../budget.js'
import { isWorkedOut } from '../exact/index.js'
import type { Node, RelationNode } from '../node.js'
import { chainValue, namedIn } from './names.js'
import { mapExpressions, namesIn } from './rewrite.js'

/**
 * Is every value in the answer worked out: a settled number, a polynomial multiplied out and collected? Of x = 2 + 3 = 5
 * the end counts. An equation or inequality of one name is worked out if the name stands alone.
 */
export function allWorkedOut(node: Node, budget: Budget): boolean {
  if (node.kind === 'relation') {
    const value = namedIn(node)?.value ?? chainValue(node)
    if (value) return allWorkedOut(value, budget)
    // Of several names an equation tells how they hang together; 2x = 6 and 2x < 6 are still to be solved.
    const names = namesIn(node).size
    if (names === 1 && !isSolved(node)) return false
    if (node.links.some((link) => link.op === '=' || link.op === 'approx')) return true
  }
  if (node.kind === 'builder') return allWorkedOut(node.item, budget) && allWorkedOut(node.condition, budget)
  if (node.kind === 'list' || node.kind === 'logic')
    return (node.kind === 'list' ? node.items : node.parts).every((part) => allWorkedOut(part, budget))
  let settled = true
  mapExpressions(node, (e) => {
    settled &&= isWorkedOut(e, budget)
    return e
  })
  return settled
}

/** Does its one name stand alone on a side of each sign, with constants around it? */
function isSolved({ first, links }: RelationNode): boolean {
  const sides = [first, ...links.map((link) => link.right)]
  return sides.every((side) => side.kind === 'symbol' || namesIn(side).size === 0)
}
