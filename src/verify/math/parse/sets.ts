import type { Node } from '../node.js'
import { isExpr } from './expr.js'
import { ratio } from './ratios.js'
import type { Reader } from './reader.js'

type SetName = Extract<Node, { kind: 'numberSet' }>['name']

/** union = operand { (∪ | ∩ | \) operand }, from the left. */
export function setExpression(r: Reader): Node {
  const braced = r.is('open', '{')
  let left = ratio(r)
  if (braced && (r.op('cup') || r.op('cap') || r.op('setminus'))) left = setOf(left)
  for (;;) {
    const { kind, text } = r.token
    if (kind !== 'operator') return left
    if (text === 'cup' || text === 'cap') {
      r.at++
      const parts = [asSet(left), operand(r)]
      while (r.acceptOp(text)) parts.push(operand(r))
      left = { kind: text === 'cup' ? 'union' : 'intersection', parts }
    } else if (text === 'setminus' || (text === '-' && left.kind === 'numberSet')) {
      r.at++
      left = { kind: 'difference', left: asSet(left), right: operand(r) }
    } else return left
  }
}

/** What joins a set: "R \\ {2}" has a set after the backslash. */
function operand(r: Reader): Node {
  const braced = r.is('open', '{')
  const node = ratio(r)
  return braced ? setOf(node) : asSet(node)
}

const setOf = (node: Node): Node =>
  node.kind === 'set' || node.kind === 'builder' ? node : { kind: 'set', items: [node] }

/** Where only a set can stand: (a, b) is an open interval, R the reals. */
export function asSet(node: Node): Node {
  if (node.kind === 'tuple' && node.items.length === 2) {
    const [from, to] = node.items as [Node, Node]
    if (isExpr(from) && isExpr(to)) return { kind: 'interval', from, to, fromClosed: false, toClosed: false }
  }
  if (node.kind === 'symbol' && node.name.length === 1 && 'NZQRC'.includes(node.name))
    return { kind: 'numberSet', name: node.name as SetName }
  return node
}
