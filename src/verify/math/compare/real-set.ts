import type { Budget } from '../budget.js'
import { INFINITY, negate } from '../fold.js'
import type { Expr } from '../node.js'
import { infinite, OrderUnknown, order } from './order.js'

/** From `from` to `to`; a point has both ends closed and equal. Infinite ends are open. */
export interface Piece {
  readonly from: Expr
  readonly to: Expr
  readonly fromClosed: boolean
  readonly toClosed: boolean
}

/** A set of real numbers: pieces in order, disjoint and not touching, so that equal sets have equal pieces. */
export type RealSet = readonly Piece[]

export const NEGATIVE_INFINITY: Expr = negate(INFINITY)
export const EMPTY: RealSet = []
export const LINE: RealSet = [piece(NEGATIVE_INFINITY, INFINITY, false, false)]

export function piece(from: Expr, to: Expr, fromClosed: boolean, toClosed: boolean): Piece {
  return {
    from,
    to,
    fromClosed: fromClosed && infinite(from) === 0,
    toClosed: toClosed && infinite(to) === 0,
  }
}

export const point = (at: Expr): Piece => piece(at, at, true, true)

/** Order of two ends of which either may be infinite. */
function orderEnds(a: Expr, b: Expr, budget: Budget): -1 | 0 | 1 {
  const [x, y] = [infinite(a), infinite(b)]
  if (x !== 0 || y !== 0) return x === y ? 0 : x < y ? -1 : 1
  return order(a, b, budget)
}

function isEmpty(p: Piece, budget: Budget): boolean {
  const ends = p.from === p.to ? 0 : orderEnds(p.from, p.to, budget)
  return ends > 0 || (ends === 0 && !(p.fromClosed && p.toClosed))
}

/** One piece alone needs no order, so its ends may be named constants: (a, b) is taken as given. */
function mayBeEmpty(p: Piece, budget: Budget): boolean {
  try {
    return isEmpty(p, budget)
  } catch (error) {
    if (error instanceof OrderUnknown) return false
    throw error
  }
}

/** The union of any pieces, in order and merged. */
export function unite(pieces: readonly Piece[], budget: Budget): RealSet {
  const [only] = pieces
  if (only && pieces.length === 1) return mayBeEmpty(only, budget) ? EMPTY : pieces
  const sorted = pieces
    .filter((p) => !isEmpty(p, budget))
    .sort((a, b) => orderEnds(a.from, b.from, budget) || Number(b.fromClosed) - Number(a.fromClosed))
  const merged: Piece[] = []
  for (const next of sorted) {
    const last = merged.at(-1)
    const gap = last && orderEnds(last.to, next.from, budget)
    if (!last || gap === undefined || gap < 0 || (gap === 0 && !last.toClosed && !next.fromClosed)) {
      merged.push(next)
      continue
    }
    const further = orderEnds(next.to, last.to, budget)
    const toClosed =
      further > 0 ? next.toClosed : further < 0 ? last.toClosed : last.toClosed || next.toClosed
    merged[merged.length - 1] = { ...last, to: further > 0 ? next.to : last.to, toClosed }
  }
  return merged
}

/** All reals that are not in the set. */
export function complement(set: RealSet): RealSet {
  const gaps: Piece[] = []
  let from = NEGATIVE_INFINITY
  let fromClosed = false
  for (const p of set) {
    if (infinite(p.from) === 0) gaps.push(piece(from, p.from, fromClosed, !p.fromClosed))
    from = p.to
    fromClosed = !p.toClosed
  }
  if (infinite(from) !== 1) gaps.push(piece(from, INFINITY, fromClosed, false))
  return gaps
}

export function intersect(a: RealSet, b: RealSet, budget: Budget): RealSet {
  const common: Piece[] = []
  for (const p of a)
    for (const q of b) {
      budget.spend()
      const from = orderEnds(p.from, q.from, budget)
      const to = orderEnds(p.to, q.to, budget)
      common.push({
        from: from < 0 ? q.from : p.from,
        fromClosed: from < 0 ? q.fromClosed : from > 0 ? p.fromClosed : p.fromClosed && q.fromClosed,
        to: to > 0 ? q.to : p.to,
        toClosed: to > 0 ? q.toClosed : to < 0 ? p.toClosed : p.toClosed && q.toClosed,
      })
    }
  return unite(
    common.filter((p) => !isEmpty(p, budget)),
    budget,
  )
}
