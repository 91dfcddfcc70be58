import { type Expr, type NumberExpr } from '../node.js'
import { type Rational, rational } from '../rational.js'

const SMALL: readonly NumberExpr[] = Array.from({ length: 101 }, (_, i) => ({
  kind: 'number',
  value: rational(BigInt(i)),
}))
const MAX_EXPONENT = 300

/** A number of the tree: small whole ones are shared. */
export function whole(n: number): NumberExpr {
  return SMALL[n] ?? { kind: 'number', value: rational(BigInt(n)) }
}

export function fraction(value: Rational): NumberExpr {
  return { kind: 'number', value }
}

/**
 * The value of written digits: `digits` such as "12.50", the block that repeats after it ("3" of 0.1\overline{3}), and a
 * power of ten. Exponents beyond ±300 stay powers, so that no short text makes a long number.
 */
export function written(digits: string, repeat: string, exponent: number): Expr {
  const dot = digits.indexOf('.')
  if (dot < 0 && repeat === '' && exponent === 0) {
    const small = digits.length < 3 ? SMALL[Number(digits)] : undefined
    return small ?? { kind: 'number', value: { n: BigInt(digits), d: 1n } }
  }
  const decimals = dot < 0 ? 0 : digits.length - dot - 1
  const n = BigInt(dot < 0 ? digits : digits.slice(0, dot) + digits.slice(dot + 1) || '0')
  const places = decimals - exponent
  if (Math.abs(exponent) > MAX_EXPONENT) {
    const ten: Expr = {
      kind: 'power',
      base: whole(10),
      exponent: { kind: 'number', value: rational(BigInt(exponent)) },
    }
    return { kind: 'product', factors: [written(digits, repeat, 0), ten] }
  }
  if (repeat !== '') {
    const nines = 10n ** BigInt(repeat.length) - 1n
    return {
      kind: 'number',
      value: rational(n * nines + BigInt(repeat), nines * 10n ** BigInt(decimals)),
    }
  }
  const value = places > 0 ? rational(n, 10n ** BigInt(places)) : rational(n * 10n ** BigInt(-places))
  return decimals > 0 || exponent !== 0 ? { kind: 'number', value, places } : { kind: 'number', value }
}
