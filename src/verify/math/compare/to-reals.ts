import type { Budget } from '../budget.js'
import { INFINITY, minus, plus, rationalOf, whole } from '../fold.js'
import type { Expr, Node, RelationNode } from '../node.js'
import { infinite, order } from './order.js'
import {
  complement,
  EMPTY,
  intersect,
  LINE,
  type Piece,
  piece,
  point,
  type RealSet,
  unite,
} from './real-set.js'
import { isExpr, namesIn } from './rewrite.js'
import { asOrder, solve } from './solve.js'

const MAX_POINTS = 256

/** A set of reals as an answer writes it. */
export interface Reals {
  readonly set: RealSet
  /** The variable whose values it gives, if the answer names one. */
  readonly variable: string | undefined
  /** Only the integers in it are meant. */
  readonly integers: boolean
}

const INEQUALITIES: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '!=', 'in', 'notIn'])

/** Is the answer one about a stretch of the real line, rather than about single values? */
export function speaksOfReals(node: Node): boolean {
  switch (node.kind) {
    case 'interval':
    case 'union':
    case 'intersection':
    case 'difference':
    case 'numberSet':
    case 'builder':
      return true
    case 'relation':
      return (
        node.links.some((link) => INEQUALITIES.has(link.op)) || node.links.some((l) => speaksOfReals(l.right))
      )
    case 'logic':
      return node.parts.some(speaksOfReals)
    case 'list':
      return node.items.some(speaksOfReals)
    default:
      return false
  }
}

const bare = (set: RealSet, integers = false): Reals => ({ set, variable: undefined, integers })

/** (5, 2) is no interval, so it doesn't equal (7, 1) as the empty set would. */
const proper = (set: RealSet): Reals | undefined => (set.length === 0 ? undefined : bare(set))

/** The set of reals that an answer describes; undefined if it describes something else or can't be solved. */
export function toReals(node: Node, budget: Budget): Reals | undefined {
  const reals = read(node, budget)
  return reals && settle(reals, budget)
}

function read(node: Node, budget: Budget): Reals | undefined {
  budget.spend(2)
  switch (node.kind) {
    case 'interval':
      return proper(unite([piece(node.from, node.to, node.fromClosed, node.toClosed)], budget))
    case 'set':
      return pointsOf(node.items, budget)
    case 'list':
      return node.items.some(speaksOfReals)
        ? joint(node.items, 'comma', budget)
        : pointsOf(node.items, budget)
    case 'union':
      return joint(node.parts, 'or', budget)
    case 'intersection':
      return joint(node.parts, 'and', budget)
    case 'logic':
      return joint(node.parts, node.op === 'or' ? 'or' : 'comma', budget)
    case 'difference': {
      const left = read(node.left, budget)
      const right = read(node.right, budget)
      if (!left || !right || right.integers) return undefined
      return { ...left, set: intersect(left.set, complement(right.set), budget) }
    }
    case 'numberSet':
      return numberSet(node)
    case 'builder':
      return builder(node, budget)
    case 'relation':
      return relation(node, undefined, budget)
    default:
      return undefined
  }
}

function pointsOf(items: readonly Node[], budget: Budget): Reals | undefined {
  if (items.length > MAX_POINTS || !items.every((item) => isExpr(item) && namesIn(item).size === 0))
    return undefined
  return bare(unite((items as Expr[]).map(point), budget))
}

function numberSet(node: Extract<Node, { kind: 'numberSet' }>): Reals | undefined {
  if (node.name === 'C' || node.name === 'Q') return undefined
  const part = node.part ?? (node.name === 'N' ? 'positive' : undefined)
  const zero = whole(0)
  const integers = node.name !== 'R'
  switch (part) {
    case 'positive':
      return bare([piece(zero, INFINITY, false, false)], integers)
    case 'nonnegative':
      return bare([piece(zero, INFINITY, true, false)], integers)
    case 'negative':
      return bare(complement([piece(zero, INFINITY, true, false)]), integers)
    case 'nonzero':
      return bare(complement([point(zero)]), integers)
    default:
      return bare(LINE, integers)
  }
}

function builder(node: Extract<Node, { kind: 'builder' }>, budget: Budget): Reals | undefined {
  const { item, condition } = node
  let domain: Reals | undefined
  let variable: string | undefined
  if (item.kind === 'symbol') variable = item.name
  else if (item.kind === 'relation' && item.first.kind === 'symbol' && item.links[0]?.op === 'in') {
    variable = item.first.name
    domain = read(item.links[0].right, budget)
    if (!domain) return undefined
  }
  if (variable === undefined) return undefined
  const within =
    condition.kind === 'relation' ? relation(condition, variable, budget) : read(condition, budget)
  if (!within || (within.variable ?? variable) !== variable) return undefined
  const set = domain ? intersect(domain.set, within.set, budget) : within.set
  return bare(set, within.integers || (domain?.integers ?? false))
}

/** Union or intersection of the parts; a comma means both, unless nothing could be both. */
function joint(parts: readonly Node[], how: 'or' | 'and' | 'comma', budget: Budget): Reals | undefined {
  const read1 = parts.map((part) => read(part, budget))
  if (!read1.every((one) => one !== undefined) || read1.length === 0) return undefined
  const sets = read1 as readonly Reals[]
  const variables = new Set(sets.flatMap((one) => one.variable ?? []))
  if (variables.size > 1) return undefined
  const integers = sets.some((one) => one.integers)
  const every = sets.every((one) => one.integers)
  const [variable] = variables
  const either = (): Reals | undefined =>
    integers && !every
      ? undefined
      : {
          set: unite(
            sets.flatMap((one) => one.set),
            budget,
          ),
          variable,
          integers: every,
        }
  if (how === 'or' || (how === 'comma' && parts.every((part) => !['relation', 'logic'].includes(part.kind))))
    return either()
  const both = sets.map((one) => one.set).reduce((a, b) => intersect(a, b, budget))
  return both.length === 0 && how === 'comma' ? either() : { set: both, variable, integers }
}

function relation(node: RelationNode, wanted: string | undefined, budget: Budget): Reals | undefined {
  const x = wanted ?? variableOf(node)
  if (x === undefined) return undefined
  let set: RealSet = LINE
  let integers = false
  let left = node.first
  for (const { op, right } of node.links) {
    const found = link(left, op, right, x, budget)
    if (!found) return undefined
    set = set === LINE ? found.set : intersect(set, found.set, budget)
    integers ||= found.integers
    left = right
  }
  return { set, variable: x, integers }
}

function link(
  left: Node,
  op: RelationNode['links'][number]['op'],
  right: Node,
  x: string,
  budget: Budget,
): Reals | undefined {
  if (op === 'in' || op === 'notIn') {
    if (left.kind !== 'symbol') return undefined
    const set = read(right, budget)
    if (!set || op === 'in') return set
    return set.integers ? undefined : bare(complement(set.set))
  }
  const how = asOrder(op)
  if (!how || !isExpr(left)) return undefined
  if (!isExpr(right)) {
    // x ≠ 0, 1
    const points = how === '!=' && right.kind === 'list' ? pointsOf(right.items, budget) : undefined
    return points && left.kind === 'symbol' ? bare(complement(points.set)) : undefined
  }
  const set = solve(left, how, right, x, budget)
  return set && bare(set)
}

/** The only name; among several the one that stands alone, in the middle or on one side. */
function variableOf(node: RelationNode): string | undefined {
  const names = namesIn({ ...node, links: node.links.filter((one) => isExpr(one.right)) })
  if (names.size === 1) return [...names][0]
  const sides = [node.first, ...node.links.map((one) => one.right)]
  const inner = sides.length > 2 ? sides.slice(1, -1) : sides
  const alone = inner.filter((side) => side.kind === 'symbol').map((side) => (side as { name: string }).name)
  return alone.find((name) => sides.filter((side) => namesIn(side).has(name)).length === 1)
}

/** Finite sets of integers as points; ends of infinite ones moved to the nearest integer inside. */
function settle(reals: Reals, budget: Budget): Reals {
  if (!reals.integers) return reals
  const pieces: Piece[] = []
  let finite = true
  for (const p of reals.set) {
    const from = infinite(p.from) ? p.from : firstInteger(p.from, p.fromClosed, 1, budget)
    const to = infinite(p.to) ? p.to : firstInteger(p.to, p.toClosed, -1, budget)
    if (!from || !to) return reals
    const span = infinite(from) || infinite(to) ? undefined : rationalOf(minus(to, from))
    if (span && span.n < 0n) continue
    if (span && span.n <= BigInt(MAX_POINTS)) {
      for (let i = 0; i <= Number(span.n); i += 1) pieces.push(point(plus(from, whole(i))))
      continue
    }
    finite = false
    pieces.push(piece(from, to, true, true))
  }
  return { ...reals, set: pieces.length === 0 ? EMPTY : unite(pieces, budget), integers: !finite }
}

function firstInteger(end: Expr, closed: boolean, step: 1 | -1, budget: Budget): Expr | undefined {
  const value = rationalOf(end)
  if (value) {
    const floor = value.n >= 0n || value.n % value.d === 0n ? value.n / value.d : value.n / value.d - 1n
    if (value.d === 1n) return whole(closed ? floor : floor + BigInt(step))
    return whole(step === 1 ? floor + 1n : floor)
  }
  // An irrational end: the integer beside it is found by trying.
  for (let i = -MAX_POINTS; i <= MAX_POINTS; i += 1)
    if (order(whole(i), end, budget) > 0) return whole(step === 1 ? i : i - 1)
  return undefined
}
