import { isZero, negate, over, plus, rationalOf, times, whole } from '../fold.js'
import type { Expr } from '../node.js'
import { namesIn } from './rewrite.js'

const MAX_DEGREE = 4

/** Coefficients of `e` as a polynomial in `variable`, constant first; undefined if it is none of degree 4 or less. */
export function polynomialIn(e: Expr, variable: string): readonly Expr[] | undefined {
  if (e.kind === 'symbol' && e.name === variable) return [whole(0), whole(1)]
  if (!namesIn(e).has(variable)) return [e]
  const inner = (part: Expr): readonly Expr[] | undefined => polynomialIn(part, variable)
  switch (e.kind) {
    case 'negate':
      return inner(e.arg)?.map(negate)
    case 'sum':
      return combine(e.terms.map(inner), addPolynomials)
    case 'product':
      return combine(e.factors.map(inner), multiplyPolynomials)
    case 'quotient':
      if (namesIn(e.bottom).has(variable)) return undefined
      return inner(e.top)?.map((coefficient) => over(coefficient, e.bottom))
    case 'power': {
      const exponent = rationalOf(e.exponent)
      if (exponent?.d !== 1n || exponent.n < 1n || exponent.n > MAX_DEGREE) return undefined
      return combine(
        Array.from({ length: Number(exponent.n) }, () => inner(e.base)),
        multiplyPolynomials,
      )
    }
    default:
      return undefined
  }
}

type Polynomial = readonly Expr[]

function combine(
  parts: readonly (Polynomial | undefined)[],
  step: (a: Polynomial, b: Polynomial) => Polynomial | undefined,
): Polynomial | undefined {
  let total: Polynomial | undefined
  for (const [index, part] of parts.entries()) {
    if (!part) return undefined
    total = index === 0 ? part : total && step(total, part)
    if (!total) return undefined
  }
  return total && trim(total)
}

function addPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) =>
    plus(a[i] ?? whole(0), b[i] ?? whole(0)),
  )
}

function multiplyPolynomials(a: Polynomial, b: Polynomial): Polynomial | undefined {
  if (a.length + b.length - 2 > MAX_DEGREE) return undefined
  const product: Expr[] = Array.from({ length: a.length + b.length - 1 }, () => whole(0))
  for (const [i, x] of a.entries())
    for (const [j, y] of b.entries()) product[i + j] = plus(product[i + j] as Expr, times(x, y))
  return product
}

function trim(p: Polynomial): Polynomial {
  let length = p.length
  while (length > 1 && isZero(p[length - 1] as Expr)) length -= 1
  return p.slice(0, length)
}
