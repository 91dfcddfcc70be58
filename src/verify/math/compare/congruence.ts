import { minus, negate, over, rationalOf } from '../fold.js'
import type { Expr, Node, RelationNode } from '../node.js'
import { type Decision, different, type Scope, same, unknown } from './decision.js'
import { isExpr } from './rewrite.js'

interface Congruence {
  readonly left: Node
  readonly residue: Expr
  readonly modulus: Expr
}

export function congruenceIn(node: Node): Congruence | undefined {
  if (node.kind !== 'relation') return undefined
  const [link] = node.links
  if (node.links.length !== 1 || link?.op !== 'congruent' || !link.modulus || !isExpr(link.right))
    return undefined
  return { left: node.first, residue: link.right, modulus: link.modulus }
}

/** "3 (mod 5)" beside x ≡ 8 (mod 5) is said of x too. */
export function compareResidue(a: RelationNode, b: Node, scope: Scope): Decision | undefined {
  const [right, modulus] = b.kind === 'call' && b.name === 'mod' ? b.args : []
  if (!right || !modulus) return undefined
  return compareCongruences(a, { ...a, links: [{ op: 'congruent', right, modulus }] }, scope)
}

/** x ≡ 3 and x ≡ 8 (mod 5) are the same residue class. */
export function compareCongruences(a: RelationNode, b: RelationNode, scope: Scope): Decision {
  const [x, y] = [congruenceIn(a), congruenceIn(b)]
  if (!x || !y) return different('congruence/kind')
  if (scope.nodes(x.left, y.left).equal !== true) return different('congruence/left')
  const moduli = scope.nodes(x.modulus, y.modulus)
  if (moduli.equal !== true && scope.nodes(x.modulus, negate(y.modulus)).equal !== true)
    return { equal: moduli.equal, rule: 'congruence/modulus' }
  const steps = rationalOf(over(minus(x.residue, y.residue), x.modulus))
  if (steps) return steps.d === 1n ? same('congruence/residue') : different('congruence/residue')
  return scope.nodes(x.residue, y.residue).equal === true
    ? same('congruence/residue')
    : unknown('congruence/residue')
}
