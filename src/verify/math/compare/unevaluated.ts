import type { Expr, Node } from '../node.js'
import { chainValue, namedIn } from './names.js'
import { isExpr, mapExpressions, visit } from './rewrite.js'

/** Does the answer leave an integral, derivative, limit, sum, product or determinant that the gold doesn't write itself? */
export function leavesOperator(gold: Node, answer: Node): boolean {
  const known = operatorsIn(gold)
  const value = answer.kind === 'relation' ? (namedIn(answer)?.value ?? chainValue(answer)) : undefined
  return [...operatorsIn(value ?? answer)].some((operator) => !known.has(operator))
}

/** What an equation works out for a gold that is a value: of d/dx sin x = cos x the end. */
export function workedOutFor(gold: Node, answer: Node): Node {
  if (!isExpr(gold) || answer.kind !== 'relation' || namedIn(answer)) return answer
  const last = answer.links.at(-1)
  return last?.op === '=' || last?.op === 'approx' ? last.right : answer
}

const DETERMINANTS: ReadonlySet<string> = new Set(['det', 'trace', 'transpose', 'norm'])

function operatorsIn(node: Node): ReadonlySet<string> {
  const found = new Set<string>()
  eachPart(node, (part) => {
    if (part.kind === 'big') found.add(part.op)
    if (part.kind === 'call' && DETERMINANTS.has(part.name)) found.add(part.name)
  })
  return found
}

/** Sees every expression in the answer and every part of it. */
export function eachPart(node: Node, see: (part: Expr) => void): void {
  mapExpressions(node, (e) => {
    visit(e, see)
    return e
  })
}
