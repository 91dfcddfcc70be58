import type { Expr, Node, RelationOp } from '../node.js'
import { atom } from './atoms.js'
import { asExpr } from './expr.js'
import type { Reader } from './reader.js'
import { asSet, setExpression } from './sets.js'
import { sum } from './sums.js'
import { RELATIONS } from './symbols.js'

/** A set expression, or a chain of them: a = b = 5, -1 < x ≤ 2, x ∈ R, x ≡ 3 (mod 7). */
export function relation(r: Reader): Node {
  const first = setExpression(r)
  if (!isRelation(r)) return first
  const links: { op: RelationOp; right: Node; modulus?: Expr }[] = []
  while (isRelation(r)) {
    const op = relationAt(r)
    const congruent = op === 'congruent'
    if (congruent) r.congruence++
    const right = setExpression(r)
    if (congruent) r.congruence--
    const modulus = congruent ? modulusAt(r) : undefined
    const membership = op === 'in' || op === 'notIn' || op === 'subset'
    links.push({ op, right: membership ? asSet(right) : right, ...(modulus ? { modulus } : {}) })
  }
  return { kind: 'relation', first, links }
}

function isRelation(r: Reader): boolean {
  const { kind, text } = r.token
  if (kind === 'operator') return RELATIONS.has(text) && !(r.angle && text === '>')
  return kind === 'word' && (text === 'in' || text === 'is')
}

function relationAt(r: Reader): RelationOp {
  const { text } = r.token
  r.at++
  return text === 'is' ? '=' : (text as RelationOp)
}

/** \pmod{n}, (mod n), mod n. */
function modulusAt(r: Reader): Expr | undefined {
  if (r.acceptOp('pmod')) return asExpr(atom(r))
  if (r.acceptOp('mod')) return asExpr(sum(r))
  if (r.modulusAhead()) {
    r.at += 2
    const modulus = r.nested((inner) => asExpr(sum(inner)))
    r.expect('close', ')')
    return modulus
  }
  return undefined
}
