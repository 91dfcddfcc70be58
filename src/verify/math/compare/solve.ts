import type { Budget } from '../budget.js'
import { INFINITY, minus, negate, over, plus, times, whole } from '../fold.js'
import type { Expr, RelationOp } from '../node.js'
import { factorsOf, rootsOf } from './factors.js'
import { order, signOf } from './order.js'
import { polynomialIn } from './polynomial-in.js'
import {
  complement,
  EMPTY,
  intersect,
  LINE,
  NEGATIVE_INFINITY,
  type Piece,
  piece,
  point,
  type RealSet,
  unite,
} from './real-set.js'
import { namesIn } from './rewrite.js'

type Order = '<' | '<=' | '>' | '>=' | '=' | '!='

const FLIPPED: Readonly<Record<Order, Order>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '=': '=',
  '!=': '!=',
}

export function asOrder(op: RelationOp): Order | undefined {
  if (op === 'approx') return '='
  return op in FLIPPED ? (op as Order) : undefined
}

/** The real x with `left op right`, where that can be solved exactly; undefined where it can't. */
export function solve(left: Expr, op: Order, right: Expr, x: string, budget: Budget): RealSet | undefined {
  budget.spend(4)
  if (!namesIn(right).has(x)) return solveAgainst(left, op, right, x, budget)
  if (!namesIn(left).has(x)) return solveAgainst(right, FLIPPED[op], left, x, budget)
  if (absolute(left, x) && absolute(right, x)) {
    const square = (e: Expr): Expr => ({ kind: 'power', base: inside(e), exponent: whole(2) })
    return solveSigns(minus(square(left), square(right)), op, x, budget)
  }
  return solveSigns(minus(left, right), op, x, budget)
}

const absolute = (e: Expr, x: string): boolean =>
  e.kind === 'call' && e.name === 'abs' && polynomialIn(e, x) === undefined
const inside = (e: Expr): Expr => (e.kind === 'call' ? (e.args[0] as Expr) : e)

/** `right` is free of x. */
function solveAgainst(left: Expr, op: Order, right: Expr, x: string, budget: Budget): RealSet | undefined {
  if (left.kind === 'negate') return solveAgainst(left.arg, FLIPPED[op], negate(right), x, budget)
  if (left.kind === 'sum') {
    const moving = left.terms.filter((term) => namesIn(term).has(x))
    const [only] = moving
    if (only && moving.length === 1) {
      const rest = left.terms.filter((term) => term !== only).reduce(plus, whole(0))
      return solveAgainst(only, op, minus(right, rest), x, budget)
    }
  }
  if (left.kind === 'product') {
    const moving = left.factors.filter((factor) => namesIn(factor).has(x))
    const [only] = moving
    if (only && moving.length === 1 && left.factors.length > 1) {
      const factor = left.factors.filter((other) => other !== only).reduce(times, whole(1))
      const sign = signOf(factor, budget)
      if (sign !== 0) return solveAgainst(only, sign > 0 ? op : FLIPPED[op], over(right, factor), x, budget)
    }
  }
  if (left.kind === 'quotient' && !namesIn(left.bottom).has(x)) {
    const sign = signOf(left.bottom, budget)
    if (sign !== 0)
      return solveAgainst(left.top, sign > 0 ? op : FLIPPED[op], times(right, left.bottom), x, budget)
  }
  if (left.kind === 'symbol') return ray(right, op)
  if (absolute(left, x)) return solveAbsolute(inside(left), op, right, x, budget)
  return solveSigns(minus(left, right), op, x, budget)
}

function ray(at: Expr, op: Order): RealSet {
  switch (op) {
    case '=':
      return [point(at)]
    case '!=':
      return complement([point(at)])
    case '<':
    case '<=':
      return [piece(NEGATIVE_INFINITY, at, false, op === '<=')]
    default:
      return [piece(at, INFINITY, op === '>=', false)]
  }
}

/** |inner| op bound. */
function solveAbsolute(inner: Expr, op: Order, bound: Expr, x: string, budget: Budget): RealSet | undefined {
  const above = solve(inner, '>=', negate(bound), x, budget)
  const below = solve(inner, '<=', bound, x, budget)
  if (!above || !below) return undefined
  const inside = signOf(bound, budget) < 0 ? EMPTY : intersect(above, below, budget)
  switch (op) {
    case '<=':
      return inside
    case '>':
      return complement(inside)
    default: {
      const over = solve(inner, '>', negate(bound), x, budget)
      const under = solve(inner, '<', bound, x, budget)
      if (!over || !under) return undefined
      const strictly = signOf(bound, budget) <= 0 ? EMPTY : intersect(over, under, budget)
      if (op === '<') return strictly
      if (op === '>=') return complement(strictly)
      const edge = intersect(inside, complement(strictly), budget)
      return op === '=' ? edge : complement(edge)
    }
  }
}

interface Root {
  readonly at: Expr
  /** The function changes its sign here. */
  readonly crosses: boolean
  /** The function isn't defined here. */
  readonly pole: boolean
}

/** f op 0 by the signs of f between its real roots and poles. */
function solveSigns(f: Expr, op: Order, x: string, budget: Budget): RealSet | undefined {
  const factors = factorsOf(f, x, false, true)
  if (!factors) return undefined
  let atInfinity = 1
  const roots: Root[] = []
  for (const { coefficients, odd, pole } of factors) {
    const degree = coefficients.length - 1
    const lead = signOf(coefficients[degree] as Expr, budget)
    if (lead === 0) return undefined
    if (odd) atInfinity *= lead
    const found = rootsOf(coefficients, budget)
    if (!found) return undefined
    for (const { at, double } of found) roots.push({ at, crosses: odd && !double, pole })
  }
  return assemble(mergeRoots(roots, budget), atInfinity, op, budget)
}

function assemble(roots: readonly Root[], atInfinity: number, op: Order, budget: Budget): RealSet {
  const wanted = (sign: number): boolean => {
    if (op === '=') return sign === 0
    if (op === '!=') return sign !== 0
    const orZero = op === '<=' || op === '>='
    return (sign === 0 && orZero) || (op.startsWith('<') ? sign < 0 : sign > 0)
  }
  const pieces: Piece[] = []
  let sign = atInfinity
  let to: Expr = INFINITY
  for (const root of roots.toReversed()) {
    if (wanted(sign)) pieces.push(piece(root.at, to, false, false))
    if (!root.pole && wanted(0)) pieces.push(point(root.at))
    if (root.crosses) sign = -sign
    to = root.at
  }
  if (wanted(sign)) pieces.push(piece(NEGATIVE_INFINITY, to, false, false))
  return pieces.length === 0 ? EMPTY : roots.length === 0 ? LINE : unite(pieces, budget)
}

function mergeRoots(roots: readonly Root[], budget: Budget): Root[] {
  const sorted = roots.toSorted((a, b) => order(a.at, b.at, budget))
  const merged: Root[] = []
  for (const root of sorted) {
    const last = merged.at(-1)
    if (!last || order(last.at, root.at, budget) !== 0) merged.push(root)
    else
      merged[merged.length - 1] = {
        at: root.at,
        crosses: last.crosses !== root.crosses,
        pole: last.pole || root.pole,
      }
  }
  return merged
}
