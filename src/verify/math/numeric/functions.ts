import type { Expr, FunctionName } from '../node.js'
import { type Rational, rational } from '../rational.js'
import {
  add as addReal,
  type Ball,
  fromRational,
  hull,
  integer,
  isZero,
  magnitude,
  multiply as multiplyReal,
  negate as negateReal,
  signOf,
  sqrt as sqrtReal,
  subtract as subtractReal,
  UNDEFINED,
  UNKNOWN,
  type Work,
} from './ball.js'
import type { ComplexBall } from './complex.js'
import * as complex from './complex.js'
import { pi, tan } from './elementary.js'
import { type Evaluator, exactRational, floorOfBall } from './evaluator.js'
import { factorial, gamma } from './gamma.js'

type Unary = (z: ComplexBall, work: Work) => ComplexBall

const one = (z: ComplexBall, work: Work): ComplexBall => complex.divide(complex.ONE, z, work)
const tangent: Unary = (z, work) => {
  if (complex.isReal(z)) return complex.fromReal(tan(z.re, work))
  const [c, s] = complex.cosSin(z, work)
  return complex.divide(s, c, work)
}
const hyperbolicTangent: Unary = (z, work) => {
  // By e^-2|x|, so that large arguments neither overflow nor lose digits.
  if (complex.isReal(z) && Math.abs(Number(z.re.m)) * 2 ** z.re.e > 1) {
    if (z.re.m < 0n) return complex.negate(hyperbolicTangent(complex.negate(z), work))
    const small = complex.exp(complex.scale(complex.negate(z), 1), work)
    return complex.divide(
      complex.subtract(complex.ONE, small, work),
      complex.add(complex.ONE, small, work),
      work,
    )
  }
  const [c, s] = complex.coshSinh(z, work)
  return complex.divide(s, c, work)
}

/** Functions of one argument. */
const UNARY: Partial<Record<FunctionName, Unary>> = {
  sin: (z, work) => complex.cosSin(z, work)[1],
  cos: (z, work) => complex.cosSin(z, work)[0],
  tan: tangent,
  cot: (z, work) => {
    const [c, s] = complex.cosSin(z, work)
    return complex.divide(c, s, work)
  },
  sec: (z, work) => one(complex.cosSin(z, work)[0], work),
  csc: (z, work) => one(complex.cosSin(z, work)[1], work),
  asin: complex.asin,
  acos: complex.acos,
  atan: complex.atan,
  // The branch of school books: values in (0, π).
  acot: (z, work) =>
    complex.subtract(complex.fromReal({ ...pi(work), e: pi(work).e - 1 }), complex.atan(z, work), work),
  asec: (z, work) => complex.acos(one(z, work), work),
  acsc: (z, work) => complex.asin(one(z, work), work),
  sinh: (z, work) => complex.coshSinh(z, work)[1],
  cosh: (z, work) => complex.coshSinh(z, work)[0],
  tanh: hyperbolicTangent,
  coth: (z, work) => one(hyperbolicTangent(z, work), work),
  sech: (z, work) => one(complex.coshSinh(z, work)[0], work),
  csch: (z, work) => one(complex.coshSinh(z, work)[1], work),
  asinh: complex.asinh,
  acosh: complex.acosh,
  atanh: complex.atanh,
  exp: complex.exp,
  abs: (z, work) => complex.fromReal(complex.abs(z, work)),
  norm: (z, work) => complex.fromReal(complex.abs(z, work)),
  sign: (z, work) => {
    if (!complex.isReal(z)) return complex.divide(z, complex.fromReal(complex.abs(z, work)), work)
    const sign = signOf(z.re)
    if (sign === undefined) throw UNKNOWN
    return complex.fromReal(integer(sign))
  },
  factorial: (z, work) => gamma(complex.add(z, complex.ONE, work), work),
  doubleFactorial: (z, work) => {
    const n = Number(whole(z, 2000))
    let product = complex.ONE
    for (let k = n; k > 1; k -= 2) product = complex.multiply(product, complex.fromReal(integer(k)), work)
    return product
  },
  gamma,
  re: (z) => complex.fromReal(z.re),
  im: (z) => complex.fromReal(z.im),
  conj: complex.conjugate,
  arg: (z, work) => complex.fromReal(complex.arg(z, work)),
  degree: (z, work) =>
    complex.divide(
      complex.multiply(z, complex.fromReal(pi(work)), work),
      complex.fromReal(integer(180)),
      work,
    ),
}

const HYPERBOLIC: ReadonlySet<FunctionName> = new Set(['sinh', 'cosh', 'tanh', 'coth', 'sech', 'csch'])

/** Functions whose value at a number next to 0 is that at 0, or that number, but for its square. */
const SMOOTH_AT_0: ReadonlySet<FunctionName> = new Set<FunctionName>([
  'sin',
  'cos',
  'tan',
  'cot',
  'sec',
  'csc',
  'asin',
  'acos',
  'atan',
  'acot',
  'exp',
  'asinh',
  'atanh',
  ...HYPERBOLIC,
])

/** The whole number in [0, most] that a value is. @throws UNKNOWN if it is none. */
function whole(z: ComplexBall, most: number): bigint {
  const value = complex.isReal(z) ? exactRational(z.re) : undefined
  if (value?.d !== 1n || value.n < 0n || value.n > BigInt(most)) throw UNKNOWN
  return value.n
}

export function call(
  name: FunctionName,
  args: readonly Expr[],
  evaluator: Evaluator,
  depth: number,
): ComplexBall {
  const { work } = evaluator
  const first = args[0]
  if (!first) throw UNKNOWN
  if (first.kind === 'matrix') return ofMatrix(name, first.rows, evaluator, depth)
  const unary = UNARY[name]
  if (unary && args.length === 1) {
    const z = evaluator.value(first, depth)
    // e^-2|x| is below the last bit: what cosh x has beside e^x/2 can't be seen.
    if (HYPERBOLIC.has(name) && magnitude(z.re) > Math.log2(work.bits * 0.3)) evaluator.absorb()
    // Nor what cos x has beside 1 where x² is.
    if (!complex.isZero(z) && complex.magnitude(z) < -work.bits / 2 && SMOOTH_AT_0.has(name))
      evaluator.absorb()
    return unary(z, work)
  }
  switch (name) {
    case 'log': {
      const value = complex.log(evaluator.value(first, depth), work)
      if (!args[1]) return value
      return complex.divide(value, complex.log(evaluator.value(args[1], depth), work), work)
    }
    case 'floor':
    case 'ceil':
    case 'round':
      return rounded(name, first, evaluator, depth)
    case 'max':
    case 'min':
      return complex.fromReal(
        args.map((arg) => real(evaluator.value(arg, depth))).reduce((a, b) => extreme(name, a, b, work)),
      )
    case 'gcd':
    case 'lcm':
    case 'mod':
      return ofIntegers(name, args, evaluator, depth)
    case 'binomial':
    case 'permutations': {
      if (!args[1]) throw UNKNOWN
      return choose(name, evaluator.value(first, depth), evaluator.value(args[1], depth), work)
    }
    default:
      throw UNKNOWN
  }
}

function real(z: ComplexBall): Ball {
  if (!complex.isReal(z)) throw UNKNOWN
  return z.re
}

function extreme(name: 'max' | 'min', a: Ball, b: Ball, work: Work): Ball {
  const sign = signOf(subtractReal(a, b, work))
  if (sign === undefined) return hull(a, b, work)
  return (name === 'max') === sign > 0 ? a : b
}

function rounded(
  name: 'floor' | 'ceil' | 'round',
  arg: Expr,
  evaluator: Evaluator,
  depth: number,
): ComplexBall {
  const { work } = evaluator
  const exact = evaluator.rational(arg, depth)
  const half = rational(1n, 2n)
  if (exact) {
    const floor = ({ n, d }: Rational): bigint => (n >= 0n || n % d === 0n ? n / d : n / d - 1n)
    if (name === 'ceil') return complex.fromReal(integer(-floor({ n: -exact.n, d: exact.d })))
    return complex.fromReal(
      integer(floor(name === 'floor' ? exact : { n: 2n * exact.n + exact.d, d: 2n * exact.d })),
    )
  }
  const x = real(evaluator.value(arg, depth))
  if (name === 'ceil') return complex.negate(complex.fromReal(floorOfBall(negateReal(x))))
  return complex.fromReal(floorOfBall(name === 'floor' ? x : addReal(x, fromRational(half, work), work)))
}

function ofIntegers(
  name: 'gcd' | 'lcm' | 'mod',
  args: readonly Expr[],
  evaluator: Evaluator,
  depth: number,
): ComplexBall {
  const { work } = evaluator
  const exact = args.map(
    (arg) => evaluator.rational(arg, depth) ?? exactRational(real(evaluator.value(arg, depth))),
  )
  const [a, b] = exact
  if (name === 'mod') {
    if (!args[0] || !args[1]) throw UNKNOWN
    if (a && b) {
      if (b.n === 0n) throw UNDEFINED
      const [x, n] = [a.n * b.d, b.n * a.d]
      return complex.fromReal(fromRational(rational(((x % n) + n) % n, a.d * b.d), work))
    }
    const [x, n] = [real(evaluator.value(args[0], depth)), real(evaluator.value(args[1], depth))]
    const quotient = floorOfBall(complex.divide(complex.fromReal(x), complex.fromReal(n), work).re)
    return complex.fromReal(subtractReal(x, multiplyReal(n, quotient, work), work))
  }
  let result = 0n
  exact.forEach((value, at) => {
    if (value?.d !== 1n) throw UNKNOWN
    const n = value.n < 0n ? -value.n : value.n
    if (n > 1n << 4096n) throw UNKNOWN
    work.budget.spend(4 + (n > 1n << 64n ? 200 : 0))
    if (at === 0) result = n
    else if (name === 'gcd') result = gcd(result, n)
    else result = result === 0n || n === 0n ? 0n : (result / gcd(result, n)) * n
  })
  return complex.fromReal(integer(result))
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

/** C(n, k) or n!/(n-k)!: by the falling product for a whole k, else by Γ. */
function choose(name: 'binomial' | 'permutations', n: ComplexBall, k: ComplexBall, work: Work): ComplexBall {
  const exact = complex.isReal(k) ? exactRational(k.re) : undefined
  if (exact?.d === 1n && exact.n <= 1000n) {
    if (exact.n < 0n) return complex.ZERO
    const count = Number(exact.n)
    let product = complex.ONE
    for (let j = 0; j < count; j++)
      product = complex.multiply(product, complex.subtract(n, complex.fromReal(integer(j)), work), work)
    return name === 'binomial' ? complex.divide(product, factorial(count, work), work) : product
  }
  const up = (z: ComplexBall): ComplexBall => gamma(complex.add(z, complex.ONE, work), work)
  const falling = complex.divide(up(n), up(complex.subtract(n, k, work)), work)
  return name === 'binomial' ? complex.divide(falling, up(k), work) : falling
}

function ofMatrix(
  name: FunctionName,
  rows: readonly (readonly Expr[])[],
  evaluator: Evaluator,
  depth: number,
): ComplexBall {
  const { work } = evaluator
  if (rows.length > 12 || (rows[0]?.length ?? 0) > 12) throw UNKNOWN
  const values = rows.map((row) => row.map((entry) => evaluator.value(entry, depth)))
  const square = values.every((row) => row.length === values.length)
  if (name === 'det' && square) return determinant(values, work)
  if (name === 'trace' && square)
    return values.reduce((sum, row, at) => complex.add(sum, row[at] as ComplexBall, work), complex.ZERO)
  if (name === 'norm') {
    let sum = integer(0)
    for (const z of values.flat()) {
      const size = complex.abs(z, work)
      sum = addReal(sum, multiplyReal(size, size, work), work)
    }
    return complex.fromReal(isZero(sum) ? sum : sqrtReal(sum, work))
  }
  throw UNKNOWN
}

/** Bareiss' elimination, which stays with whole numbers; the pivot is the largest entry of the first column. */
function determinant(rows: ComplexBall[][], work: Work): ComplexBall {
  const size = (row: ComplexBall[]): number => complex.magnitude(row[0] as ComplexBall)
  const times = (a: ComplexBall, b: ComplexBall): ComplexBall => complex.multiply(a, b, work)
  let left = rows
  let before = complex.ONE
  let odd = false
  for (;;) {
    const at = left.reduce((best, row, k) => (size(row) > size(left[best] as ComplexBall[]) ? k : best), 0)
    const pivotRow = left[at] as ComplexBall[]
    const pivot = pivotRow[0] as ComplexBall
    if (at % 2 === 1) odd = !odd
    if (left.length === 1) return odd ? complex.negate(pivot) : pivot
    if (complex.isZero(pivot)) return complex.ZERO
    const divisor = before
    left = left
      .filter((_, k) => k !== at)
      .map((row) =>
        row.slice(1).map((z, k) => {
          const cross = times(row[0] as ComplexBall, pivotRow[k + 1] as ComplexBall)
          return complex.divide(complex.subtract(times(z, pivot), cross, work), divisor, work)
        }),
      )
    before = pivot
  }
}
