import type { Expr, Node } from '../node.js'
import { findUnit } from '../units/index.js'
import { isExpr } from './expr.js'

const DEGREE = findUnit('degree')

/** What is an angle as a whole: 30°, -45°, \frac{270}{7}°. */
export function angleOf(node: Node): Node {
  if (!isExpr(node)) return node
  const value = inDegrees(node)
  return value && DEGREE ? { kind: 'quantity', value, unit: DEGREE } : node
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
