import { randomStream } from '../../../random/index.js'
import type { Budget } from '../budget.js'
import type { Expr } from '../node.js'
import { seedOf } from '../seed.js'
import { directValue } from './direct.js'
import { bits } from './integers.js'

/**
 * Identity test of rational functions too large to multiply out. Both sides are evaluated as fractions of whole numbers
 * modulo primes p < 2^61 at seeded points. If ad - bc ≢ 0 (mod p) somewhere, with b and d not ≡ 0, they differ for
 * certain. If it vanishes everywhere, they are equal but for a chance below 2^-100:
 * - ad - bc has whole coefficients below 2^height (bounded by the sum of the coefficients' sizes), so if it is not zero
 *   it cannot vanish modulo all of k primes whose product exceeds 2^height: modulo one of them it is no zero polynomial;
 * - modulo that prime it vanishes at a random point with probability at most degree/p (Schwartz 1980, Zippel 1979),
 *   at three independent ones with at most (2^24/2^60)^3 = 2^-108.
 */
const PRIMES = [1n, 31n, 45n, 229n, 259n, 283n].map((below) => (1n << 61n) - below)
const POINTS = 3
const MAX_DEGREE = 2 ** 24

/** Bounds of top and bottom: degree, and log2 of the sum of the sizes of the coefficients. */
interface Size {
  readonly degree: readonly [number, number]
  readonly height: readonly [number, number]
  /** About how many terms the top would have, multiplied out. */
  readonly terms: number
}

const POLYNOMIAL: Size = { degree: [0, 0], height: [0, 0], terms: 1 }

/** undefined if e is no rational function, written with whole exponents. */
function measure(e: Expr, names: Set<string>, budget: Budget, depth: number): Size | undefined {
  budget.spend()
  budget.depth(depth)
  const inner = (part: Expr): Size | undefined => measure(part, names, budget, depth + 1)
  switch (e.kind) {
    case 'number':
      return { ...POLYNOMIAL, height: [bits(e.value.n), bits(e.value.d) - 1] }
    case 'symbol':
      names.add(e.name)
      return { ...POLYNOMIAL, degree: [1, 0] }
    case 'negate':
      return inner(e.arg)
    case 'sum':
      return e.terms
        .map(inner)
        .reduce((a, b) => a && b && added(a, b), { ...POLYNOMIAL, height: [0, 0], terms: 0 })
    case 'product':
      return e.factors.map(inner).reduce((a, b) => a && b && multiplied(a, b), POLYNOMIAL)
    case 'quotient': {
      const [top, bottom] = [inner(e.top), inner(e.bottom)]
      return top && bottom && multiplied(top, flipped(bottom))
    }
    case 'power': {
      const base = inner(e.base)
      const exponent = base && directValue(e.exponent, budget, depth + 1)
      if (!base || exponent?.d !== 1n || bits(exponent.n) > 200) return undefined
      const n = Math.abs(Number(exponent.n))
      const each = ([a, b]: readonly [number, number]): [number, number] => [a * n, b * n]
      const terms = expandedTerms(base.terms, n)
      const raised = { degree: each(base.degree), height: each(base.height), terms }
      return exponent.n < 0n ? flipped(raised) : raised
    }
    default:
      return undefined
  }
}

const flipped = ({ degree: [a, b], height: [c, d], terms }: Size): Size => ({
  degree: [b, a],
  height: [d, c],
  terms,
})

const multiplied = (a: Size, b: Size): Size => ({
  degree: [a.degree[0] + b.degree[0], a.degree[1] + b.degree[1]],
  height: [a.height[0] + b.height[0], a.height[1] + b.height[1]],
  terms: a.terms * b.terms,
})

const added = (a: Size, b: Size): Size => ({
  degree: [Math.max(a.degree[0] + b.degree[1], b.degree[0] + a.degree[1]), a.degree[1] + b.degree[1]],
  height: [Math.max(a.height[0] + b.height[1], b.height[0] + a.height[1]) + 1, a.height[1] + b.height[1]],
  terms: a.terms + b.terms,
})

/** Monomials in (t terms)^n: C(n + t - 1, t - 1). */
function expandedTerms(t: number, n: number): number {
  let result = 1
  for (let k = 1; k < t && result < 1e6; k++) result = (result * (n + k)) / k
  return result
}

type Residue = readonly [top: bigint, bottom: bigint]

function evaluate(e: Expr, at: ReadonlyMap<string, bigint>, p: bigint, budget: Budget): Residue {
  budget.spend()
  switch (e.kind) {
    case 'number':
      return [((e.value.n % p) + p) % p, e.value.d === 1n ? 1n : e.value.d % p]
    case 'symbol':
      return [at.get(e.name) ?? 0n, 1n]
    case 'negate': {
      const [n, d] = evaluate(e.arg, at, p, budget)
      return [n === 0n ? 0n : p - n, d]
    }
    case 'sum': {
      let [n, d]: Residue = [0n, 1n]
      for (const term of e.terms) {
        const [a, b] = evaluate(term, at, p, budget)
        if (b === 1n && d === 1n) n = (n + a) % p
        else {
          n = (n * b + a * d) % p
          d = (d * b) % p
        }
      }
      return [n, d]
    }
    case 'product': {
      let [n, d]: Residue = [1n, 1n]
      for (const factor of e.factors) {
        const [a, b] = evaluate(factor, at, p, budget)
        n = (n * a) % p
        if (b !== 1n) d = (d * b) % p
      }
      return [n, d]
    }
    case 'quotient': {
      const [a, b] = evaluate(e.top, at, p, budget)
      const [c, d] = evaluate(e.bottom, at, p, budget)
      // What is divided by must not vanish, nor may its own bottom: keep both below.
      return d === 0n ? [0n, 0n] : [(a * d) % p, (b * c) % p]
    }
    case 'power': {
      const [a, b] = evaluate(e.base, at, p, budget)
      const exponent = directValue(e.exponent, budget)?.n ?? 1n
      if (exponent < 0n)
        return b === 0n ? [0n, 0n] : [powerOf(b, -exponent, p, budget), powerOf(a, -exponent, p, budget)]
      // 0^0 has no value.
      if (exponent === 0n && a === 0n) return [0n, 0n]
      return [powerOf(a, exponent, p, budget), b === 1n ? 1n : powerOf(b, exponent, p, budget)]
    }
    default:
      return [0n, 0n]
  }
}

function powerOf(base: bigint, exponent: bigint, p: bigint, budget: Budget): bigint {
  let result = 1n
  let square = base
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % p
    square = (square * square) % p
  }
  budget.spend(1 + (bits(exponent) >> 2))
  return result
}

export interface Identity {
  /** How large the two would be multiplied out. */
  readonly terms: number
  /** true and false as above; undefined if denominators vanish or the coefficients are too large for the primes. */
  readonly test: () => boolean | undefined
}

/** undefined unless both are rational functions with rational coefficients. */
export function identity(a: Expr, b: Expr, budget: Budget): Identity | undefined {
  const names = new Set<string>()
  const x = measure(a, names, budget, 0)
  const y = x && measure(b, names, budget, 0)
  if (!x || !y) return undefined
  const height = Math.max(x.height[0] + y.height[1], y.height[0] + x.height[1]) + 1
  const degree = Math.max(x.degree[0] + y.degree[1], y.degree[0] + x.degree[1])
  const needed = Math.floor(height / 60) + 1
  const conclusive = needed <= PRIMES.length && degree < MAX_DEGREE
  return {
    terms: Math.max(x.terms, y.terms),
    test: () => {
      const stream = randomStream({ seed: 20_061, iteration: 0, purpose: 'verifier', index: seedOf(a, b) })
      const residue = (): bigint => (BigInt(stream.integer(2 ** 30)) << 30n) | BigInt(stream.integer(2 ** 30))
      let zeros = 0
      const wanted = conclusive ? needed : 1
      for (const p of PRIMES.slice(0, wanted))
        for (let i = 0; i < POINTS; i++) {
          const at = new Map([...names].sort().map((name) => [name, residue()]))
          const [n, d] = evaluate(a, at, p, budget)
          const [m, c] = evaluate(b, at, p, budget)
          if (d === 0n || c === 0n) continue
          if ((n * c - m * d) % p !== 0n) return false
          zeros++
        }
      return conclusive && zeros === wanted * POINTS ? true : undefined
    },
  }
}
