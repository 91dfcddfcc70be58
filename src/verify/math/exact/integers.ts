import { type Budget, BudgetSpent } from '../budget.js'
import { gcd, integerSqrt, type Rational, rational } from '../rational.js'

export const abs = (n: bigint): bigint => (n < 0n ? -n : n)
export const bits = (n: bigint): number =>
  n < 1n << 53n && n > -(1n << 53n)
    ? Math.ceil(Math.log2(Math.abs(Number(n)) + 1))
    : n.toString(16).length * 4

/** n^exponent for exponent >= 0, within the budget's digits. */
export function integerPower(n: bigint, exponent: bigint, budget: Budget): bigint {
  if (exponent === 1n || n === 1n || n === 0n) return exponent === 0n ? 1n : n
  if (n === -1n) return exponent % 2n === 0n ? 1n : -1n
  if (exponent > 100_000n) throw new BudgetSpent('digits')
  budget.powerBounded(bits(n), Number(exponent))
  return n ** exponent
}

/** r^exponent for a whole exponent; r must not be 0 if it is negative. */
export function rationalPower(r: Rational, exponent: bigint, budget: Budget): Rational {
  const size = exponent < 0n ? -exponent : exponent
  const n = integerPower(r.n, size, budget)
  const d = integerPower(r.d, size, budget)
  return exponent < 0n ? rational(n < 0n ? -d : d, abs(n)) : { n, d }
}

export function floor({ n, d }: Rational): bigint {
  const q = n / d
  return n < 0n && q * d !== n ? q - 1n : q
}

const TRIAL_LIMIT = 4096

/**
 * n >= 1 as prime powers, found by division up to 4096, and at most one further factor that has no smaller divisor and
 * is no perfect power; it may be composite. Factors are pairwise coprime.
 */
export function factor(n: bigint, budget: Budget): [bigint, number][] {
  const found: [bigint, number][] = []
  let rest = n
  const take = (p: bigint): void => {
    let power = 0
    for (; rest % p === 0n; rest /= p) power++
    if (power > 0) found.push([p, power])
  }
  const isSmall = n < 1n << 53n
  for (let p = 2; p <= TRIAL_LIMIT; p += p === 2 ? 1 : 2) {
    if (rest < BigInt(p) * BigInt(p)) break
    if (isSmall) {
      // Numbers that fit a double are divided as such, many to a step.
      let left = Number(rest)
      let tried = 0
      while (p <= TRIAL_LIMIT && p * p <= left && left % p !== 0) {
        p += p === 2 ? 1 : 2
        tried++
      }
      budget.spend(1 + (tried >> 6))
      if (p > TRIAL_LIMIT || p * p > left) break
      left = 0
    } else budget.spend(1 + (bits(rest) >> 9))
    take(BigInt(p))
  }
  if (rest > 1n) found.push(perfectPower(rest, budget))
  return found
}

/** rest = root^power with the greatest power; only exponents that leave a root above the trial limit matter. */
function perfectPower(rest: bigint, budget: Budget): [bigint, number] {
  if (rest <= BigInt(TRIAL_LIMIT) ** 2n) return [rest, 1]
  for (const power of [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79]) {
    if (bits(rest) < power * 12) break
    const root = integerRoot(rest, power, budget)
    if (root ** BigInt(power) === rest) {
      const [base, more] = perfectPower(root, budget)
      return [base, more * power]
    }
  }
  return [rest, 1]
}

/** Floor of the k-th root of n >= 1 (Newton from above). */
export function integerRoot(n: bigint, k: number, budget: Budget): bigint {
  if (k === 2) return integerSqrt(n)
  const degree = BigInt(k)
  let x = 1n << BigInt(Math.ceil(bits(n) / k) + 1)
  for (;;) {
    budget.spend(1 + (bits(n) >> 6))
    const next = ((degree - 1n) * x + n / x ** (degree - 1n)) / degree
    if (next >= x) return x
    x = next
  }
}

/** n·(n - step)·(n - 2 step)···, `count` factors. */
export function fallingProduct(n: bigint, count: number, step: bigint, budget: Budget): bigint {
  let result = 1n
  let size = 0
  for (let i = 0n; i < BigInt(count); i++) {
    const factor = n - i * step
    size += bits(factor) - 1
    if (size > 4096) throw new BudgetSpent('digits')
    budget.spend(1 + (size >> 9))
    result *= factor
  }
  return result
}

export function lcm(a: bigint, b: bigint): bigint {
  return a === 0n || b === 0n ? 0n : abs(a * b) / gcd(a, b)
}
