import type { Expr } from '../node.js'
import { rational } from '../rational.js'
import { negate, number, power, product, quotient, sum, whole } from './build.js'
import { sorted } from './field.js'
import type { Fraction } from './fraction.js'
import { type Polynomial, type Power, type Term, UNIT, UNITY } from './polynomial.js'

function restorePower({ atom }: Power, exponent: number): Expr {
  if (atom.kind === 'radical' || (exponent * 2) % UNIT === 0) {
    const shift = Math.floor(exponent / UNIT)
    const r = rational(BigInt(exponent - shift * UNIT), BigInt(UNIT))
    if (r.n === 1n) {
      const root: Expr = { kind: 'root', degree: Number(r.d), arg: atom.expr }
      return shift === 0 ? root : product(power(atom.expr, whole(shift)), root)
    }
  }
  return power(atom.expr, number(rational(BigInt(exponent), BigInt(UNIT))))
}

/** A term as number · product / product, without its sign. */
function restoreTerm({ powers, coefficient }: Term): Expr {
  const named = [...powers].sort((a, b) => (a.atom.name < b.atom.name ? -1 : 1))
  const numbers = named.filter(({ atom }) => atom.kind === 'radical')
  const others = named.filter(({ atom }) => atom.kind !== 'radical')
  const above = [...numbers, ...others.filter(({ exponent }) => exponent > 0)]
  const below = others.filter(({ exponent }) => exponent < 0)
  const { n, d } = coefficient
  const size = number(rational(n < 0n ? -n : n, below.length > 0 ? 1n : d))
  const top = product(size, ...above.map((p) => restorePower(p, p.exponent)))
  if (below.length === 0) return top
  return quotient(top, product(whole(d), ...below.map((p) => restorePower(p, -p.exponent))))
}

function restorePolynomial(p: Polynomial): Expr {
  return sum(
    ...sorted(p).map((term) => (term.coefficient.n < 0n ? negate(restoreTerm(term)) : restoreTerm(term))),
  )
}

/** The tree of a normal form: collected, terms by falling degree, then by name. */
export function restore({ top, bottom }: Fraction): Expr {
  return bottom === UNITY
    ? restorePolynomial(top)
    : quotient(restorePolynomial(top), restorePolynomial(bottom))
}
