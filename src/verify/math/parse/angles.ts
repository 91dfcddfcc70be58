import type { Expr, Node } from '../node.js'
import { findUnit } from '../units/index.js'

const DEGREE = findUnit('degree')

/** The node with every value that is an angle as a whole (30°, -45°) as a quantity; inside expressions they stay calls. */
export function withAngles(node: Node): Node {
  switch (node.kind) {
    case 'call':
    case 'negate':
    case 'product': {
      const value = inDegrees(node)
      return value && DEGREE ? { kind: 'quantity', value, unit: DEGREE } : node
    }
    case 'tuple':
    case 'set':
    case 'list':
      return { ...node, items: node.items.map(withAngles) }
    case 'logic':
      return { ...node, parts: node.parts.map(withAngles) }
    case 'family':
      return { ...node, item: withAngles(node.item) }
    case 'relation':
      return {
        ...node,
        first: withAngles(node.first),
        links: node.links.map((link) => ({ ...link, right: withAngles(link.right) })),
      }
    default:
      return node
  }
}

function inDegrees(expr: Expr): Expr | undefined {
  if (expr.kind === 'call' && expr.name === 'degree') return expr.args[0]
  if (expr.kind === 'negate') {
    const arg = inDegrees(expr.arg)
    return arg && { kind: 'negate', arg }
  }
  if (expr.kind === 'product') {
    const factor = expr.factors[expr.factors.length - 1] as Expr
    const last = factor.kind === 'call' ? inDegrees(factor) : undefined
    return last && { kind: 'product', factors: [...expr.factors.slice(0, -1), last] }
  }
  return undefined
}
