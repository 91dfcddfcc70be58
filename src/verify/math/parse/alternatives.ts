import type { Expr, Node } from '../node.js'
import { findUnit } from '../units/index.js'
import { isExpr } from './expr.js'

const isInfinite = (expr: Expr): boolean =>
  expr.kind === 'negate' ? isInfinite(expr.arg) : expr.kind === 'constant' && expr.name === 'infinity'

/** What else the whole answer may mean. A reading that is likelier than `node` is not found here: see `settled`. */
export function alternatives(node: Node): Node[] {
  switch (node.kind) {
    case 'tuple': {
      const [from, to] = node.items
      if (node.items.length !== 2 || !from || !to || !isExpr(from) || !isExpr(to)) return []
      return [{ kind: 'interval', from, to, fromClosed: false, toClosed: false }]
    }
    case 'interval': {
      if (isInfinite(node.from) || isInfinite(node.to)) return []
      if (node.fromClosed && node.toClosed) return [{ kind: 'list', items: [node.from, node.to] }]
      return []
    }
    case 'logic':
      return node.op === 'and' && node.parts.every(isInequality) ? [{ ...node, op: 'or' }] : []
    case 'relation':
      return node.links.length === 1 ? insideRelation(node) : []
    default:
      return []
  }
}

function isInequality(node: Node): boolean {
  return (
    node.kind === 'relation' && node.links.every(({ op }) => op !== '=' && op !== 'approx' && op !== 'in')
  )
}

/** "D = (0, 1)" may name an interval. */
function insideRelation(node: Extract<Node, { kind: 'relation' }>): Node[] {
  const link = node.links[0] as (typeof node.links)[number]
  if (link.op !== '=') return []
  return alternatives(link.right).map((right) => ({ ...node, links: [{ ...link, right }] }))
}

/** An angle or a sum that is an angle as a whole: 30°, -45°, \frac{270}{7}°. */
export function angleOf(node: Node): Node {
  if (!isExpr(node)) return node
  const value = inDegrees(node)
  const unit = findUnit('degree')
  return value && unit ? { kind: 'quantity', value, unit } : node
}

function inDegrees(expr: Expr): Expr | undefined {
  if (expr.kind === 'call' && expr.name === 'degree') return expr.args[0]
  if (expr.kind === 'negate') {
    const arg = inDegrees(expr.arg)
    return arg && { kind: 'negate', arg }
  }
  if (expr.kind === 'product') {
    const last = inDegrees(expr.factors[expr.factors.length - 1] as Expr)
    return last && { kind: 'product', factors: [...expr.factors.slice(0, -1), last] }
  }
  return undefined
}
