import type { FunctionName } from '../node.js'
import { gcd, type Rational, rational } from '../rational.js'
import { absolute } from './absolute.js'
import { angleOf, cosine, degrees, sine } from './angles.js'
import { call } from './build.js'
import { boundsOf, signOf } from './estimate.js'
import { euler, everyAtom, type Field, imaginary, isReal, leadingSign, ofAtom, pi, plain } from './field.js'
import {
  addFractions,
  divideFractions,
  type Fraction,
  inverse,
  multiplyFractions,
  negateFraction,
  ofRational,
  ofWhole,
  over1,
  scaleFraction,
  subtractFractions,
  valueOf,
} from './fraction.js'
import { abs, fallingProduct, floor, lcm } from './integers.js'
import { logarithm } from './logarithms.js'
import { type Atom, NotDefined, OutOfReach, type Polynomial, scale, UNIT, UNITY } from './polynomial.js'
import { power } from './powers.js'
import { rationalPowerOf } from './radicals.js'
import { restore } from './restore.js'

const HALF = rational(1n, 2n)

/** A function that no rule reaches: an atom of its own. */
export function opaque(name: FunctionName, args: readonly Fraction[], real: boolean, field: Field): Fraction {
  return over1(
    ofAtom(field.kernel(name, args, () => plain('opaque', call(name, ...args.map(restore)), false, real))),
  )
}

const odd = (name: FunctionName, f: Fraction, field: Field): Fraction => {
  if (f.top.size === 0) return f
  const flip = leadingSign(f) < 0
  const value = opaque(name, [flip ? negateFraction(f, field.budget) : f], isReal(f), field)
  return flip ? negateFraction(value, field.budget) : value
}

const exp = (f: Fraction, field: Field): Fraction => power(over1(ofAtom(euler(field))), f, field)

/** Real and imaginary part, where only i is not real. */
function parts(f: Fraction, field: Field): [Fraction, Fraction] | undefined {
  const { budget } = field
  const i = imaginary(field)
  if (!everyAtom(f, (atom) => atom.real || atom === i)) return undefined
  const conjugated = { top: conjugate(f.top, i), bottom: conjugate(f.bottom, i) }
  const re = scaleFraction(addFractions(f, conjugated, budget), HALF, budget)
  const twice = subtractFractions(f, conjugated, budget)
  const im = scaleFraction(divideFractions(twice, over1(ofAtom(i)), budget), HALF, budget)
  return [re, im]
}

function conjugate(p: Polynomial, i: Atom): Polynomial {
  if (p === UNITY) return p
  return new Map(
    [...p].map(([key, { powers, coefficient }]) => {
      const flip = powers.some(({ atom }) => atom === i)
      return [key, { powers, coefficient: flip ? rational(-coefficient.n, coefficient.d) : coefficient }]
    }),
  )
}

function complexSize(f: Fraction, field: Field): Fraction {
  const split = parts(f, field)
  if (!split) return opaque('abs', [f], true, field)
  const { budget } = field
  const squares = split.map((part) => multiplyFractions(part, part, budget)) as [Fraction, Fraction]
  return rationalPowerOf(addFractions(squares[0], squares[1], budget), HALF, field)
}

function complexPart(name: 're' | 'im' | 'conj', f: Fraction, field: Field): Fraction {
  const split = parts(f, field)
  if (!split) return opaque(name, [f], name !== 'conj', field)
  if (name === 're') return split[0]
  if (name === 'im') return split[1]
  const up = multiplyFractions(over1(ofAtom(imaginary(field))), split[1], field.budget)
  return subtractFractions(split[0], up, field.budget)
}

function argument(f: Fraction, field: Field): Fraction {
  const split = parts(f, field)
  if (!split) return opaque('arg', [f], true, field)
  const { budget } = field
  const [re, im] = split
  const half = (n: bigint): Fraction => scaleFraction(over1(ofAtom(pi(field))), rational(n, 2n), budget)
  const [x, y] = [re.top.size === 0 ? 0 : signOf(re), im.top.size === 0 ? 0 : signOf(im)]
  if (x === undefined || y === undefined) return opaque('arg', [f], true, field)
  if (x === 0 && y === 0) throw new NotDefined('arg 0')
  if (y === 0) return x > 0 ? ofWhole(0) : half(2n)
  if (x === 0) return half(BigInt(y))
  const slope = inverseTangent(divideFractions(im, re, budget), field)
  return x > 0 ? slope : addFractions(slope, half(y > 0 ? 2n : -2n), budget)
}

function inverseTangent(f: Fraction, field: Field): Fraction {
  if (signOf(f) === -1)
    return negateFraction(inverseTangent(negateFraction(f, field.budget), field), field.budget)
  return angleOf('atan', f, field) ?? odd('atan', f, field)
}

function inverseSine(f: Fraction, field: Field): Fraction {
  if (signOf(f) === -1)
    return negateFraction(inverseSine(negateFraction(f, field.budget), field), field.budget)
  return angleOf('asin', f, field) ?? odd('asin', f, field)
}

const complement = (f: Fraction, field: Field): Fraction =>
  subtractFractions(scaleFraction(over1(ofAtom(pi(field))), HALF, field.budget), f, field.budget)

/** n! with whole steps taken off a symbolic argument: (n+2)! = n!·(n+1)(n+2). */
function factorial(f: Fraction, field: Field): Fraction {
  const { budget } = field
  const r = valueOf(f)
  if (r) return factorialOf(r, field)
  const shift = f.bottom === UNITY ? f.top.get('')?.coefficient : undefined
  if (!shift || shift.d !== 1n || abs(shift.n) > 20n) return opaque('factorial', [f], isReal(f), field)
  const rest = subtractFractions(f, ofRational(shift), budget)
  let result = opaque('factorial', [rest], isReal(f), field)
  for (let k = 1n; k <= shift.n; k++)
    result = multiplyFractions(result, addFractions(rest, ofWhole(k), budget), budget)
  for (let k = 0n; k > shift.n; k--)
    result = divideFractions(result, addFractions(rest, ofWhole(k), budget), budget)
  return result
}

function factorialOf(r: Rational, field: Field): Fraction {
  if (r.d === 1n) {
    if (r.n < 0n) throw new NotDefined('factorial of a negative number')
    if (r.n > 1000n) throw new OutOfReach('factorial')
    return ofWhole(fallingProduct(r.n, Number(r.n), 1n, field.budget))
  }
  if (r.d !== 2n || abs(r.n) > 200n) throw new OutOfReach('factorial')
  // Γ(1/2) = √π, Γ(x+1) = x·Γ(x): (-1/2)! = √π.
  let value = rational(1n)
  for (let n = 1n; n <= r.n; n += 2n) value = field.budget.bounded(rational(value.n * n, value.d * 2n))
  for (let n = -1n; n > r.n; n -= 2n) value = field.budget.bounded(rational(value.n * 2n, value.d * n))
  return over1(scale(ofAtom(pi(field), UNIT / 2), value, field.budget))
}

function falling(n: Fraction, k: Fraction, binomial: boolean, field: Field): Fraction {
  const { budget } = field
  const [a, b] = [valueOf(n), valueOf(k)]
  if (b?.d === 1n) {
    if (b.n < 0n) return ofWhole(0)
    let count = b.n
    if (binomial && a?.d === 1n && a.n >= 0n && b.n <= a.n && a.n - b.n < count) count = a.n - b.n
    if (count > (a ? 1000n : 30n)) throw new OutOfReach('binomial')
    const below = binomial ? ofWhole(fallingProduct(count, Number(count), 1n, budget)) : ofWhole(1)
    if (a?.d === 1n)
      return divideFractions(ofWhole(fallingProduct(a.n, Number(count), 1n, budget)), below, budget)
    let top = ofWhole(1)
    for (let i = 0n; i < count; i++)
      top = multiplyFractions(top, subtractFractions(n, ofWhole(i), budget), budget)
    return divideFractions(top, below, budget)
  }
  const left = factorial(subtractFractions(n, k, budget), field)
  const below = binomial ? multiplyFractions(factorial(k, field), left, budget) : left
  return divideFractions(factorial(n, field), below, budget)
}

function rounded(name: 'floor' | 'ceil' | 'round', f: Fraction, field: Field): Fraction {
  const r = valueOf(f)
  const at = (x: Rational): bigint =>
    name === 'floor'
      ? floor(x)
      : name === 'ceil'
        ? -floor(rational(-x.n, x.d))
        : x.n < 0n
          ? -floor(rational(-2n * x.n + x.d, 2n * x.d))
          : floor(rational(2n * x.n + x.d, 2n * x.d))
  if (r) return ofWhole(at(r))
  const bounds = boundsOf(f)
  if (!bounds || Math.abs(bounds[0]) > 1e9) return opaque(name, [f], true, field)
  const [low, high] =
    name === 'floor'
      ? bounds.map(Math.floor)
      : name === 'ceil'
        ? bounds.map(Math.ceil)
        : bounds.map(Math.round)
  return low === high && low !== undefined ? ofWhole(low) : opaque(name, [f], true, field)
}

function extreme(name: 'min' | 'max', args: readonly Fraction[], field: Field): Fraction {
  let best = args[0]
  for (const arg of args.slice(1)) {
    if (!best) break
    const gap = subtractFractions(arg, best, field.budget)
    const sign = gap.top.size === 0 ? 0 : signOf(gap)
    if (sign === undefined) return opaque(name, args, true, field)
    if (name === 'max' ? sign > 0 : sign < 0) best = arg
  }
  if (!best) throw new OutOfReach('empty')
  return best
}

function ofIntegers(name: 'gcd' | 'lcm' | 'mod', args: readonly Fraction[], field: Field): Fraction {
  const values = args.map(valueOf)
  if (name === 'mod') {
    const [a, n] = values
    if (!a || !n) return opaque(name, args, true, field)
    if (n.n === 0n) throw new NotDefined('mod 0')
    const times = floor(rational(a.n * n.d, a.d * n.n))
    return ofRational(rational(a.n * n.d - times * n.n * a.d, a.d * n.d))
  }
  if (!values.every((value) => value?.d === 1n)) return opaque(name, args, true, field)
  const numbers = values.map((value) => abs(value?.n ?? 0n))
  const join = name === 'gcd' ? gcd : lcm
  return ofRational(
    numbers.map((n) => rational(n)).reduce((a, b) => field.budget.bounded(rational(join(a.n, b.n)))),
  )
}

function hyperbolic(f: Fraction, field: Field): [sinh: Fraction, cosh: Fraction] {
  const { budget } = field
  const up = exp(f, field)
  const down = exp(negateFraction(f, budget), field)
  return [
    scaleFraction(subtractFractions(up, down, budget), HALF, budget),
    scaleFraction(addFractions(up, down, budget), HALF, budget),
  ]
}

/** The value of a function of values in normal form. */
export function applyFunction(name: FunctionName, args: readonly Fraction[], field: Field): Fraction {
  const { budget } = field
  const f = args[0]
  if (!f) throw new OutOfReach('no argument')
  const second = args[1]
  const ratio = (a: Fraction, b: Fraction): Fraction => divideFractions(a, b, budget)
  switch (name) {
    case 'sin':
      return sine(f, field)
    case 'cos':
      return cosine(f, field)
    case 'tan':
      return ratio(sine(f, field), cosine(f, field))
    case 'cot':
      return ratio(cosine(f, field), sine(f, field))
    case 'sec':
      return inverse(cosine(f, field), budget)
    case 'csc':
      return inverse(sine(f, field), budget)
    case 'asin':
      return inverseSine(f, field)
    case 'acos':
      return complement(inverseSine(f, field), field)
    case 'atan':
      return inverseTangent(f, field)
    case 'asec':
      return complement(inverseSine(inverse(f, budget), field), field)
    case 'acsc':
      return inverseSine(inverse(f, budget), field)
    case 'sinh':
      return hyperbolic(f, field)[0]
    case 'cosh':
      return hyperbolic(f, field)[1]
    case 'tanh': {
      const [s, c] = hyperbolic(f, field)
      return ratio(s, c)
    }
    case 'coth': {
      const [s, c] = hyperbolic(f, field)
      return ratio(c, s)
    }
    case 'sech':
      return inverse(hyperbolic(f, field)[1], budget)
    case 'csch':
      return inverse(hyperbolic(f, field)[0], budget)
    case 'asinh':
    case 'atanh':
      return odd(name, f, field)
    case 'exp':
      return exp(f, field)
    case 'log':
      return second ? ratio(logarithm(f, field), logarithm(second, field)) : logarithm(f, field)
    case 'abs':
      return isReal(f) ? absolute(f, field) : complexSize(f, field)
    case 'sign': {
      const sign = f.top.size === 0 ? 0 : isReal(f) ? signOf(f) : undefined
      return sign === undefined ? opaque(name, args, true, field) : ofWhole(sign)
    }
    case 'floor':
    case 'ceil':
    case 'round':
      return rounded(name, f, field)
    case 'min':
    case 'max':
      return extreme(name, args, field)
    case 'gcd':
    case 'lcm':
    case 'mod':
      return ofIntegers(name, args, field)
    case 'factorial':
      return factorial(f, field)
    case 'gamma': {
      const value = valueOf(f)
      if (value?.d === 1n && value.n <= 0n) throw new NotDefined('gamma')
      return factorial(subtractFractions(f, ofWhole(1), budget), field)
    }
    case 'doubleFactorial': {
      const n = valueOf(f)
      if (!n) return opaque(name, args, true, field)
      if (n.d !== 1n || n.n < -1n || n.n > 2000n) throw new OutOfReach(name)
      return ofWhole(fallingProduct(n.n, Number((n.n + 1n) / 2n), 2n, budget))
    }
    case 'binomial':
    case 'permutations':
      if (!second) throw new OutOfReach(name)
      return falling(f, second, name === 'binomial', field)
    case 're':
    case 'im':
    case 'conj':
      return complexPart(name, f, field)
    case 'arg':
      return argument(f, field)
    case 'degree':
      return degrees(f, field)
    case 'norm':
      return isReal(f) ? absolute(f, field) : complexSize(f, field)
    default:
      return opaque(name, args, isReal(f), field)
  }
}
