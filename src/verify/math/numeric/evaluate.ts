import { type Budget, BudgetSpent } from '../budget.js'
import type { BigExpr, Expr } from '../node.js'
import { type Rational, rational } from '../rational.js'
import {
  bitLength,
  containsZero,
  fromRational,
  isUnderflow,
  isZero as isZeroReal,
  MAX_BITS,
  NoValue,
  radiusLog,
  UNDEFINED,
  UNKNOWN,
  type Work,
} from './ball.js'
import type { ComplexBall } from './complex.js'
import * as complex from './complex.js'
import { pi, root } from './elementary.js'
import { type Body, type Evaluator, exactRational } from './evaluator.js'
import { call } from './functions.js'
import { integrate } from './integral.js'
import { derivative, infiniteLimit, limit } from './limit.js'
import { finite, infiniteSum } from './series.js'
import { spreadOut } from './variables.js'

/** What an expression is worth at a point. */
export type Value =
  | {
      readonly ball: ComplexBall
      /** Every part of the expression was a real number too. */
      readonly real: boolean
      /** An integral, infinite sum, limit or derivative took part: then the radius is a careful estimate, not a proof. */
      readonly estimated: boolean
      /** log2 of the largest term that was added: what a sum near 0 has to be compared with. */
      readonly scale: number
      /** A term was smaller than the radius of its sum: the ball says nothing about it. */
      readonly absorbed: boolean
    }
  | 'undefined'
  | 'unknown'
  | 'infinity'
  | '-infinity'

/** Mutable marks of one evaluation. */
interface Marks {
  real: boolean
  estimated: boolean
  absorbed: boolean
  scale: number
}

/**
 * Evaluates at a point with about `precision` bits. Principal values; odd roots of negative reals are real.
 * @throws BudgetSpent if steps run out, or a value is too large to be held ('precision', 'digits').
 */
export function evaluate(
  e: Expr,
  point: ReadonlyMap<string, ComplexBall>,
  precision: number,
  budget: Budget,
): Value {
  const marks: Marks = { real: true, estimated: false, absorbed: false, scale: Number.NEGATIVE_INFINITY }
  const work = { bits: Math.min(precision, MAX_BITS), budget }
  try {
    const infinite = infinityOf(e, 0, budget)
    if (infinite !== 0) return infinite > 0 ? 'infinity' : '-infinity'
    const ball = evaluator(point, work, marks).value(e, 0)
    return { ball, ...marks }
  } catch (error) {
    if (!(error instanceof NoValue)) throw error
    const sign = growing(e, point, work)
    return sign === undefined ? error.reason : sign > 0 ? 'infinity' : '-infinity'
  }
}

/** The sign of a limit, or of one with a minus before it, that is infinite. */
function growing(e: Expr, point: ReadonlyMap<string, ComplexBall>, work: Work): number | undefined {
  if (e.kind === 'negate') {
    const sign = growing(e.arg, point, work)
    return sign === undefined ? undefined : -sign
  }
  if (e.kind !== 'big' || e.op !== 'limit' || e.to === undefined) return undefined
  const body: Body = (x, inner) => {
    const marks: Marks = { real: true, estimated: true, absorbed: false, scale: 0 }
    return evaluator(new Map(point).set(e.variable, x), inner, marks).value(e.body, 0)
  }
  try {
    const end = infinityOf(e.to, 0, work.budget)
    const marks: Marks = { real: true, estimated: true, absorbed: false, scale: 0 }
    const at = end === 0 ? evaluator(point, work, marks).value(e.to, 0) : undefined
    return infiniteLimit(body, at, end !== 0 ? (end < 0 ? -1 : 1) : e.side, end !== 0, work)
  } catch (error) {
    if (error instanceof NoValue) return undefined
    throw error
  }
}

/** ±1 for an expression that is plainly an infinity, such as -2∞ + 3. */
function infinityOf(e: Expr, depth: number, budget: Budget): number {
  budget.depth(depth)
  switch (e.kind) {
    case 'constant':
      return e.name === 'infinity' ? 1 : 0
    case 'negate':
      return -infinityOf(e.arg, depth + 1, budget)
    case 'sum': {
      const signs = e.terms.map((term) => infinityOf(term, depth + 1, budget)).filter((sign) => sign !== 0)
      if (signs.some((sign) => sign !== signs[0])) throw UNDEFINED
      return signs[0] ?? 0
    }
    case 'product': {
      const signs = e.factors.map((factor) => infinityOf(factor, depth + 1, budget))
      if (signs.every((sign) => sign === 0)) return 0
      return e.factors.reduce((sign, factor, at) => {
        const own = signs[at] as number
        if (own !== 0) return sign * own
        if (factor.kind !== 'number' || factor.value.n === 0n) throw UNKNOWN
        return factor.value.n > 0n ? sign : -sign
      }, 1)
    }
    default:
      return 0
  }
}

function evaluator(point: ReadonlyMap<string, ComplexBall>, work: Work, marks: Marks): Evaluator {
  const self: Evaluator = {
    work,
    value(e, depth) {
      work.budget.spend(1)
      work.budget.depth(depth)
      const value = valueOf(e, depth + 1)
      if (!isZeroReal(value.im)) marks.real = false
      if (isUnderflow(value.re) || isUnderflow(value.im)) marks.absorbed = true
      return value
    },
    absorb: () => {
      marks.absorbed = true
    },
    rational: (e, depth) => rationalOf(e, point, work.budget, depth),
  }

  function valueOf(e: Expr, depth: number): ComplexBall {
    switch (e.kind) {
      case 'number':
        return complex.fromReal(fromRational(e.value, work))
      case 'constant':
        return constant(e.name, work)
      case 'symbol': {
        const value = point.get(e.name)
        if (!value) throw UNKNOWN
        return value
      }
      case 'negate':
        return complex.negate(self.value(e.arg, depth))
      case 'sum':
        return sum(e.terms, depth)
      case 'product':
        return product(e.factors, depth)
      case 'quotient': {
        const top = self.value(e.top, depth)
        return complex.divide(top, self.value(e.bottom, depth), work)
      }
      case 'power':
        return power(e.base, e.exponent, depth)
      case 'root':
        return rationalPower(self.value(e.arg, depth), rational(1n, BigInt(e.degree)), work)
      case 'call':
        return call(e.name, e.args, self, depth)
      case 'big':
        return big(e, depth)
      default:
        throw UNKNOWN
    }
  }

  function sum(terms: readonly Expr[], depth: number): ComplexBall {
    const values = terms.map((term) => self.value(term, depth))
    let total = complex.ZERO
    for (const value of values) total = complex.add(total, value, work)
    const noise = Math.max(radiusLog(total.re), radiusLog(total.im))
    for (const value of values) {
      const size = complex.magnitude(value)
      marks.scale = Math.max(marks.scale, size)
      if (size < noise + 1 && !complex.mayBeZero(value)) marks.absorbed = true
    }
    return total
  }

  function product(factors: readonly Expr[], depth: number): ComplexBall {
    let total = complex.ONE
    for (const factor of factors) total = complex.multiply(total, self.value(factor, depth), work)
    return total
  }

  function power(base: Expr, exponent: Expr, depth: number): ComplexBall {
    if (base.kind === 'constant' && base.name === 'e')
      return complex.exp(besideZero(self.value(exponent, depth)), work)
    const value = self.value(base, depth)
    const ratio = self.rational(exponent, depth)
    if (ratio) {
      if (ratio.n !== 0n && bitLength(ratio.n) - bitLength(ratio.d) < -work.bits / 2) marks.absorbed = true
      return rationalPower(value, ratio, work)
    }
    return complexPower(value, besideZero(self.value(exponent, depth)), work)
  }

  /** An exponent so near 0 that its power is 1 as far as can be seen is noted. */
  function besideZero(z: ComplexBall): ComplexBall {
    if (!complex.isZero(z) && complex.magnitude(z) < -work.bits / 2) marks.absorbed = true
    return z
  }

  function big(e: BigExpr, depth: number): ComplexBall {
    // With work bounded by steps, nesting needs no bound of its own beyond the tree's depth.
    // What is tiny beside other terms at a node of an integral, or near a limit, says nothing about the whole.
    const own: Marks = e.op === 'sum' || e.op === 'product' ? marks : { ...marks }
    const body: Body = (x, inner) => {
      const inside = new Map(point)
      inside.set(e.variable, x)
      return evaluator(inside, inner, own).value(e.body, depth)
    }
    if (e.op !== 'sum' && e.op !== 'product') marks.estimated = true
    if (e.op === 'derivative') return derivative(body, point.get(e.variable), e.order ?? 1, work)
    if (e.to === undefined) throw UNKNOWN
    const end = infinityOf(e.to, depth, work.budget)
    if (e.op === 'limit') {
      const at = end === 0 ? self.value(e.to, depth) : undefined
      return limit(body, at, end !== 0 ? (end < 0 ? -1 : 1) : e.side, end !== 0, work)
    }
    if (e.from === undefined) throw UNKNOWN
    const start = infinityOf(e.from, depth, work.budget)
    if (e.op === 'integral') {
      if (!spreadOut(e.body)) throw UNKNOWN
      const from = start === 0 ? self.value(e.from, depth) : start
      const to = end === 0 ? self.value(e.to, depth) : end
      return integrate(body, from, to, work)
    }
    const first = self.rational(e.from, depth)
    if (!first || first.d !== 1n || start !== 0) throw UNKNOWN
    if (end !== 0) {
      if (end < 0 || e.op === 'product') throw UNKNOWN
      marks.estimated = true
      return infiniteSum(body, first.n, work)
    }
    const last = self.rational(e.to, depth)
    if (!last || last.d !== 1n) throw UNKNOWN
    return finite(e.op, body, first.n, last.n, work)
  }
  return self
}

function constant(name: 'pi' | 'e' | 'i' | 'infinity', work: Work): ComplexBall {
  switch (name) {
    case 'pi':
      return complex.fromReal(pi(work))
    case 'e':
      return complex.exp(complex.ONE, work)
    case 'i':
      return complex.I
    default:
      throw UNKNOWN
  }
}

/** z^(n/d): for odd d the real root of a negative real, else the principal value. */
export function rationalPower(z: ComplexBall, exponent: Rational, work: Work): ComplexBall {
  const { n, d } = exponent
  if (n === 0n) {
    if (complex.isZero(z)) throw UNDEFINED
    return complex.ONE
  }
  if (n < 0n) return complex.divide(complex.ONE, rationalPower(z, { n: -n, d }, work), work)
  if (n > 1n << 40n) {
    if (!complex.isReal(z) || z.re.m <= 0n) throw new BudgetSpent('digits')
    const ratio = complex.fromReal(fromRational(exponent, work))
    return complex.exp(complex.multiply(ratio, complex.log(z, work), work), work)
  }
  if (d === 1n) return complex.power(z, Number(n), work)
  if (complex.isZero(z)) return complex.ZERO
  if (complex.mayBeZero(z) && d !== 2n && (d % 2n === 0n || !complex.isReal(z))) throw UNKNOWN
  if (d === 2n) return complex.power(complex.sqrt(z, work), Number(n), work)
  if (complex.isReal(z) && (z.re.m > 0n || d % 2n === 1n) && d < 1n << 20n)
    return complex.power(complex.fromReal(root(z.re, Number(d), work)), Number(n), work)
  const ratio = complex.fromReal(fromRational(exponent, work))
  return complex.exp(complex.multiply(ratio, complex.log(z, work), work), work)
}

function complexPower(z: ComplexBall, w: ComplexBall, work: Work): ComplexBall {
  const whole = complex.isReal(w) ? exactRational(w.re) : undefined
  if (whole?.d === 1n) return rationalPower(z, whole, work)
  if (complex.isZero(z)) {
    if (w.re.m > 0n && !containsZero(w.re)) return complex.ZERO
    throw UNDEFINED
  }
  return complex.exp(complex.multiply(w, complex.log(z, work), work), work)
}

/** The exact value of plain arithmetic with numbers and exact variables. */
function rationalOf(
  e: Expr,
  point: ReadonlyMap<string, ComplexBall>,
  budget: Budget,
  depth: number,
): Rational | undefined {
  budget.depth(depth)
  budget.spend(1)
  const of = (part: Expr): Rational | undefined => rationalOf(part, point, budget, depth + 1)
  switch (e.kind) {
    case 'number':
      return e.value
    case 'symbol': {
      const value = point.get(e.name)
      return value && complex.isReal(value) ? exactRational(value.re) : undefined
    }
    case 'negate': {
      const arg = of(e.arg)
      return arg && { n: -arg.n, d: arg.d }
    }
    case 'sum':
    case 'product': {
      let total: Rational = { n: e.kind === 'sum' ? 0n : 1n, d: 1n }
      for (const part of e.kind === 'sum' ? e.terms : e.factors) {
        const value = of(part)
        if (!value) return undefined
        total = budget.bounded(
          e.kind === 'sum'
            ? rational(total.n * value.d + value.n * total.d, total.d * value.d)
            : rational(total.n * value.n, total.d * value.d),
        )
      }
      return total
    }
    case 'quotient': {
      const [top, bottom] = [of(e.top), of(e.bottom)]
      if (!top || !bottom || bottom.n === 0n) return undefined
      return budget.bounded(rational(top.n * bottom.d, top.d * bottom.n))
    }
    default:
      return undefined
  }
}
