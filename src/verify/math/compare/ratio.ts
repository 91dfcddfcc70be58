import { isZero, times, whole } from '../fold.js'
import type { Expr } from '../node.js'
import { all, type Comparison, type Decision, different, eitherWay, type Scope } from './decision.js'
import { isExpr } from './rewrite.js'

const MAX_PARTS = 8

/** 2:3 = 4:6 by cross products; of two parts also as the fraction 2/3. */
export const compareRatios: Comparison = eitherWay((a, b, scope) => {
  if (a.kind !== 'ratio') return undefined
  if (b.kind === 'ratio') return proportional(a.parts, b.parts, scope)
  const [top, bottom] = a.parts
  if (!isExpr(b) || !top || !bottom || a.parts.length !== 2) return undefined
  // 3:00, a time that may be a ratio, is no number.
  if (isZero(bottom)) return different('ratio/zero')
  const decision = scope.nodes({ kind: 'quotient', top, bottom }, b)
  return { equal: decision.equal, rule: decision.equal ? 'ratio/fraction' : decision.rule }
})

function proportional(a: readonly Expr[], b: readonly Expr[], scope: Scope): Decision {
  if (a.length !== b.length || a.length > MAX_PARTS) return different('ratio/length')
  // The cross products of 0:0 vanish whatever the other ratio is.
  if (isVoid(a, scope) !== isVoid(b, scope)) return different('ratio/zero')
  const products: Decision[] = []
  for (let i = 0; i < a.length; i += 1)
    for (let j = 0; j < i; j += 1)
      products.push(scope.nodes(times(a[i] as Expr, b[j] as Expr), times(a[j] as Expr, b[i] as Expr)))
  const decision = all('ratio/equal', products)
  return decision.equal === false ? different('ratio/different') : decision
}

const isVoid = (parts: readonly Expr[], scope: Scope): boolean =>
  parts.every((part) => scope.values(part, whole(0)).equal === true)
