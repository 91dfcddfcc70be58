import { ONE, type Rational, rational } from '../rational.js'
import { absolute } from './absolute.js'
import { type Field, imaginary, isReal, leadingSign, ofAtom, radical } from './field.js'
import {
  divideFractions,
  type Fraction,
  fraction,
  multiplyFractions,
  negateFraction,
  ofRational,
  over1,
  raiseFraction,
  valueOf,
} from './fraction.js'
import { factor } from './integers.js'
import {
  type Atom,
  asNumber,
  content,
  monomial,
  NotDefined,
  OutOfReach,
  type Polynomial,
  type Power,
  scale,
  single,
  times,
  UNIT,
  UNITY,
} from './polynomial.js'
import { restore } from './restore.js'

/** base^r for a fraction r. */
export function rationalPowerOf(base: Fraction, r: Rational, field: Field): Fraction {
  const { budget } = field
  if (base.top.size === 0) {
    if (r.n < 0n) throw new NotDefined('division by zero')
    return base
  }
  if (r.d > 16n || UNIT % Number(r.d) !== 0 || Math.abs(Number(r.n)) > 100_000) throw new OutOfReach('root')
  // (a/b)^r = a^r/b^r wherever the left side is real: a common negative sign cancels.
  const top = polynomialRoot(base.top, r, field)
  if (base.bottom === UNITY) return top
  return divideFractions(top, polynomialRoot(base.bottom, r, field), budget)
}

const units = (r: Rational): number => (Number(r.n) * UNIT) / Number(r.d)

function polynomialRoot(p: Polynomial, r: Rational, field: Field): Fraction {
  const { budget } = field
  const term = single(p)
  const odd = r.d % 2n === 1n
  if (!term) {
    const primitive = content(p)
    const nested = r.d === 2n ? denested(p, field) : undefined
    if (nested) return raiseFraction(nested, Number(r.n), budget)
    let rest = scale(p, rational(primitive.d, primitive.n), budget)
    const flip = odd && isReal(over1(rest)) && leadingSign(over1(rest)) < 0
    if (flip) rest = scale(rest, rational(-1n), budget)
    const root = over1(monomial([{ atom: baseAtom(rest, field), exponent: units(r) }], ONE, budget))
    const scaled = multiplyFractions(rootOfPositive(primitive, r, field), root, budget)
    return flip && r.n % 2n !== 0n ? negateFraction(scaled, budget) : scaled
  }
  const { n, d } = term.coefficient
  const negative = n < 0n
  let result = rootOfPositive(negative ? rational(-n, d) : term.coefficient, r, field)
  const outside: Power[] = []
  const inside: Power[] = []
  for (const power of term.powers) (power.atom.positive ? outside : inside).push(power)
  const scaledPowers = (powers: readonly Power[]): Power[] =>
    powers.map(({ atom, exponent }) => {
      const scaled = (exponent * Number(r.n)) / Number(r.d)
      if (!Number.isInteger(scaled)) throw new OutOfReach('root')
      return { atom, exponent: scaled }
    })
  result = multiplyFractions(result, over1(monomial(scaledPowers(outside), ONE, budget)), budget)
  if (odd && inside.every(({ atom }) => atom.real)) {
    const root = over1(monomial(scaledPowers(inside), ONE, budget))
    const value = multiplyFractions(result, root, budget)
    return negative && r.n % 2n !== 0n ? negateFraction(value, budget) : value
  }
  if (inside.length === 0 && negative && r.d === 2n)
    return multiplyFractions(
      result,
      raiseFraction(over1(ofAtom(imaginary(field))), Number(r.n), budget),
      budget,
    )
  if (inside.length === 1 && !negative) {
    const [{ atom, exponent } = never()] = inside
    if (exponent === UNIT || exponent % UNIT !== 0 || (atom.real && (exponent / UNIT) % 2 !== 0))
      return multiplyFractions(result, over1(monomial(scaledPowers(inside), ONE, budget)), budget)
  }
  // A positive factor comes out of any root: x²ᵏ = |x|²ᵏ.
  const left: Power[] = []
  for (const power of inside) {
    const { atom, exponent } = power
    const even = Math.floor(exponent / UNIT / 2) * 2
    if (atom.real && exponent % UNIT === 0 && even !== 0) {
      const size = absolute(over1(ofAtom(atom)), field)
      result = multiplyFractions(
        result,
        rationalOrWhole(size, rational(BigInt(even) * r.n, r.d), field),
        budget,
      )
      if (exponent !== even * UNIT) left.push({ atom, exponent: exponent - even * UNIT })
    } else left.push(power)
  }
  if (left.length === 0 && !negative) return result
  const rest = monomial(left, negative ? rational(-1n) : ONE, budget)
  const only = single(rest)
  if (only && left.length === 1 && !negative)
    return multiplyFractions(result, over1(monomial(scaledPowers(left), ONE, budget)), budget)
  const root = over1(monomial([{ atom: baseAtom(rest, field), exponent: units(r) }], ONE, budget))
  return multiplyFractions(result, root, budget)
}

const rationalOrWhole = (f: Fraction, r: Rational, field: Field): Fraction =>
  r.d === 1n ? raiseFraction(f, Number(r.n), field.budget) : rationalPowerOf(f, r, field)

function never(): never {
  throw new OutOfReach('empty')
}

/** p under a fractional power: whole powers of it fold back into p. */
function baseAtom(p: Polynomial, field: Field): Atom {
  const f = over1(p)
  return field.kernel('base', [f], () => ({
    kind: 'opaque',
    expr: restore(f),
    positive: false,
    real: false,
    period: UNIT,
    fold: p,
  }))
}

/** c^r for a rational c > 0 as a product of prime radicals. */
function rootOfPositive(c: Rational, r: Rational, field: Field): Fraction {
  const { budget } = field
  if (c.n === 1n && c.d === 1n) return ofRational(ONE)
  const powers: Power[] = []
  for (const [p, k] of factor(c.n, budget)) powers.push({ atom: radical(field, p), exponent: units(r) * k })
  for (const [p, k] of factor(c.d, budget)) powers.push({ atom: radical(field, p), exponent: -units(r) * k })
  powers.sort((a, b) => a.atom.id - b.atom.id)
  return over1(monomial(powers, ONE, budget))
}

/** √(a + b√n) = √((a+s)/2) ± √((a-s)/2) where s² = a² - b²n is the square of a rational. */
function denested(p: Polynomial, field: Field): Fraction | undefined {
  const { budget } = field
  if (p.size !== 2) return undefined
  const a = p.get('')?.coefficient
  const other = [...p.values()].find(({ powers }) => powers.length > 0)
  if (
    !a ||
    a.n <= 0n ||
    !other?.powers.every((power) => power.atom.kind === 'radical' && power.exponent * 2 === UNIT)
  )
    return undefined
  const square = asNumber(times(new Map([['s', other]]), new Map([['s', other]]), budget))
  if (!square) return undefined
  const s2 = rational(a.n * a.n * square.d - square.n * a.d * a.d, a.d * a.d * square.d)
  if (s2.n < 0n) return undefined
  const half = rational(1n, 2n)
  const s = valueOf(rationalPowerOf(ofRational(s2), half, field))
  if (!s) return undefined
  const parts = [1n, -1n].map((sign) =>
    rationalPowerOf(ofRational(rational(a.n * s.d + sign * s.n * a.d, 2n * a.d * s.d)), half, field),
  ) as [Fraction, Fraction]
  const second = other.coefficient.n < 0n ? negateFraction(parts[1], budget) : parts[1]
  return addPair(parts[0], second, field)
}

const addPair = (a: Fraction, b: Fraction, field: Field): Fraction =>
  fraction(new Map([...a.top, ...negligible(b, a)]), UNITY, field.budget)

/** The two roots are different radicals, or one is zero: their terms never meet. */
function negligible(b: Fraction, a: Fraction): Polynomial {
  for (const key of b.top.keys()) if (a.top.has(key)) throw new OutOfReach('denesting')
  return b.top
}
