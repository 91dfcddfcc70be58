import type { Expr, Node, RelationOp } from '../node.js'
import { atom } from './atoms.js'
import { asExpr } from './expr.js'
import type { Reader } from './reader.js'
import { asSet, setExpression } from './sets.js'
import { sum } from './sums.js'
import { RELATIONS } from './symbols.js'
import type { Token } from './token.js'
import { UNREADABLE } from './unreadable.js'

/** A set expression, or a chain of them: a = b = 5, -1 < x ≤ 2, x ∈ R, x ≡ 3 (mod 7). */
export function relation(r: Reader): Node {
  const start = r.at
  const first = setExpression(r)
  continued(r)
  if (!isRelation(r)) return first
  const name = r.tokens.slice(start, r.at)
  const links: { op: RelationOp; right: Node; modulus?: Expr }[] = []
  while (isRelation(r)) {
    if (links.length > 0 && juxtaposed(r, name)) throw UNREADABLE
    const op = relationAt(r)
    const congruent = op === 'congruent'
    if (congruent) r.congruence++
    const right = setExpression(r)
    if (congruent) r.congruence--
    const modulus = congruent ? modulusAt(r) : undefined
    const membership = op === 'in' || op === 'notIn' || op === 'subset'
    links.push({ op, right: membership ? asSet(right) : right, ...(modulus ? { modulus } : {}) })
    continued(r)
  }
  return { kind: 'relation', first, links }
}

/** A line of a calculation that starts with "=" goes on with the one before. */
function continued(r: Reader): void {
  let ahead = 0
  while (r.peek(ahead).kind === 'row' || (ahead > 0 && r.peek(ahead).text === '&')) ahead++
  const { kind, text } = r.peek(ahead)
  if (ahead > 0 && kind === 'operator' && (text === '=' || text === 'approx')) r.at += ahead
}

/** "x=3 x=2": two statements side by side are no chain x = 3x = 2. */
function juxtaposed(r: Reader, name: readonly Token[]): boolean {
  const [value, next] = [r.peek(-2), r.peek(-1)]
  const apart = next.kind === 'letter' && next.spaced && value.kind === 'number' && r.peek(-3).text === '='
  // "x=1 y=2"
  if (r.op('=') && apart && name.length === 1 && name[0]?.kind === 'letter') return true
  const before = r.tokens[r.at - name.length - 1]
  if (!r.op('=') || before === undefined || before.kind === 'operator' || before.kind === 'open') return false
  return name.every(({ kind, text }, i) => {
    const token = r.peek(i - name.length)
    return token.kind === kind && token.text === text
  })
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
