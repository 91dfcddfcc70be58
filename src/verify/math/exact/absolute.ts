import { rational } from '../rational.js'
import { call } from './build.js'
import { signOf } from './estimate.js'
import { type Field, isReal, leadingSign, ofAtom, plain } from './field.js'
import {
  divideFractions,
  type Fraction,
  multiplyFractions,
  negateFraction,
  ofRational,
  over1,
  raiseFraction,
  scaleFraction,
} from './fraction.js'
import { abs } from './integers.js'
import {
  type Atom,
  content,
  OutOfReach,
  type Polynomial,
  scale,
  single,
  times,
  UNIT,
  UNITY,
} from './polynomial.js'
import { restore } from './restore.js'

/** |f| for real f: of products by factors; |u|² = u². */
export function absolute(f: Fraction, field: Field): Fraction {
  const { budget } = field
  if (f.top.size === 0) return f
  if (!isReal(f)) throw new OutOfReach('complex')
  const sign = signOf(f)
  if (sign) return sign > 0 ? f : negateFraction(f, budget)
  if (f.bottom !== UNITY)
    return divideFractions(absolute(over1(f.top), field), absolute(over1(f.bottom), field), budget)
  const term = single(f.top)
  if (!term) {
    const number = content(f.top)
    const flip = leadingSign(f) < 0
    const primitive = scale(f.top, rational(flip ? -number.d : number.d, number.n), budget)
    return scaleFraction(over1(ofAtom(absoluteAtom(primitive, field))), number, budget)
  }
  const { n, d } = term.coefficient
  let result = ofRational(rational(abs(n), d))
  for (const { atom, exponent } of term.powers) {
    const positive = atom.positive || (exponent % (2 * UNIT) === 0 && atom.real)
    if (!positive && exponent % UNIT !== 0) throw new OutOfReach('absolute value')
    const part = positive ? ofAtom(atom, exponent) : undefined
    const next = part
      ? over1(part)
      : raiseFraction(over1(ofAtom(absoluteAtom(ofAtom(atom), field))), exponent / UNIT, budget)
    result = multiplyFractions(result, next, budget)
  }
  return result
}

function absoluteAtom(p: Polynomial, field: Field): Atom {
  const f = over1(p)
  return field.kernel('abs', [f], () => ({
    ...plain('opaque', call('abs', restore(f)), true, true),
    period: 2 * UNIT,
    fold: times(p, p, field.budget),
  }))
}
