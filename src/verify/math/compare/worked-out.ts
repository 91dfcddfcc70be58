import type { Budget } from '../budget.js'
import { isWorkedOut } from '../exact/index.js'
import type { Node } from '../node.js'
import { mapExpressions } from './rewrite.js'

/** Is every value in the answer worked out: a settled number, a polynomial multiplied out and collected? */
export function allWorkedOut(node: Node, budget: Budget): boolean {
  let settled = true
  mapExpressions(node, (e) => {
    settled &&= isWorkedOut(e, budget)
    return e
  })
  return settled
}
