import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Budget } from '../budget.js'
import type { Expr, FunctionName } from '../node.js'
import { type Rational, rational } from '../rational.js'
import {
  big,
  call,
  E,
  I,
  INFINITY,
  minus,
  num,
  over,
  PI,
  power,
  product,
  root,
  square,
  sum,
  symbol,
  x,
} from './fixtures/write.js'
import { enclose, evaluate } from './index.js'

// Made by scripts/fixtures/numeric_values.py (mpmath, 80 digits).
const KNOWN = JSON.parse(readFileSync(new URL('fixtures/values.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>

const k = symbol('k')
const EXPRESSIONS: Record<string, Expr> = {
  pi: PI,
  e: E,
  'sin 1': call('sin', num(1)),
  'cos 100': call('cos', num(100)),
  'tan 2': call('tan', num(2)),
  'sin 1000000': call('sin', num(1000000)),
  'ln 2': call('log', num(2)),
  'ln 1.000001': call('log', num(1000001, 1000000)),
  'exp 50': power(E, num(50)),
  'exp -3': call('exp', num(-3)),
  'sqrt 2': root(num(2)),
  'cbrt 5': power(num(5), num(1, 3)),
  'gamma 1/2': call('gamma', num(1, 2)),
  'gamma 1/3': call('gamma', num(1, 3)),
  'gamma -5/2': call('gamma', num(-5, 2)),
  'gamma 401/4': call('gamma', num(401, 4)),
  'atan 3': call('atan', num(3)),
  'atan 1/1000': call('atan', num(1, 1000)),
  'asin 1/2': call('asin', num(1, 2)),
  'acos -1/3': call('acos', num(-1, 3)),
  'sinh 1/100': call('sinh', num(1, 100)),
  'cosh 3': call('cosh', num(3)),
  'tanh 2': call('tanh', num(2)),
  'asinh -3': call('asinh', num(-3)),
  'acosh 3': call('acosh', num(3)),
  'atanh 1/3': call('atanh', num(1, 3)),
  ramanujan: sum(power(E, product(PI, root(num(163)))), minus(num(262537412640768744n))),
  'zeta 2': big('sum', 'k', over(num(1), square(k)), { from: num(1), to: INFINITY }),
  'zeta 3': big('sum', 'k', over(num(1), power(k, num(3))), { from: num(1), to: INFINITY }),
  gauss: big('integral', 'x', power(E, minus(square(x))), { from: minus(INFINITY), to: INFINITY }),
  'sin integral': big('integral', 'x', over(call('sin', x), x), { from: num(-1), to: num(1) }),
}

const parse = (text: string): Rational => {
  const [, sign, whole, decimals, exponent] = /^(-?)(\d+)\.(\d*)(?:e\+(\d+))?$/.exec(
    text,
  ) as unknown as string[]
  const digits = BigInt(`${sign}${whole}${decimals}`) * 10n ** BigInt(exponent ?? 0)
  return rational(digits, 10n ** BigInt((decimals as string).length))
}
const less = (a: Rational, b: Rational): boolean => a.n * b.d < b.n * a.d
const minusR = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d)
const size = (a: Rational): Rational => ({ n: a.n < 0n ? -a.n : a.n, d: a.d })
const bounds = (e: Expr, precision = 128) => {
  const found = enclose(e, new Budget(200_000), precision)
  if (!found) throw new Error('no value')
  return found
}
const value = (e: Expr, precision = 128) => evaluate(e, new Map(), precision, new Budget(200_000))

describe('values known to 45 digits', () => {
  it('has an expression for each', () => {
    expect(Object.keys(EXPRESSIONS)).toEqual(Object.keys(KNOWN))
  })
  it.each(Object.entries(KNOWN))('%s lies in its ball, which is narrower than 1e-30 of it', (name, text) => {
    const { lower, upper } = bounds(EXPRESSIONS[name] as Expr, 256)
    const known = parse(text)
    const slack = rational(size(known).n + known.d, known.d * 10n ** 44n)
    expect(
      less(minusR(lower, slack), known) && less(known, minusR(upper, minusR({ n: 0n, d: 1n }, slack))),
    ).toBe(true)
    const width = minusR(upper, lower)
    expect(less(width, rational(size(known).n, known.d * 10n ** 30n))).toBe(true)
  })
})

const DOUBLES: readonly [FunctionName, (x: number) => number, number, number][] = [
  ['sin', Math.sin, -100, 100],
  ['cos', Math.cos, -100, 100],
  ['tan', Math.tan, -1.5, 1.5],
  ['asin', Math.asin, -1, 1],
  ['acos', Math.acos, -1, 1],
  ['atan', Math.atan, -100, 100],
  ['sinh', Math.sinh, -20, 20],
  ['cosh', Math.cosh, -20, 20],
  ['tanh', Math.tanh, -20, 20],
  ['asinh', Math.asinh, -100, 100],
  ['acosh', Math.acosh, 1, 100],
  ['atanh', Math.atanh, -0.99, 0.99],
  ['exp', Math.exp, -50, 50],
  ['log', Math.log, 0.001, 1000],
  ['abs', Math.abs, -9, 9],
  ['floor', Math.floor, -9, 9],
  ['ceil', Math.ceil, -9, 9],
  ['round', Math.round, -9, 9],
  ['sign', Math.sign, -9, 9],
]
const argument = (from: number, to: number) =>
  fc.integer({ min: Math.ceil(from * 1024), max: Math.floor(to * 1024) }).map((n) => ({ n, at: n / 1024 }))
const toNumber = ({ n, d }: Rational): number => Number((n << 200n) / d) / 2 ** 200

describe('balls', () => {
  it.each(DOUBLES)('%s agrees with double arithmetic', (name, known, from, to) => {
    fc.assert(
      fc.property(argument(from, to), ({ n, at }) => {
        const { lower, upper } = bounds(call(name, num(n, 1024)))
        const expected = known(at)
        const wide = 1e-13 * Math.max(1, Math.abs(expected))
        expect(Number(minusR(lower, rational(0n)).n) / Number(lower.d) - wide).toBeLessThanOrEqual(expected)
        expect(Number(upper.n) / Number(upper.d) + wide).toBeGreaterThanOrEqual(expected)
      }),
      { numRuns: 60, seed: 3 },
    )
  })

  // A narrow ball of higher precision must touch every ball of lower precision: both hold the true value.
  it.each(DOUBLES)('%s: more digits stay within fewer', (name, _, from, to) => {
    fc.assert(
      fc.property(argument(from, to), fc.integer({ min: 1, max: 999 }), ({ n }, denominator) => {
        const at = num(BigInt(n) * 1000n, 1024n * 1000n + BigInt(denominator % 2))
        if (name === 'acosh' && n <= 1025) return
        const rough = bounds(call(name, at), 64)
        const fine = bounds(call(name, at), 300)
        expect(less(rough.upper, fine.lower) || less(fine.upper, rough.lower)).toBe(false)
        // Up to the width of the finer one, it lies inside.
        const slack = minusR(fine.upper, fine.lower)
        expect(
          less(fine.upper, minusR(rough.lower, slack)) ||
            less(minusR(fine.lower, slack), minusR(rough.lower, slack)),
        ).toBe(false)
      }),
      { numRuns: 40, seed: 4 },
    )
  })
})

describe('constructs', () => {
  const near = (e: Expr, expected: number): void => {
    const { lower } = bounds(e)
    expect(toNumber(lower)).toBeCloseTo(expected, 13)
  }
  it('takes real odd roots of negative numbers, exactly if they are whole', () => {
    expect(bounds(root(num(-8), 3))).toEqual({ lower: rational(-2n), upper: rational(-2n) })
    expect(bounds(power(num(-8), num(2, 3)))).toEqual({ lower: rational(4n), upper: rational(4n) })
  })
  it('says where a value stopped being real', () => {
    expect(value(call('log', num(-1)))).toMatchObject({ real: false })
    expect(value(square(root(num(-4))))).toMatchObject({ real: false })
    expect(value(square(I))).toMatchObject({ real: false, ball: { re: { m: -1n, e: 0, r: 0 } } })
    expect(value(square(root(num(4))))).toMatchObject({ real: true })
  })
  it('gives infinities, gaps and unknowns their names', () => {
    expect(value(over(num(1), num(0)))).toBe('undefined')
    expect(value(call('log', num(0)))).toBe('undefined')
    expect(value(call('gamma', num(-3)))).toBe('undefined')
    expect(value(sum(INFINITY, num(3)))).toBe('infinity')
    expect(value(product(num(-2), INFINITY))).toBe('-infinity')
    expect(value(sum(INFINITY, minus(INFINITY)))).toBe('undefined')
    expect(value({ kind: 'apply', name: 'f', args: [num(2)] })).toBe('unknown')
    expect(value(big('integral', 'x', x))).toBe('unknown')
    expect(value(symbol('y'))).toBe('unknown')
  })
  it('works out whole-number functions exactly', () => {
    expect(bounds(call('factorial', num(10))).lower).toEqual(rational(3628800n))
    expect(bounds(call('doubleFactorial', num(9))).lower).toEqual(rational(945n))
    expect(bounds(call('binomial', num(52), num(5))).lower).toEqual(rational(2598960n))
    expect(bounds(call('permutations', num(7), num(3))).lower).toEqual(rational(210n))
    expect(bounds(call('gcd', num(84), num(-36))).lower).toEqual(rational(12n))
    expect(bounds(call('lcm', num(4), num(6), num(10))).lower).toEqual(rational(60n))
    expect(bounds(call('mod', num(-7), num(3))).upper).toEqual(rational(2n))
    expect(bounds(call('floor', root(num(16)))).upper).toEqual(rational(4n))
    expect(bounds(call('max', num(2), num(7), num(3))).upper).toEqual(rational(7n))
    const matrix: Expr = {
      kind: 'matrix',
      rows: [
        [num(2), num(1)],
        [num(5), num(3)],
      ],
    }
    expect(bounds(call('det', matrix)).lower).toEqual(rational(1n))
  })
  it('sums and multiplies finitely many terms', () => {
    expect(bounds(big('sum', 'k', square(k), { from: num(1), to: num(10) })).lower).toEqual(rational(385n))
    expect(bounds(big('product', 'k', k, { from: num(1), to: num(5) })).lower).toEqual(rational(120n))
    expect(bounds(big('sum', 'k', k, { from: num(3), to: num(2) })).lower).toEqual(rational(0n))
  })
  it('sums series that converge and no others', () => {
    near(big('sum', 'k', power(num(1, 2), k), { from: num(0), to: INFINITY }), 2)
    near(big('sum', 'k', over(num(1), call('factorial', k)), { from: num(0), to: INFINITY }), Math.E)
    near(big('sum', 'k', over(power(num(-1), k), sum(k, num(1))), { from: num(0), to: INFINITY }), Math.LN2)
    expect(value(big('sum', 'k', over(num(1), k), { from: num(1), to: INFINITY }))).toBe('unknown')
    expect(value(big('sum', 'k', power(num(-1), k), { from: num(1), to: INFINITY }))).toBe('unknown')
    expect(value(big('sum', 'k', power(num(2), k), { from: num(1), to: INFINITY }))).toBe('unknown')
  })
  it('integrates smooth functions, infinite ranges and integrable poles', () => {
    near(big('integral', 'x', square(x), { from: num(0), to: num(1) }), 1 / 3)
    near(big('integral', 'x', square(x), { from: num(1), to: num(0) }), -1 / 3)
    near(big('integral', 'x', call('sin', x), { from: num(0), to: PI }), 2)
    near(
      big('integral', 'x', over(num(1), sum(num(1), square(x))), { from: num(0), to: INFINITY }),
      Math.PI / 2,
    )
    near(big('integral', 'x', over(num(1), root(x)), { from: num(0), to: num(1) }), 2)
    near(big('integral', 'x', over(num(1), root(sum(num(1), minus(x)))), { from: num(0), to: num(1) }), 2)
    near(big('integral', 'x', call('exp', x), { from: minus(INFINITY), to: num(0) }), 1)
    expect(value(big('integral', 'x', over(num(1), x), { from: num(0), to: num(1) }))).toBe('unknown')
  })
  it('takes limits that values settle, from one side or both', () => {
    near(big('limit', 'x', over(call('sin', x), x), { to: num(0) }), 1)
    near(big('limit', 'x', power(sum(num(1), over(num(1), x)), x), { to: INFINITY }), Math.E)
    near(big('limit', 'x', over(sum(x, minus(call('sin', x))), power(x, num(3))), { to: num(0) }), 1 / 6)
    near(big('limit', 'x', over(power(x, num(5)), power(E, x)), { to: INFINITY }), 0)
    near(big('limit', 'x', over(call('abs', x), x), { to: num(0), side: -1 }), -1)
    expect(value(big('limit', 'x', over(call('abs', x), x), { to: num(0) }))).toBe('unknown')
    expect(value(big('limit', 'x', call('sin', over(num(1), x)), { to: num(0) }))).toBe('unknown')
  })
  it('finds integrals and limits that are 0', () => {
    near(big('integral', 'x', product(num(0), x), { from: num(0), to: INFINITY }), 0)
    near(big('integral', 'x', power(x, num(3)), { from: num(-1), to: num(1) }), 0)
    near(big('limit', 'x', product(x, call('log', x)), { to: num(0), side: 1 }), 0)
  })
  it('differentiates at a point', () => {
    const at = new Map([['x', { re: { m: 3n, e: -1, r: 0 }, im: { m: 0n, e: 0, r: 0 } }]])
    const second = evaluate(big('derivative', 'x', call('sin', x), { order: 2 }), at, 128, new Budget(50_000))
    if (typeof second === 'string') throw new Error(second)
    expect(Number(second.ball.re.m) * 2 ** second.ball.re.e).toBeCloseTo(-Math.sin(1.5), 14)
  })
})
