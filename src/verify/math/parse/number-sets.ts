import type { Node } from '../node.js'
import type { Reader } from './reader.js'
import { UNREADABLE } from './unreadable.js'

type SetName = Extract<Node, { kind: 'numberSet' }>['name']
type SetPart = NonNullable<Extract<Node, { kind: 'numberSet' }>['part']>

const PARTS: ReadonlyMap<string, SetPart> = new Map<string, SetPart>([
  ['+', 'positive'],
  ['>0', 'positive'],
  ['-', 'negative'],
  ['<0', 'negative'],
  ['*', 'nonzero'],
  ['!=0', 'nonzero'],
  ['>=0', 'nonnegative'],
  ['0', 'nonnegative'],
])

/** \mathbb{R}, \mathbb{Z}^+, \mathbb{R}_{\ge 0}. */
export function numberSet(r: Reader): Node {
  const name = r.token.text as SetName
  r.at++
  if (!r.op('^') && !r.op('_')) return { kind: 'numberSet', name }
  r.at++
  let mark = ''
  if (r.accept('open', '{')) {
    for (; r.token.text !== '}'; r.at++) {
      if (r.token.kind === 'stop' || mark.length > 4) throw UNREADABLE
      mark += r.token.text
    }
  } else mark = r.token.text
  r.at++
  const part = PARTS.get(mark)
  if (part === undefined) throw UNREADABLE
  return { kind: 'numberSet', name, part }
}
