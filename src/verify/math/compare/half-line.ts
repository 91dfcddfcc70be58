import { plus, rationalOf, symbol, times, whole } from '../fold.js'
import type { Expr, Node } from '../node.js'
import { type Decision, different, type Scope, same, unknown } from './decision.js'
import { polynomialIn } from './polynomial-in.js'
import { isExpr, mapExpressions, namesIn, replaceSymbols } from './rewrite.js'

/** `item` for every integer `index` of `domain`. */
export interface Family {
  readonly item: Node
  readonly index: string
  readonly domain: Node
}

/** Letters for any integer of a family. */
export const INDEX = /^[klmnjpqrst](_.*)?$/

const MAX_START = 1_000_000n
const NONNEGATIVE: Node = { kind: 'numberSet', name: 'Z', part: 'nonnegative' }

/** 2k + 1 with k ≥ 3 beside it: the same as 2(k + 3) + 1 for every k ≥ 0. */
export function boundedFamilies(
  parts: readonly Node[],
  itemsOf: (item: Node) => readonly Node[] | undefined,
): readonly Family[] | undefined {
  const bound = parts.length > 1 ? boundIn(parts.at(-1) as Node) : undefined
  if (!bound) return undefined
  const { index, from } = bound
  const by = new Map([[index, plus(symbol(index), whole(from))]])
  const families: Family[] = []
  for (const part of parts.slice(0, -1))
    for (const item of itemsOf(part) ?? [part]) {
      if (!namesIn(item).has(index)) return undefined
      families.push({ item: mapExpressions(item, (e) => replaceSymbols(e, by)), index, domain: NONNEGATIVE })
    }
  return families
}

function boundIn(node: Node): { readonly index: string; readonly from: bigint } | undefined {
  if (node.kind !== 'relation' || node.first.kind !== 'symbol' || !INDEX.test(node.first.name))
    return undefined
  const [link] = node.links
  if (!link || node.links.length > 1 || !isExpr(link.right)) return undefined
  const bound = rationalOf(link.right)
  if (bound?.d !== 1n || bound.n > MAX_START || bound.n < -MAX_START) return undefined
  if (link.op !== '>' && link.op !== '>=') return undefined
  return { index: node.first.name, from: link.op === '>' ? bound.n + 1n : bound.n }
}

interface HalfLine {
  readonly step: Expr
  /** The first member; of a bare N, which may begin with 0 or with 1, what it is either way. */
  readonly starts: readonly Expr[]
}

/** Families over N and the like: they agree if they go by equal steps from equal starts. */
export function compareHalfLines(
  a: readonly Family[],
  b: readonly Family[],
  scope: Scope,
): Decision | undefined {
  const [x, y] = [halfLines(a), halfLines(b)]
  if (!x || !y) return undefined
  const within = (some: readonly HalfLine[], others: readonly HalfLine[]): boolean =>
    some.every((one) => others.some((other) => agree(one, other, scope)))
  if (within(x, y) && within(y, x)) return same('family/equal')
  return x.length === 1 && y.length === 1 ? different('family/start') : unknown('family/undecided')
}

function agree(a: HalfLine, b: HalfLine, scope: Scope): boolean {
  if (scope.nodes(a.step, b.step).equal !== true) return false
  const alike = (p: Expr, q: Expr): boolean => scope.nodes(p, q).equal === true
  // Two bare N begin alike, whichever it is.
  if (a.starts.length > 1 && b.starts.length > 1) return alike(a.starts[0] as Expr, b.starts[0] as Expr)
  return a.starts.some((p) => b.starts.some((q) => alike(p, q)))
}

function halfLines(families: readonly Family[]): readonly HalfLine[] | undefined {
  const found: HalfLine[] = []
  for (const { item, index, domain } of families) {
    const firsts = firstsOf(domain)
    const [start, step, ...more] = (isExpr(item) && polynomialIn(item, index)) || []
    if (!firsts || !start || !step || more.length > 0) return undefined
    found.push({ step, starts: firsts.map((first) => plus(start, times(whole(first), step))) })
  }
  return found
}

function firstsOf(domain: Node): readonly number[] | undefined {
  if (domain.kind !== 'numberSet' || (domain.name !== 'N' && domain.name !== 'Z')) return undefined
  switch (domain.part) {
    case 'positive':
    case 'nonzero':
      return domain.name === 'N' || domain.part === 'positive' ? [1] : undefined
    case 'nonnegative':
      return [0]
    case undefined:
      return domain.name === 'N' ? [0, 1] : undefined
    default:
      return undefined
  }
}
