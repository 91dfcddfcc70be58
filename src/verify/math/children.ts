import type { Expr } from './node.js'

/** The parts of a tree in order; for a bound variable also its bounds. */
export function children(e: Expr): readonly Expr[] {
  switch (e.kind) {
    case 'number':
    case 'constant':
    case 'symbol':
      return []
    case 'sum':
      return e.terms
    case 'product':
      return e.factors
    case 'quotient':
      return [e.top, e.bottom]
    case 'power':
      return [e.base, e.exponent]
    case 'negate':
    case 'root':
    case 'plusMinus':
      return [e.arg]
    case 'call':
    case 'apply':
      return e.args
    case 'big':
      return [e.body, ...(e.from ? [e.from] : []), ...(e.to ? [e.to] : [])]
    case 'matrix':
      return e.rows.flat()
  }
}
