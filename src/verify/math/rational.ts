/** An exact fraction in lowest terms with d > 0. */
export interface Rational {
  readonly n: bigint
  readonly d: bigint
}

const SMALL = 1n << 53n

/** The greatest common divisor, at least 0. */
export function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a
  let y = b < 0n ? -b : b
  while (y !== 0n) {
    if (x < SMALL && y < SMALL) return BigInt(smallGcd(Number(x), Number(y)))
    ;[x, y] = [y, x % y]
  }
  return x
}

function smallGcd(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}

/** n/d in lowest terms; d must not be 0. */
export function rational(n: bigint, d = 1n): Rational {
  if (d === 1n) return { n, d }
  const common = gcd(n, d) || 1n
  const sign = d < 0n ? -1n : 1n
  return { n: (sign * n) / common, d: (sign * d) / common }
}

export const ZERO = rational(0n)
export const ONE = rational(1n)

export const add = (a: Rational, b: Rational): Rational =>
  a.d === 1n && b.d === 1n ? rational(a.n + b.n) : rational(a.n * b.d + b.n * a.d, a.d * b.d)
export const subtract = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d)
export const multiply = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d)
/** a/b; b must not be 0. */
export const divide = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n)
export const equal = (a: Rational, b: Rational): boolean => a.n === b.n && a.d === b.d

/** |a - b| <= bound, exactly. */
export function within(a: Rational, b: Rational, bound: Rational): boolean {
  const { n, d } = subtract(a, b)
  return (n < 0n ? -n : n) * bound.d <= bound.n * d
}

/** Floor of the square root of n >= 0 (Newton). */
export function integerSqrt(n: bigint): bigint {
  if (n < 2n) return n
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (x + n / x) >> 1n
    if (next >= x) return x
    x = next
  }
}
