import { number, over, times, whole } from '../fold.js'
import type { Expr, QuantityNode } from '../node.js'
import { ONE, rational } from '../rational.js'
import { type Comparison, type Decision, different, eitherWay, type Scope, same } from './decision.js'
import { isExpr } from './rewrite.js'

const HUNDREDTH = rational(1n, 100n)
const DEGREE: Expr = over({ kind: 'constant', name: 'pi' }, whole(180))

/** 35% is 0.35; a bare 35 is accepted for it, as a bare 15 is for 15 cm. */
export const comparePercentages: Comparison = eitherWay((a, b, scope) => {
  if (a.kind !== 'percentage') return undefined
  if (b.kind === 'percentage') return renamed(scope.nodes(a.value, b.value), 'percent/equal')
  if (b.kind === 'quantity') return different('unit/clash')
  if (!isExpr(b)) return undefined
  // Scaling a decimal hides its written places, so each side is scaled once: 33.3333% is 1/3, 100/3 % is 0.333333.
  const exact = scope.nodes(a.value, times(whole(100), b))
  if (exact.equal === true || scope.nodes(times(number(HUNDREDTH), a.value), b).equal === true)
    return same('percent/fraction')
  const written = scope.nodes(a.value, b)
  return written.equal === true ? same('percent/bare') : { equal: exact.equal, rule: 'percent/different' }
})

/** Two written units convert exactly; a unit that one side alone writes says nothing; degrees may be radians. */
export const compareQuantities: Comparison = eitherWay((a, b, scope) => {
  if (a.kind !== 'quantity') return undefined
  if (b.kind === 'quantity') return twoQuantities(a, b, scope)
  if (!isExpr(b)) return undefined
  const written = scope.nodes(a.value, b)
  if (written.equal === true) return same('unit/bare')
  if (a.unit.dimension !== 'degree') return { equal: written.equal, rule: written.rule }
  const radians = scope.nodes(times(inBase(a), DEGREE), b)
  return radians.equal === true ? same('unit/radians') : written
})

function twoQuantities(a: QuantityNode, b: QuantityNode, scope: Scope): Decision {
  if (a.unit.dimension === 'degree' && b.unit.dimension === 'radian')
    return renamed(scope.nodes(times(inBase(a), DEGREE), inBase(b)), 'unit/radians')
  if (a.unit.dimension === 'radian' && b.unit.dimension === 'degree') return twoQuantities(b, a, scope)
  if (a.unit.dimension !== b.unit.dimension) return different('unit/clash')
  const sameUnit = a.unit.factor.n === b.unit.factor.n && a.unit.factor.d === b.unit.factor.d
  const decision = sameUnit ? scope.nodes(a.value, b.value) : scope.nodes(inBase(a), inBase(b))
  return renamed(decision, sameUnit ? 'unit/same' : 'unit/conversion')
}

const inBase = ({ value, unit }: QuantityNode): Expr =>
  unit.factor.n === ONE.n && unit.factor.d === ONE.d ? value : times(number(unit.factor), value)

const renamed = (decision: Decision, rule: string): Decision =>
  decision.equal === true ? same(rule) : decision
