import { rationalOf } from '../fold.js'
import type { Expr } from '../node.js'

/** A constant in floating point: a guess that exact arithmetic then proves or refuses. NaN where there is none. */
export function approximate(e: Expr): number {
  const value = rationalOf(e)
  if (value) return Number(value.n) / Number(value.d)
  switch (e.kind) {
    case 'constant':
      return e.name === 'pi' ? Math.PI : e.name === 'e' ? Math.E : Number.NaN
    case 'negate':
      return -approximate(e.arg)
    case 'sum':
      return e.terms.reduce((total, term) => total + approximate(term), 0)
    case 'product':
      return e.factors.reduce((total, factor) => total * approximate(factor), 1)
    case 'quotient':
      return approximate(e.top) / approximate(e.bottom)
    case 'power':
      return approximate(e.base) ** approximate(e.exponent)
    case 'root':
      return approximate(e.arg) ** (1 / e.degree)
    case 'call':
      return called(e.name, approximate(e.args[0] as Expr), e.args.length)
    default:
      return Number.NaN
  }
}

function called(name: string, x: number, count: number): number {
  if (count !== 1) return Number.NaN
  switch (name) {
    case 'asin':
      return Math.asin(x)
    case 'acos':
      return Math.acos(x)
    case 'atan':
      return Math.atan(x)
    case 'log':
      return Math.log(x)
    case 'degree':
      return (x * Math.PI) / 180
    case 'abs':
      return Math.abs(x)
    default:
      return Number.NaN
  }
}
