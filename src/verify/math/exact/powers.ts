import { ONE, type Rational, rational } from '../rational.js'
import { turn } from './angles.js'
import { power as powerExpr } from './build.js'
import { euler, everyAtom, type Field, isReal, nameOf, ofAtom, radical } from './field.js'
import {
  type Fraction,
  fraction,
  multiplyFractions,
  ofRational,
  ofWhole,
  over1,
  raiseFraction,
  valueOf,
} from './fraction.js'
import { factor } from './integers.js'
import { logAtomOf, logarithm } from './logarithms.js'
import {
  type Atom,
  content,
  keyOf,
  monomial,
  NotDefined,
  OutOfReach,
  scale,
  single,
  times,
  UNIT,
  UNITY,
} from './polynomial.js'
import { rationalPowerOf } from './radicals.js'
import { restore } from './restore.js'
/** base^exponent. Real meaning first: an odd root of a negative real number is real. */
export function power(base: Fraction, exponent: Fraction, field: Field): Fraction {
  const r = valueOf(exponent)
  if (!r) return symbolicPower(base, exponent, field)
  if (r.d === 1n) {
    if (base.top.size === 0) {
      if (r.n <= 0n) throw new NotDefined('0^0')
      return base
    }
    return raiseFraction(base, Number(r.n), field.budget)
  }
  return rationalPowerOf(base, r, field)
}

/** base^exponent with variables or irrational numbers in the exponent: a^(Σ c·m) = Π (a^m)^c. */
function symbolicPower(base: Fraction, exponent: Fraction, field: Field): Fraction {
  const { budget } = field
  const value = valueOf(base)
  if (value?.n === 0n) throw new OutOfReach('0^x')
  if (value?.n === 1n && value.d === 1n) return base
  let result = ofRational(ONE)
  for (const { powers, coefficient } of exponent.top.values()) {
    const m = fraction(new Map([[keyOf(powers), { powers, coefficient: ONE }]]), exponent.bottom, budget)
    result = multiplyFractions(result, oneExponent(base, coefficient, m, field), budget)
  }
  return result
}

/** base^(c·m), m one term with coefficient 1 (over a common bottom). */
function oneExponent(base: Fraction, c: Rational, m: Fraction, field: Field): Fraction {
  const { budget } = field
  if (valueOf(m)) return power(base, ofRational(c), field)
  const parts: [Atom | undefined, Fraction, Rational][] = []
  let rest = base
  const term = base.bottom === UNITY ? single(base.top) : undefined
  if (!term) {
    // A positive number comes out of any power.
    const number = content(base.top)
    rest = { top: scale(base.top, rational(number.d, number.n), budget), bottom: base.bottom }
    parts.push([undefined, rest, ONE], ...primes(number, field))
  } else {
    const { n, d } = term.coefficient
    if (n < 0n) parts.push([undefined, ofWhole(-1), ONE])
    parts.push(...primes(rational(n < 0n ? -n : n, d), field))
    for (const { atom, exponent } of term.powers)
      parts.push([atom, over1(ofAtom(atom)), rational(BigInt(exponent), BigInt(UNIT))])
  }
  let result = ofRational(ONE)
  for (const [atom, f, e] of parts) {
    const together = rational(c.n * e.n, c.d * e.d)
    const known = atom && knownPower(atom, together, m, field)
    result = multiplyFractions(result, known ?? opaquePower(atom, f, together, m, field), budget)
  }
  return result
}

const primes = (c: Rational, field: Field): [Atom, Fraction, Rational][] =>
  [...factor(c.n, field.budget), ...factor(c.d, field.budget).map(([p, k]): [bigint, number] => [p, -k])].map(
    ([p, k]) => [radical(field, p), ofRational(rational(p)), rational(BigInt(k))],
  )

/** e^(c·iπ), and p^(c·ln q/ln p) = q^c. */
function knownPower(atom: Atom, c: Rational, m: Fraction, field: Field): Fraction | undefined {
  if (m.bottom !== UNITY) return undefined
  const term = single(m.top)
  if (!term) return undefined
  if (atom === euler(field) && term.powers.length === 2) {
    const kinds = term.powers.map((power) => (power.exponent === UNIT ? power.atom.kind : ''))
    if (kinds.includes('i') && kinds.includes('pi')) return turn(c, field)
  }
  const exponent =
    atom.kind === 'radical' ? times(m.top, ofAtom(logAtomOf(atom, field)), field.budget) : m.top
  if (atom.kind !== 'radical' && atom !== euler(field)) return undefined
  const log = single(exponent)
  const [only] = log?.powers ?? []
  if (!log || log.powers.length !== 1 || !only || only.atom.kind !== 'log' || only.exponent !== UNIT)
    return undefined
  const q = ofRational(rational(only.atom.integer ?? 1n))
  return power(q, ofRational(c), field)
}

function opaquePower(
  atom: Atom | undefined,
  base: Fraction,
  c: Rational,
  m: Fraction,
  field: Field,
): Fraction {
  const scaled = Number(c.n) * UNIT
  if (!Number.isSafeInteger(scaled) || scaled % Number(c.d) !== 0) throw new OutOfReach('exponent')
  const positive = atom?.positive === true && isReal(m)
  const kernel = field.kernel(`pow${nameOf(base)}`, [m], () => ({
    kind: 'opaque',
    expr: powerExpr(restore(base), restore(m)),
    positive,
    real: positive || (everyAtom(base, (a) => a.real) && isReal(m)),
    ...(positive && { logarithm: () => multiplyFractions(m, logarithm(base, field), field.budget) }),
  }))
  return over1(monomial([{ atom: kernel, exponent: scaled / Number(c.d) }], ONE, field.budget))
}
