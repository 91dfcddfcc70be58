import type { Expr, FunctionName, MatrixExpr, Node } from '../node.js'
import { fraction, whole } from './numbers.js'
import { UNREADABLE } from './unreadable.js'

const STRUCTURES: ReadonlySet<Node['kind']> = new Set([
  'percentage',
  'quantity',
  'tuple',
  'set',
  'list',
  'interval',
  'union',
  'intersection',
  'difference',
  'numberSet',
  'builder',
  'relation',
  'logic',
  'family',
  'ratio',
  'time',
  'numeral',
  'text',
])

export const isExpr = (node: Node): node is Expr => !STRUCTURES.has(node.kind)

/** The value of a node inside a calculation; throws UNREADABLE if it has none there. */
export function asExpr(node: Node): Expr {
  switch (node.kind) {
    case 'percentage':
      return { kind: 'quotient', top: node.value, bottom: whole(100) }
    case 'quantity':
      if (node.unit.dimension === 'degree') return call('degree', node.value)
      throw UNREADABLE
    case 'tuple':
      return column(node.items.map(asExpr))
    case 'numeral':
      return fraction(node.value)
    case 'text':
      return { kind: 'symbol', name: node.written.replaceAll(' ', '') }
    default:
      if (isExpr(node)) return node
      throw UNREADABLE
  }
}

export const column = (entries: readonly Expr[]): MatrixExpr => ({
  kind: 'matrix',
  rows: entries.map((entry) => [entry]),
})

export const call = (name: FunctionName, ...args: Expr[]): Expr => ({ kind: 'call', name, args })

export const symbol = (name: string): Expr => ({ kind: 'symbol', name })

export function negate(arg: Expr): Expr {
  return { kind: 'negate', arg }
}

export const quotient = (top: Expr, bottom: Expr): Expr => ({ kind: 'quotient', top, bottom })

export function product(factors: readonly Expr[]): Expr {
  return factors.length === 1 ? (factors[0] as Expr) : { kind: 'product', factors }
}

/** What d x stands for in an integral: a factor 1 of its own. */
export const DIFFERENTIAL: Expr = { kind: 'number', value: { n: 1n, d: 1n } }
