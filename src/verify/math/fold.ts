import type { Expr, NumberExpr, SymbolExpr } from './node.js'
import { add as addRational, multiply, ONE, type Rational, rational, ZERO } from './rational.js'

/** Expressions built here fold rational constants, so that solved endpoints are plain numbers where they can be. */
export const number = (value: Rational): NumberExpr => ({ kind: 'number', value })
export const whole = (value: number | bigint): NumberExpr => number(rational(BigInt(value)))
export const symbol = (name: string): SymbolExpr => ({ kind: 'symbol', name })
export const INFINITY: Expr = { kind: 'constant', name: 'infinity' }

const MAX_POWER = 64n
const MAX_BITS = 2048
const LARGEST = 1n << 4096n

const inverse = (value: Rational): Rational => rational(value.d, value.n)
const negateRational = (value: Rational): Rational => ({ n: -value.n, d: value.d })

/** The value of rational arithmetic on written numbers; undefined for anything else, and for large powers. */
export function rationalOf(e: Expr): Rational | undefined {
  switch (e.kind) {
    case 'number':
      return e.value
    case 'negate': {
      const arg = rationalOf(e.arg)
      return arg && negateRational(arg)
    }
    case 'sum':
      return fold(e.terms, ZERO, addRational)
    case 'product':
      return fold(e.factors, ONE, multiply)
    case 'quotient': {
      const [top, bottom] = [rationalOf(e.top), rationalOf(e.bottom)]
      return top && bottom && bottom.n !== 0n ? multiply(top, inverse(bottom)) : undefined
    }
    case 'power':
      return powerOf(e.base, e.exponent)
    default:
      return undefined
  }
}

function fold(
  parts: readonly Expr[],
  start: Rational,
  step: (a: Rational, b: Rational) => Rational,
): Rational | undefined {
  let total = start
  for (const part of parts) {
    const value = rationalOf(part)
    if (!value) return undefined
    total = step(total, value)
    if (total.d > LARGEST || total.n > LARGEST || total.n < -LARGEST) return undefined
  }
  return total
}

function powerOf(base: Expr, exponent: Expr): Rational | undefined {
  const to = rationalOf(exponent)
  if (to?.d !== 1n || to.n > MAX_POWER || to.n < -MAX_POWER) return undefined
  const from = rationalOf(base)
  if (!from || (from.n === 0n && to.n <= 0n)) return undefined
  const k = to.n < 0n ? -to.n : to.n
  if ((from.n.toString(2).length + from.d.toString(2).length) * Number(k) > MAX_BITS) return undefined
  const raised = { n: from.n ** k, d: from.d ** k }
  return to.n < 0n ? inverse(raised) : raised
}

export const isZero = (e: Expr): boolean => rationalOf(e)?.n === 0n

export function negate(e: Expr): Expr {
  const value = rationalOf(e)
  if (value) return number(negateRational(value))
  return e.kind === 'negate' ? e.arg : { kind: 'negate', arg: e }
}

export function plus(a: Expr, b: Expr): Expr {
  const [x, y] = [rationalOf(a), rationalOf(b)]
  if (x && y) return number(addRational(x, y))
  if (x?.n === 0n) return b
  if (y?.n === 0n) return a
  return { kind: 'sum', terms: [a, b] }
}

export const minus = (a: Expr, b: Expr): Expr => plus(a, negate(b))

export function times(a: Expr, b: Expr): Expr {
  const [x, y] = [rationalOf(a), rationalOf(b)]
  if (x && y) return number(multiply(x, y))
  if (x?.n === 0n || y?.n === 0n) return whole(0)
  if (x && x.n === x.d) return b
  if (y && y.n === y.d) return a
  return { kind: 'product', factors: [a, b] }
}

export function over(a: Expr, b: Expr): Expr {
  const [x, y] = [rationalOf(a), rationalOf(b)]
  if (x && y && y.n !== 0n) return number(multiply(x, inverse(y)))
  if (y && y.n === y.d) return a
  return { kind: 'quotient', top: a, bottom: b }
}
