import { rationalOf } from '../fold.js'
import type { Expr, Node, RelationNode } from '../node.js'
import { approximate } from './approximate.js'
import { isExpr, namesIn } from './rewrite.js'

/** How far, relative to the value, a rounded one may be from what it rounds. */
const ROUGHLY = 0.01

const equates = ({ op }: { readonly op: string }): boolean => op === '=' || op === 'approx'
const isConstant = (node: Node): node is Expr => isExpr(node) && namesIn(node).size === 0

/** x = 7π ≈ 21.99 says x = 7π, and 7π ≈ 21.99 says 7π: the answer before it was rounded, if it ends in a rounded one. */
export function beforeRounding(node: Node): Node | undefined {
  if (node.kind !== 'relation') return undefined
  const { first, links } = node
  const last = links.at(-1)
  if (!last || !links.every(equates) || !isRounded(last)) return undefined
  const before = links.at(-2)?.right ?? first
  if (!isConstant(before) || before.kind === 'number' || !close(before, last.right as Expr)) return undefined
  return links.length === 1 ? before : { ...node, links: links.slice(0, -1) }
}

function isRounded({ op, right }: RelationNode['links'][number]): boolean {
  if (!isExpr(right) || !rationalOf(right)) return false
  const bare = right.kind === 'negate' ? right.arg : right
  return op === 'approx' || (bare.kind === 'number' && (bare.places ?? 0) > 0)
}

function close(a: Expr, b: Expr): boolean {
  const [x, y] = [approximate(a), approximate(b)]
  return Math.abs(x - y) <= ROUGHLY * Math.max(Math.abs(x), Math.abs(y))
}

/** Is a calculation with numbers alone, such as 6 + 8 = 14, visibly wrong? 4 = 5 states neither. */
export function isWrongSum({ first, links }: RelationNode): boolean {
  const sides = [first, ...links.map((link) => link.right)]
  if (!links.every(equates) || !sides.every(isConstant)) return false
  return links.some((link, i) => {
    const [left, right] = [sides[i] as Expr, link.right as Expr]
    const [x, y] = [rationalOf(left), rationalOf(right)]
    if (x && y && !isRounded(link)) return x.n !== y.n || x.d !== y.d
    const [p, q] = [approximate(left), approximate(right)]
    return Number.isFinite(p) && Number.isFinite(q) && !close(left, right)
  })
}
