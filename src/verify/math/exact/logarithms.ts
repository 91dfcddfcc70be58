import { type Rational, rational } from '../rational.js'
import { call, whole } from './build.js'
import { euler, type Field, imaginary, isReal, ofAtom, pi, plain } from './field.js'
import {
  addFractions,
  type Fraction,
  multiplyFractions,
  ofWhole,
  over1,
  scaleFraction,
  subtractFractions,
} from './fraction.js'
import { factor } from './integers.js'
import { type Atom, content, NotDefined, type Polynomial, scale, single, UNIT, UNITY } from './polynomial.js'
import { restore } from './restore.js'

/** ln of the positive integer n > 1, as `factor` gives them. */
export const logOfInteger = (field: Field, n: bigint): Atom =>
  field.atom(`ln#${n}`, () => ({ ...plain('log', call('log', whole(n)), true, true), integer: n }))

export const logAtomOf = (atom: Atom, field: Field): Atom => logOfInteger(field, atom.integer ?? 2n)

function logOfPositive({ n, d }: Rational, field: Field): Fraction {
  let result = ofWhole(0)
  const { budget } = field
  const add = (p: bigint, k: number): void => {
    const part = scaleFraction(over1(ofAtom(logOfInteger(field, p))), rational(BigInt(k)), budget)
    result = addFractions(result, part, budget)
  }
  for (const [p, k] of factor(n, budget)) add(p, k)
  for (const [p, k] of factor(d, budget)) add(p, -k)
  return result
}

/**
 * ln of numbers in logarithms of primes; ln of products and quotients of real things as sums. That is right wherever
 * the whole is real, if ln u of a part is read as ln |u|.
 */
export function logarithm(f: Fraction, field: Field): Fraction {
  const { budget } = field
  if (f.top.size === 0) throw new NotDefined('ln 0')
  if (f.bottom !== UNITY && isReal(f))
    return subtractFractions(logOfPolynomial(f.top, field), logOfPolynomial(f.bottom, field), budget)
  return f.bottom === UNITY ? logOfPolynomial(f.top, field) : over1(ofAtom(logKernel(f, field)))
}

function logOfPolynomial(p: Polynomial, field: Field): Fraction {
  const { budget } = field
  const term = single(p)
  if (!term) {
    const number = content(p)
    const rest = over1(scale(p, rational(number.d, number.n), budget))
    return addFractions(logOfPositive(number, field), over1(ofAtom(logKernel(rest, field))), budget)
  }
  const { n, d } = term.coefficient
  if (n < 0n) {
    if (term.powers.length > 0) return over1(ofAtom(logKernel(over1(p), field)))
    const half = multiplyFractions(over1(ofAtom(imaginary(field))), over1(ofAtom(pi(field))), budget)
    return addFractions(logOfPositive(rational(-n, d), field), half, budget)
  }
  if (!term.powers.every(({ atom }) => atom.real)) return over1(ofAtom(logKernel(over1(p), field)))
  let result = logOfPositive(term.coefficient, field)
  for (const { atom, exponent } of term.powers) {
    const times = rational(BigInt(exponent), BigInt(UNIT))
    const one =
      atom === euler(field)
        ? ofWhole(1)
        : atom.kind === 'radical'
          ? logOfPositive(rational(atom.integer ?? 1n), field)
          : (atom.logarithm?.() ?? over1(ofAtom(logKernel(over1(ofAtom(atom)), field))))
    result = addFractions(result, scaleFraction(one, times, budget), budget)
  }
  return result
}

const logKernel = (f: Fraction, field: Field): Atom =>
  field.kernel('ln', [f], () => plain('opaque', call('log', restore(f)), false, isReal(f)))
