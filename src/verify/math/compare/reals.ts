import type { Node } from '../node.js'
import { all, type Comparison, type Decision, different, type Scope, same, unknown } from './decision.js'
import { infinite, OrderUnknown } from './order.js'
import type { Piece } from './real-set.js'
import { namesIn } from './rewrite.js'
import { type Reals, speaksOfReals, toReals } from './to-reals.js'

/** Intervals, unions, inequalities, set-builders and complements, as sets of real numbers. */
export const compareReals: Comparison = (a, b, scope) => {
  if (!speaksOfReals(a) && !speaksOfReals(b)) return undefined
  try {
    const x = toReals(a, scope.budget)
    const y = x && toReals(b, scope.budget)
    return x && y ? compareSets(x, y, scope) : unread(a, b, scope)
  } catch (error) {
    if (error instanceof OrderUnknown) return unread(a, b, scope)
    throw error
  }
}

/** What can't be put in order may still be written alike. */
function unread(a: Node, b: Node, scope: Scope): Decision | undefined {
  if (a.kind === 'union' && b.kind === 'union') return matchParts(a.parts, b.parts, scope)
  if (a.kind === 'interval' && b.kind === 'interval') return comparePieces({ ...a }, { ...b }, scope)
  if (a.kind === 'difference' && b.kind === 'difference') {
    const parts = all('set/difference', [scope.nodes(a.left, b.left), scope.nodes(a.right, b.right)])
    return parts.equal ? parts : unknown('set/difference')
  }
  if (a.kind === 'numberSet' && b.kind === 'numberSet')
    return a.name === b.name && a.part === b.part ? same('set/numbers') : different('set/numbers')
  // e^x > 1 may well be x > 0, but isn't solved here.
  const inequalities = [a, b].every((node) => node.kind === 'relation' && namesIn(node).size === 1)
  return inequalities && speaksOfReals(a) && speaksOfReals(b) ? unknown('inequality/unsolved') : undefined
}

function matchParts(a: readonly Node[], b: readonly Node[], scope: Scope): Decision {
  const within = (one: Node, others: readonly Node[]): boolean =>
    others.some((other) => scope.nodes(one, other).equal === true)
  const covered = a.every((part) => within(part, b)) && b.every((part) => within(part, a))
  return covered ? same('set/union') : unknown('set/union')
}

function compareSets(a: Reals, b: Reals, scope: Scope): Decision {
  if (a.variable !== undefined && b.variable !== undefined && a.variable !== b.variable)
    return different('name/clash')
  if (a.set.length !== b.set.length) return different('interval/parts')
  if (a.integers !== b.integers && a.set.length > 0) return different('interval/integers')
  return all(
    'interval/equal',
    a.set.map((p, i) => comparePieces(p, b.set[i] as Piece, scope)),
  )
}

function comparePieces(p: Piece, q: Piece, scope: Scope): Decision {
  const ends = all('interval/ends', [compareEnds(p.from, q.from, scope), compareEnds(p.to, q.to, scope)])
  if (ends.equal !== true) return ends
  const closed = (end: 'from' | 'to'): boolean =>
    infinite(p[end]) !== 0 || p[`${end}Closed`] === q[`${end}Closed`]
  return closed('from') && closed('to') ? same('interval/equal') : different('interval/open-closed')
}

function compareEnds(a: Piece['from'], b: Piece['from'], scope: Scope): Decision {
  if (infinite(a) !== 0 || infinite(b) !== 0)
    return infinite(a) === infinite(b) ? same('interval/endpoint') : different('interval/endpoint')
  const ends = scope.nodes(a, b)
  if (ends.equal === false && namesIn(a).size === 0 && namesIn(b).size === 0)
    return different('interval/endpoint')
  return ends
}
