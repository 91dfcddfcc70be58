import type { BigExpr, CallExpr, Expr, FunctionName } from '../node.js'
import { type Rational, rational } from '../rational.js'

/** Small constructors of trees. They drop what is plainly superfluous (0 + x, 1 · x), no more. */
export const number = (value: Rational): Expr => ({ kind: 'number', value })
export const whole = (n: number | bigint): Expr => number(rational(BigInt(n)))
export const symbol = (name: string): Expr => ({ kind: 'symbol', name })
export const call = (name: FunctionName, ...args: Expr[]): CallExpr => ({ kind: 'call', name, args })

export const isNumber = (e: Expr, n: bigint): boolean =>
  e.kind === 'number' && e.value.d === 1n && e.value.n === n

export function sum(...terms: readonly Expr[]): Expr {
  const kept = terms.filter((term) => !isNumber(term, 0n))
  if (kept.length === 0) return whole(0)
  return kept.length === 1 ? (kept[0] as Expr) : { kind: 'sum', terms: kept }
}

export function product(...factors: readonly Expr[]): Expr {
  if (factors.some((factor) => isNumber(factor, 0n))) return whole(0)
  const kept = factors.filter((factor) => !isNumber(factor, 1n))
  if (kept.length === 0) return whole(1)
  return kept.length === 1 ? (kept[0] as Expr) : { kind: 'product', factors: kept }
}

export function negate(arg: Expr): Expr {
  if (arg.kind === 'negate') return arg.arg
  if (arg.kind === 'number') return number({ n: -arg.value.n, d: arg.value.d })
  return { kind: 'negate', arg }
}

export const quotient = (top: Expr, bottom: Expr): Expr =>
  isNumber(bottom, 1n) ? top : { kind: 'quotient', top, bottom }

export function power(base: Expr, exponent: Expr): Expr {
  if (isNumber(exponent, 1n)) return base
  return isNumber(exponent, 0n) ? whole(1) : { kind: 'power', base, exponent }
}

/** The same tree with every direct part replaced. */
export function mapChildren(e: Expr, change: (part: Expr) => Expr): Expr {
  switch (e.kind) {
    case 'number':
    case 'constant':
    case 'symbol':
      return e
    case 'sum':
      return { kind: 'sum', terms: e.terms.map(change) }
    case 'product':
      return { kind: 'product', factors: e.factors.map(change) }
    case 'quotient':
      return { kind: 'quotient', top: change(e.top), bottom: change(e.bottom) }
    case 'power':
      return { kind: 'power', base: change(e.base), exponent: change(e.exponent) }
    case 'negate':
      return { kind: 'negate', arg: change(e.arg) }
    case 'root':
      return { ...e, arg: change(e.arg) }
    case 'plusMinus':
      return { ...e, arg: change(e.arg) }
    case 'call':
      return { ...e, args: e.args.map(change) }
    case 'apply':
      return { ...e, args: e.args.map(change) }
    case 'big':
      return mapBig(e, e.variable, change(e.body), change)
    case 'matrix':
      return { kind: 'matrix', rows: e.rows.map((row) => row.map(change)) }
  }
}

/** A binder with a new variable and body; its bounds are changed by `change`. */
export function mapBig(e: BigExpr, variable: string, body: Expr, change: (part: Expr) => Expr): BigExpr {
  return {
    ...e,
    variable,
    body,
    ...(e.from && { from: change(e.from) }),
    ...(e.to && { to: change(e.to) }),
  }
}
