import { isZero, times } from '../fold.js'
import type { Expr, Node } from '../node.js'
import { all, type Comparison, type Decision, different, eitherWay } from './decision.js'
import { isExpr } from './rewrite.js'

const MAX_PARTS = 8

/** 2:3 = 4:6 by cross products; of two parts also as the fraction 2/3. */
export const compareRatios: Comparison = eitherWay((a, b, scope) => {
  if (a.kind !== 'ratio') return undefined
  if (b.kind === 'ratio') return proportional(a.parts, b.parts, scope.nodes)
  const [top, bottom] = a.parts
  if (!isExpr(b) || !top || !bottom || a.parts.length !== 2) return undefined
  // 3:00, a time that may be a ratio, is no number.
  if (isZero(bottom)) return different('ratio/zero')
  const decision = scope.nodes({ kind: 'quotient', top, bottom }, b)
  return { equal: decision.equal, rule: decision.equal ? 'ratio/fraction' : decision.rule }
})

function proportional(
  a: readonly Expr[],
  b: readonly Expr[],
  nodes: (a: Node, b: Node) => Decision,
): Decision {
  if (a.length !== b.length || a.length > MAX_PARTS) return different('ratio/length')
  const products: Decision[] = []
  for (let i = 0; i < a.length; i += 1)
    for (let j = 0; j < i; j += 1)
      products.push(nodes(times(a[i] as Expr, b[j] as Expr), times(a[j] as Expr, b[i] as Expr)))
  const decision = all('ratio/equal', products)
  return decision.equal === false ? different('ratio/different') : decision
}
