import type { Rational } from '../rational.js'
import type { Fraction } from './fraction.js'
import { type Atom, type Polynomial, UNIT } from './polynomial.js'

const SHIFT = 1n << 1000n

function toDouble({ n, d }: Rational): number {
  const [x, y] = [Number(n), Number(d)]
  if (Number.isFinite(x) && Number.isFinite(y)) return x / y
  return Number((n * SHIFT) / d / (SHIFT >> 52n)) / 2 ** 52
}

function atomValue(atom: Atom): number {
  if (atom.kind === 'pi') return Math.PI
  if (atom.kind === 'e') return Math.E
  if (atom.kind === 'radical') return Number(atom.integer)
  if (atom.kind === 'log') return Math.log(Number(atom.integer))
  return Number.NaN
}

/** Value and a bound of its error, in doubles; NaN where an atom is not a known positive number. */
function approximate(p: Polynomial): { value: number; error: number } {
  let value = 0
  let size = 0
  for (const { powers, coefficient } of p.values()) {
    let term = toDouble(coefficient)
    for (const { atom, exponent } of powers) term *= atomValue(atom) ** (exponent / UNIT)
    value += term
    size += Math.abs(term)
  }
  // Far above what doubles lose in sums of at most some hundred terms of a few factors.
  return { value, error: size * 1e-11 }
}

/** The sign of a real constant other than zero, if doubles settle it. */
export function signOf(f: Fraction): 1 | -1 | undefined {
  const top = approximate(f.top)
  const bottom = approximate(f.bottom)
  if (!(Math.abs(top.value) > top.error && Math.abs(bottom.value) > bottom.error)) return undefined
  if (!Number.isFinite(top.value) || !Number.isFinite(bottom.value)) return undefined
  return top.value > 0 === bottom.value > 0 ? 1 : -1
}

/** Bounds of a real constant, if doubles settle more than its sign. */
export function boundsOf(f: Fraction): [number, number] | undefined {
  if (signOf(f) === undefined) return undefined
  const top = approximate(f.top)
  const bottom = approximate(f.bottom)
  const value = top.value / bottom.value
  const error =
    Math.abs(value) * 2 * (top.error / Math.abs(top.value) + bottom.error / Math.abs(bottom.value))
  return Number.isFinite(value) && error < 0.25 ? [value - error, value + error] : undefined
}
