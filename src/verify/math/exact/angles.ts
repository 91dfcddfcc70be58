import { type Rational, rational } from '../rational.js'
import { call } from './build.js'
import { type Field, imaginary, isReal, leadingSign, ofAtom, pi, plain } from './field.js'
import {
  addFractions,
  difference,
  divideFractions,
  type Fraction,
  multiplyFractions,
  negateFraction,
  ofRational,
  ofWhole,
  over1,
  scaleFraction,
  subtractFractions,
} from './fraction.js'
import { floor } from './integers.js'
import { type Atom, minus, type Polynomial, single, times, UNIT, UNITY } from './polynomial.js'
import { rationalPowerOf } from './radicals.js'
import { restore } from './restore.js'

const HALF = rational(1n, 2n)

/** f = r·π with a rational r, or undefined. */
function halfTurns(f: Fraction, field: Field): Rational | undefined {
  if (f.bottom !== UNITY) return undefined
  if (f.top.size === 0) return rational(0n)
  const term = single(f.top)
  const [power, ...more] = term?.powers ?? []
  if (!term || !power || more.length > 0 || power.atom !== pi(field) || power.exponent !== UNIT)
    return undefined
  return term.coefficient
}

const root = (n: bigint, field: Field): Fraction => rationalPowerOf(ofWhole(n), HALF, field)

/** sin(rπ) for 0 <= r <= 1/2 where square roots of integers state it. */
function tabled({ n, d }: Rational, field: Field): Fraction | undefined {
  const { budget } = field
  const over = (f: Fraction, k: bigint): Fraction => scaleFraction(f, rational(1n, k), budget)
  switch (`${n}/${d}`) {
    case '0/1':
      return ofWhole(0)
    case '1/2':
      return ofWhole(1)
    case '1/6':
      return ofRational(HALF)
    case '1/4':
      return over(root(2n, field), 2n)
    case '1/3':
      return over(root(3n, field), 2n)
    case '1/12':
      return over(subtractFractions(root(6n, field), root(2n, field), budget), 4n)
    case '5/12':
      return over(addFractions(root(6n, field), root(2n, field), budget), 4n)
    case '1/10':
      return over(subtractFractions(root(5n, field), ofWhole(1), budget), 4n)
    case '3/10':
      return over(addFractions(root(5n, field), ofWhole(1), budget), 4n)
  }
  return undefined
}

/** sin(rπ), by the quadrant. */
function sineOfHalfTurns(r: Rational, field: Field): Fraction {
  const turns = floor(rational(r.n, 2n * r.d))
  let left = rational(r.n - 2n * turns * r.d, r.d)
  const negative = left.n >= left.d
  if (negative) left = rational(left.n - left.d, left.d)
  if (2n * left.n > left.d) left = rational(left.d - left.n, left.d)
  const value = tabled(left, field) ?? over1(ofAtom(acute(left, field)))
  return negative ? negateFraction(value, field.budget) : value
}

/** sin(rπ) for 0 < r < 1/2 as an atom: above π/4 as a cosine, so that squares fold. */
function acute(r: Rational, field: Field): Atom {
  const angle = (x: Rational): Fraction => scaleFraction(over1(ofAtom(pi(field))), x, field.budget)
  if (4n * r.n <= r.d) return sineAtom(angle(r), field)
  return cosineAtom(angle(rational(r.d - 2n * r.n, 2n * r.d)), field)
}

const sineAtom = (f: Fraction, field: Field): Atom =>
  field.kernel('sin', [f], () => plain('opaque', call('sin', restore(f)), false, isReal(f)))

/** cos² = 1 - sin². */
function cosineAtom(f: Fraction, field: Field): Atom {
  return field.kernel('cos', [f], () => {
    const sine = ofAtom(sineAtom(f, field))
    const fold = minus(ofWhole(1).top, times(sine, sine, field.budget), field.budget)
    return { ...plain('opaque', call('cos', restore(f)), false, isReal(f)), period: 2 * UNIT, fold }
  })
}

export function sine(f: Fraction, field: Field): Fraction {
  const r = halfTurns(f, field)
  if (r) return sineOfHalfTurns(r, field)
  const shifted = withoutHalfTurns(f, field)
  if (shifted) {
    const [rest, quarters] = shifted
    const value = quarters % 2n === 0n ? sine(rest, field) : cosine(rest, field)
    return quarters >= 2n ? negateFraction(value, field.budget) : value
  }
  if (leadingSign(f) < 0) return negateFraction(sine(negateFraction(f, field.budget), field), field.budget)
  return over1(ofAtom(sineAtom(f, field)))
}

export function cosine(f: Fraction, field: Field): Fraction {
  const r = halfTurns(f, field)
  if (r) return sineOfHalfTurns(rational(2n * r.n + r.d, 2n * r.d), field)
  const shifted = withoutHalfTurns(f, field)
  if (shifted) {
    const [rest, quarters] = shifted
    const value = quarters % 2n === 0n ? cosine(rest, field) : sine(rest, field)
    return quarters === 1n || quarters === 2n ? negateFraction(value, field.budget) : value
  }
  if (leadingSign(f) < 0) return cosine(negateFraction(f, field.budget), field)
  return over1(ofAtom(cosineAtom(f, field)))
}

/** u + kπ/2 as u and k mod 4, if such a term stands in the sum. */
function withoutHalfTurns(f: Fraction, field: Field): [Fraction, bigint] | undefined {
  if (f.bottom !== UNITY || f.top.size < 2) return undefined
  for (const [key, term] of f.top) {
    const r = halfTurns(over1(new Map([[key, term]])), field)
    if (!r || (r.d !== 1n && r.d !== 2n)) continue
    const rest = new Map(f.top)
    rest.delete(key)
    const quarters = (r.n * 2n) / r.d
    return [over1(rest), ((quarters % 4n) + 4n) % 4n]
  }
  return undefined
}

/** e^(c·iπ). */
export function turn(c: Rational, field: Field): Fraction {
  const up = multiplyFractions(over1(ofAtom(imaginary(field))), sineOfHalfTurns(c, field), field.budget)
  return addFractions(sineOfHalfTurns(rational(2n * c.n + c.d, 2n * c.d), field), up, field.budget)
}

const STEPS: Rational[] = ['0/1', '1/12', '1/10', '1/6', '1/4', '3/10', '1/3', '5/12', '1/2'].map((text) => {
  const [n, d] = text.split('/') as [string, string]
  return rational(BigInt(n), BigInt(d))
})

/** The angle whose sine or tangent is f, in [0, π/2], if f is an exact value. */
export function angleOf(kind: 'asin' | 'atan', f: Fraction, field: Field): Fraction | undefined {
  for (const { top, bottom } of [f]) if (!isConstantNumber(top) || !isConstantNumber(bottom)) return undefined
  for (const r of STEPS) {
    if (kind === 'atan' && r === STEPS.at(-1)) continue
    const sin = sineOfHalfTurns(r, field)
    const cos = sineOfHalfTurns(rational(2n * r.n + r.d, 2n * r.d), field)
    const value = kind === 'asin' ? sin : divideFractions(sin, cos, field.budget)
    if (difference(value, f, field.budget).size === 0)
      return scaleFraction(over1(ofAtom(pi(field))), r, field.budget)
  }
  return undefined
}

const isConstantNumber = (p: Polynomial): boolean =>
  [...p.values()].every(({ powers }) => powers.every(({ atom }) => atom.kind === 'radical'))

/** x degrees in radians. */
export const degrees = (f: Fraction, field: Field): Fraction =>
  multiplyFractions(
    f,
    scaleFraction(over1(ofAtom(pi(field))), rational(1n, 180n), field.budget),
    field.budget,
  )
