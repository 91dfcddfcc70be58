import type { Expr, Node } from '../node.js'
import { asExpr, call } from './expr.js'
import type { Reader } from './reader.js'
import { UNREADABLE } from './unreadable.js'

const MATRICES = new Set([
  'matrix',
  'pmatrix',
  'bmatrix',
  'Bmatrix',
  'vmatrix',
  'Vmatrix',
  'smallmatrix',
  'array',
])
const MAX_ENTRIES = 400

/** \begin{pmatrix} a & b \\ c & d \end{pmatrix}; a vmatrix is its determinant. */
export function matrix(r: Reader): Node {
  const name = r.token.text
  if (!MATRICES.has(name)) throw UNREADABLE
  r.at++
  const rows: Expr[][] = [[]]
  r.nested(() => {
    let entries = 0
    for (;;) {
      const { kind } = r.token
      if (kind === 'end') break
      if (kind === 'row') {
        r.at++
        while (r.token.kind === 'row') r.at++
        if (r.token.kind !== 'end') rows.push([])
        continue
      }
      if (r.acceptOp('&')) continue
      if (++entries > MAX_ENTRIES) throw UNREADABLE
      ;(rows[rows.length - 1] as Expr[]).push(asExpr(r.grammar.sum(r)))
      const next = r.token
      if (next.kind !== 'end' && next.kind !== 'row' && !r.op('&')) throw UNREADABLE
    }
  })
  r.expect('end', name)
  const width = rows[0]?.length ?? 0
  if (width === 0 || rows.some((row) => row.length !== width)) throw UNREADABLE
  const value: Expr = { kind: 'matrix', rows }
  return name === 'vmatrix' ? call('det', value) : name === 'Vmatrix' ? call('norm', value) : value
}
