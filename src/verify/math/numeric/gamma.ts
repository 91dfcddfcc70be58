import { integer, magnitude, toNumber, UNDEFINED, UNKNOWN, type Work, widen } from './ball.js'
import * as complex from './complex.js'
import { add, type ComplexBall, divide, fromReal, multiply, subtract } from './complex.js'
import { pi } from './elementary.js'

const MOST_SHIFTS = 400

/** |B_2k| as fractions, by the tangent numbers: B_2k = 2k·T_k / (4^k(4^k - 1)). */
const bernoulli: { n: bigint; d: bigint }[] = []
function bernoulliUpTo(count: number): void {
  if (bernoulli.length >= count) return
  const t: bigint[] = [1n]
  for (let k = 1; k < count; k++) t.push((t[k - 1] as bigint) * BigInt(k))
  for (let k = 1; k < count; k++)
    for (let j = k; j < count; j++)
      t[j] = BigInt(j - k) * (t[j - 1] as bigint) + BigInt(j - k + 2) * (t[j] as bigint)
  bernoulli.length = 0
  t.forEach((tangent, at) => {
    const k = at + 1
    const four = 1n << BigInt(2 * k)
    bernoulli.push({ n: BigInt(2 * k) * tangent, d: four * (four - 1n) })
  })
}

/** n! for a whole number n >= 0. */
export function factorial(n: number, work: Work): ComplexBall {
  if (n > 2000) return gamma(fromReal(integer(n + 1)), work)
  let product = complex.ONE
  for (let k = 2; k <= n; k++) product = multiply(product, fromReal(integer(k)), work)
  return product
}

/** Γ(z) by Stirling's series after raising z far enough to the right, where its remainder is below the first term left out. */
export function gamma(z: ComplexBall, work: Work): ComplexBall {
  const at = toNumber(z.re)
  if (complex.isReal(z) && z.re.r === 0 && z.re.e >= 0) {
    if (z.re.m <= 0n) throw UNDEFINED
    if (at <= 2000) return factorial(at - 1, work)
  }
  const bits = work.bits + 24
  const finer = { bits, budget: work.budget }
  const need = Math.ceil(bits * 0.18) + 2
  if (at < -40) {
    // Γ(z) = π/(sin πz · Γ(1 - z)).
    const [, sine] = complex.cosSin(multiply(z, fromReal(pi(finer)), finer), finer)
    const other = gamma(subtract(complex.ONE, z, finer), work)
    return divide(fromReal(pi(finer)), multiply(sine, other, finer), work)
  }
  const shifts = Math.max(0, Math.ceil(need - at))
  if (!(shifts <= MOST_SHIFTS) || magnitude(z.re) > 40) throw UNKNOWN
  let product = complex.ONE
  let high = z
  for (let k = 0; k < shifts; k++) {
    product = multiply(product, high, finer)
    high = add(high, complex.ONE, finer)
  }
  const raised = complex.exp(stirling(high, finer), finer)
  return divide(raised, product, work)
}

/** ln Γ(z) for Re z large. */
function stirling(z: ComplexBall, work: Work): ComplexBall {
  const half = fromReal({ m: 1n, e: -1, r: 0 })
  const log2pi = complex.log(fromReal({ ...pi(work), e: pi(work).e + 1 }), work)
  let sum = subtract(multiply(subtract(z, half, work), complex.log(z, work), work), z, work)
  sum = add(sum, complex.scale(log2pi, -1), work)
  const inverse = divide(complex.ONE, z, work)
  const square = multiply(inverse, inverse, work)
  // |remainder| <= |term|·sec(arg z/2)^2k; within |arg z| < π/3 that is below (4/3)^k, which the last term's size allows for.
  if (!complex.isReal(z) && Math.abs(toNumber(z.im)) > 1.7 * toNumber(z.re)) throw UNKNOWN
  let power = inverse
  const count = Math.ceil(work.bits * 0.22) + 4
  for (let k = 1; k <= count; k++) {
    // Most arguments need few of them.
    if (k > bernoulli.length) bernoulliUpTo(Math.min(count, Math.max(32, 2 * bernoulli.length)))
    const b = bernoulli[k - 1] as { n: bigint; d: bigint }
    const factor = BigInt(2 * k * (2 * k - 1))
    const top = { m: k % 2 === 1 ? b.n : -b.n, e: 0, r: 0 }
    const term = multiply(divide(fromReal(top), fromReal({ m: b.d * factor, e: 0, r: 0 }), work), power, work)
    const size = complex.magnitude(term)
    if (size < -work.bits || k === count) {
      const rest = { m: 1n, e: Math.ceil(size + 1 + k * 0.42), r: 0 }
      const im = complex.isReal(z) ? sum.im : widen(sum.im, rest, work)
      return { re: widen(sum.re, rest, work), im }
    }
    sum = add(sum, term, work)
    power = multiply(power, square, work)
  }
  throw UNKNOWN
}
