import { integer, MAX_BITS, UNKNOWN, type Work, widen } from './ball.js'
import type { ComplexBall } from './complex.js'
import * as complex from './complex.js'
import type { Body } from './evaluator.js'

const MOST_TERMS = 5000
const DIRECT_TERMS = 160
const LEVIN_TERMS = 52
/** Agreement (bits) that two estimates must show: 20 digits. */
const SETTLED = 67

/** f(first) ∘ ... ∘ f(last), ∘ being + or ·. Empty ones are 0 and 1. */
export function finite(op: 'sum' | 'product', f: Body, first: bigint, last: bigint, work: Work): ComplexBall {
  if (last - first > BigInt(MOST_TERMS)) throw UNKNOWN
  let total = op === 'sum' ? complex.ZERO : complex.ONE
  for (let k = first; k <= last; k++) {
    const value = f(complex.fromReal(integer(k)), work)
    total = op === 'sum' ? complex.add(total, value, work) : complex.multiply(total, value, work)
  }
  return total
}

/**
 * Σ f(k) for k >= first. Quick series are summed until what is left is below a geometric bound; slow ones by Levin's
 * u-transform, whose two last estimates must agree. Either radius is an estimate: no finite number of terms proves a sum.
 * @throws UNKNOWN for series that diverge or do not settle
 */
export function infiniteSum(f: Body, first: bigint, outer: Work): ComplexBall {
  const work = { bits: Math.min(MAX_BITS, 400), budget: outer.budget }
  const terms: ComplexBall[] = []
  let sum = complex.ZERO
  const sums: ComplexBall[] = []
  for (let k = 0; k < DIRECT_TERMS; k++) {
    const term = f(complex.fromReal(integer(first + BigInt(k))), work)
    sum = complex.add(sum, term, work)
    terms.push(term)
    sums.push(sum)
    const rest = tail(terms)
    if (rest !== undefined && rest < complex.magnitude(sum) - 140) return around(sum, rest, work)
    // A slow series is not worth all these terms.
    if (k === LEVIN_TERMS + 1 && (rest === undefined || ratio(terms) > -0.6)) break
  }
  return levin(terms, sums, work)
}

/** log2 of the ratio of late terms, per term. */
function ratio(terms: readonly ComplexBall[]): number {
  const last = complex.magnitude(terms.at(-1) as ComplexBall)
  return (last - complex.magnitude(terms.at(-9) as ComplexBall)) / 8
}

/** log2 of a bound on what follows if terms go on shrinking as the last eight did; undefined if they don't shrink. */
function tail(terms: readonly ComplexBall[]): number | undefined {
  if (terms.length < 10) return undefined
  const recent = terms.slice(-9).map(complex.magnitude)
  const last = Math.max(recent[8] as number, recent[7] as number)
  if (last === Number.NEGATIVE_INFINITY) return undefined
  const shrink = (last - Math.max(recent[0] as number, recent[1] as number)) / 7
  if (!(shrink < -0.1)) return undefined
  return last - Math.log2(1 - 2 ** shrink) + 4
}

const around = (z: ComplexBall, log: number, work: Work): ComplexBall => {
  const by = { m: 1n, e: Math.ceil(log), r: 0 }
  return { re: widen(z.re, by, work), im: complex.isReal(z) ? z.im : widen(z.im, by, work) }
}

/** Levin's u-transform with β = 1 (Levin 1973). */
function levin(terms: readonly ComplexBall[], sums: readonly ComplexBall[], work: Work): ComplexBall {
  if (!converges(terms)) throw UNKNOWN
  const [a, b, c] = [LEVIN_TERMS, LEVIN_TERMS - 5, LEVIN_TERMS - 10].map((n) =>
    transform(terms, sums, n, work),
  ) as [ComplexBall, ComplexBall, ComplexBall]
  const last = complex.magnitude(complex.subtract(a, b, work))
  const before = complex.magnitude(complex.subtract(b, c, work))
  const size = complex.magnitude(a)
  if (last > size - SETTLED || before > size - SETTLED + 12) throw UNKNOWN
  return around(a, last + 2, work)
}

function transform(
  terms: readonly ComplexBall[],
  sums: readonly ComplexBall[],
  n: number,
  work: Work,
): ComplexBall {
  let [top, bottom] = [complex.ZERO, complex.ZERO]
  let binomial = 1n
  for (let j = 0; j <= n; j++) {
    // (-1)^j C(n,j) (1+j)^(n-1) / ((1+j)·a_j), times S_j above.
    const weight = binomial * BigInt(1 + j) ** BigInt(n - 2)
    const share = complex.divide(
      complex.fromReal(integer(j % 2 === 0 ? weight : -weight)),
      terms[j] as ComplexBall,
      work,
    )
    top = complex.add(top, complex.multiply(share, sums[j] as ComplexBall, work), work)
    bottom = complex.add(bottom, share, work)
    binomial = (binomial * BigInt(n - j)) / BigInt(j + 1)
  }
  return complex.divide(top, bottom, work)
}

/** Terms must shrink; if they keep their sign, faster than 1/k. */
function converges(terms: readonly ComplexBall[]): boolean {
  const count = terms.length - 1
  const [late, early] = [terms[count], terms[count >> 1]].map((z) => complex.magnitude(z as ComplexBall)) as [
    number,
    number,
  ]
  const alternates = (terms[count] as ComplexBall).re.m > 0n !== (terms[count - 1] as ComplexBall).re.m > 0n
  return late < early - (alternates ? 0.05 : 1.05)
}
