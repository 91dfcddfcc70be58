import type { Expr, Node } from '../node.js'
import { call, isExpr } from './expr.js'
import { whole } from './numbers.js'

const isInfinite = (expr: Expr): boolean =>
  expr.kind === 'negate' ? isInfinite(expr.arg) : expr.kind === 'constant' && expr.name === 'infinity'

const isWritten = (expr: Expr): boolean =>
  expr.kind === 'number' || (expr.kind === 'negate' && expr.arg.kind === 'number')

/** What else the whole answer may mean. A reading that is likelier than `node` is not found here: see `settled`. */
export function alternatives(node: Node): Node[] {
  switch (node.kind) {
    case 'tuple': {
      const [from, to] = node.items
      if (node.items.length !== 2 || !from || !to || !isExpr(from) || !isExpr(to)) return []
      return [{ kind: 'interval', from, to, fromClosed: false, toClosed: false }]
    }
    case 'interval': {
      if (isInfinite(node.from) || isInfinite(node.to)) return []
      if (node.fromClosed && node.toClosed) return [{ kind: 'list', items: [node.from, node.to] }]
      return []
    }
    case 'apply': {
      // A(3, 4): a point with its name.
      if (node.args.length < 2 || !/^[A-Z]'?$/.test(node.name) || !node.args.every(isWritten)) return []
      const right: Node = { kind: 'tuple', items: node.args }
      return [{ kind: 'relation', first: { kind: 'symbol', name: node.name }, links: [{ op: '=', right }] }]
    }
    case 'power':
      return chosen(node)
    case 'logic':
      return node.op === 'and' && node.parts.every(isInequality) ? [{ ...node, op: 'or' }] : []
    case 'relation':
      return node.links.length === 1 ? insideRelation(node) : []
    default:
      return []
  }
}

/** C_{10}^3 and A_5^2: how many choices, and how many with an order, where schools write them so. */
function chosen({ base, exponent }: Extract<Expr, { kind: 'power' }>): Expr[] {
  if (base.kind !== 'symbol' || exponent.kind !== 'number' || exponent.value.d !== 1n) return []
  const written = /^([CAP])_(\d{1,4})$/.exec(base.name)
  if (!written || exponent.value.n < 0n) return []
  return [call(written[1] === 'C' ? 'binomial' : 'permutations', whole(Number(written[2])), exponent)]
}

function isInequality(node: Node): boolean {
  return (
    node.kind === 'relation' && node.links.every(({ op }) => op !== '=' && op !== 'approx' && op !== 'in')
  )
}

/** "D = (0, 1)" may name an interval. */
function insideRelation(node: Extract<Node, { kind: 'relation' }>): Node[] {
  const link = node.links[0] as (typeof node.links)[number]
  if (link.op !== '=' || node.first.kind !== 'symbol') return []
  return alternatives(link.right).map((right) => ({ ...node, links: [{ ...link, right }] }))
}
