import { describe, expect, it } from 'vitest'
import { Budget, BudgetSpent } from '../budget.js'
import type { Expr, NumberExpr } from '../node.js'
import { rational } from '../rational.js'
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
import { approximatesNumber, compareConstants, compareNumerically } from './index.js'

const budget = (): Budget => new Budget(100_000)
const equal = (a: Expr, b: Expr): boolean | undefined => {
  const there = compareNumerically(a, b, budget()).equal
  expect(compareNumerically(b, a, budget()).equal).toBe(there)
  return there
}
const [t, y, z] = [symbol('t'), symbol('y'), symbol('z')]
const sin = (e: Expr): Expr => call('sin', e)
const cos = (e: Expr): Expr => call('cos', e)
const log = (e: Expr): Expr => call('log', e)

describe('functions', () => {
  it.each<[string, Expr, Expr]>([
    ['sin 2t', sin(product(num(2), t)), product(num(2), sin(t), cos(t))],
    ['tan', call('tan', x), over(sin(x), cos(x))],
    ['hyperbolic Pythagoras', sum(square(call('cosh', x)), minus(square(call('sinh', x)))), num(1)],
    ['Pythagoras', sum(square(sin(x)), square(cos(x))), num(1)],
    ['sin (x+y)', sin(sum(x, y)), sum(product(sin(x), cos(y)), product(cos(x), sin(y)))],
    ['√(x²) = |x|', root(square(x)), call('abs', x)],
    ['ln x² where both are real', log(square(x)), product(num(2), log(x))],
    ['asin + acos', sum(call('asin', x), call('acos', x)), over(PI, num(2))],
    ['a removable gap', over(sum(square(x), num(-1)), sum(x, num(-1))), sum(x, num(1))],
    ['Euler', power(E, product(I, x)), sum(cos(x), product(I, sin(x)))],
    ['real parts of x + iy', call('abs', sum(x, product(I, y))), root(sum(square(x), square(y)))],
    ['z times its conjugate', product(z, call('conj', z)), square(call('abs', z))],
    ['Γ(x+1) = xΓ(x)', call('gamma', sum(x, num(1))), product(x, call('gamma', x))],
    ['a real odd root', power(power(x, num(1, 3)), num(3)), x],
    ['2 sinh', product(num(2), call('sinh', x)), sum(power(E, x), minus(power(E, minus(x))))],
    ['defined far out only', log(square(sum(x, num(-500)))), product(num(2), log(sum(num(500), minus(x))))],
    ['zero', sum(sin(product(num(2), x)), minus(product(num(2), sin(x), cos(x)))), num(0)],
    ['signs of whole powers', power(num(-1), symbol('n')), cos(product(symbol('n'), PI))],
    ['a derivative', big('derivative', 'x', sin(x)), cos(x)],
  ])('%s holds', (_, a, b) => {
    expect(equal(a, b)).toBe(true)
  })

  it.each<[string, Expr, Expr]>([
    ['√(x²) and x', root(square(x)), x],
    ['sin 2t and 2 sin t', sin(product(num(2), t)), product(num(2), sin(t))],
    ['z and its conjugate', call('conj', z), z],
    ['x and its conjugate', call('conj', x), x],
    ['cosh x and e^x/2', call('cosh', x), over(power(E, x), num(2))],
    ['a difference of 1e-34', sum(sin(x), num(1, 10n ** 34n)), sin(x)],
    ['x and y', x, y],
  ])('%s differ', (_, a, b) => {
    expect(equal(a, b)).toBe(false)
  })

  it.each<[string, Expr, Expr]>([
    ['max(5, x)', num(5), call('max', num(5), x)],
    ['|x - 100|', sum(num(100), minus(x)), call('abs', sum(x, minus(num(100))))],
    ['the root of a far square', sum(num(50), minus(x)), root(square(sum(x, minus(num(50)))))],
  ])('looks beyond the kink of %s', (_, a, b) => {
    expect(equal(a, b)).toBe(false)
    expect(equal(b, b)).toBe(true)
  })

  it('rests on three points', () => {
    expect(compareNumerically(sin(x), cos(sum(over(PI, num(2)), minus(x))), budget())).toEqual({
      equal: true,
      points: 3,
    })
  })
})

describe('constants', () => {
  const near = over(num(31462643699419723423291350657n), num(10n ** 28n))
  it.each<[string, Expr, Expr]>([
    ['nested roots', root(sum(num(3), product(num(2), root(num(2))))), sum(num(1), root(num(2)))],
    ['a sum that is 0', sum(square(root(num(2))), num(-2)), num(0)],
    [
      'Σ 1/k² and π²/6',
      big('sum', 'k', power(symbol('k'), num(-2)), { from: num(1), to: INFINITY }),
      over(square(PI), num(6)),
    ],
    [
      '∫ e^-x² and √π',
      big('integral', 'x', power(E, minus(square(x))), { from: minus(INFINITY), to: INFINITY }),
      root(PI),
    ],
    ['a limit that is 0', big('limit', 'x', product(x, log(x)), { to: num(0), side: 1 }), num(0)],
    ['an integral that is 0', big('integral', 'x', power(x, num(3)), { from: num(-1), to: num(1) }), num(0)],
    ['sin π', sin(PI), num(0)],
    ['infinity', INFINITY, sum(INFINITY, num(1))],
    ['e^iπ', power(E, product(I, PI)), num(-1)],
  ])('%s: equal', (_, a, b) => {
    expect(equal(a, b)).toBe(true)
  })
  it.each<[string, Expr, Expr]>([
    ['1 ± 1/e', sum(num(1), over(num(1), E)), sum(num(1), minus(over(num(1), E)))],
    ['√2 + √3 and its first 28 decimals', sum(root(num(2)), root(num(3))), near],
    [
      'e^(π√163) and the whole number next to it',
      power(E, product(PI, root(num(163)))),
      num(262537412640768744n),
    ],
    ['√2 and √2 + 1e-60', root(num(2)), sum(root(num(2)), num(1, 10n ** 60n))],
    ['cosh 100 and e^100/2', call('cosh', num(100)), over(power(E, num(100)), num(2))],
    ['∞ and -∞', INFINITY, minus(INFINITY)],
    ['∞ and 3', INFINITY, num(3)],
  ])('%s: different', (_, a, b) => {
    expect(equal(a, b)).toBe(false)
  })
  it('does not call equal what a huge term hides', () => {
    const huge = power(E, num(1000))
    expect(equal(sum(huge, num(1)), huge)).toBeUndefined()
  })
  it('orders a limit and a number far above it', () => {
    const limit = big('limit', 'x', product(num(40, 99), num(2149)), { to: num(15023, 200) })
    const far = big('product', 'j', num(1099), { from: num(1), to: num(39) })
    expect(compareConstants(limit, far, budget())).toBe(-1)
  })

  it('has no opinion of what has no value', () => {
    expect(equal(over(num(1), num(0)), over(num(2), num(0)))).toBeUndefined()
  })
  it('orders them', () => {
    expect(compareConstants(root(num(2)), num(3, 2), budget())).toBe(-1)
    expect(compareConstants(PI, num(22, 7), budget())).toBe(-1)
    expect(compareConstants(PI, minus(INFINITY), budget())).toBe(1)
    expect(compareConstants(INFINITY, INFINITY, budget())).toBe(0)
    expect(compareConstants(square(root(num(3))), num(3), budget())).toBe(0)
    expect(compareConstants(root(num(-1)), num(3), budget())).toBeUndefined()
  })
})

describe('decimals', () => {
  const decimal = (digits: bigint, places: number): NumberExpr => ({
    kind: 'number',
    value: rational(digits, 10n ** BigInt(places)),
    places,
  })
  it.each<[string, NumberExpr, Expr, boolean]>([
    ['π rounded', decimal(314159265n, 8), PI, true],
    ['π cut off', decimal(3141592n, 6), PI, true],
    ['π rounded there', decimal(3141593n, 6), PI, true],
    ['π too high', decimal(3141594n, 6), PI, false],
    ['π too low', decimal(3141591n, 6), PI, false],
    ['-π rounded', decimal(-3141593n, 6), minus(PI), true],
    ['-π cut off', decimal(-3141592n, 6), minus(PI), true],
    ['-π too far', decimal(-3141594n, 6), minus(PI), false],
    ['the sign', decimal(3141593n, 6), minus(PI), false],
    ['2/3 rounded', decimal(666667n, 6), num(2, 3), true],
    ['2/3 cut off', decimal(666666n, 6), num(2, 3), true],
    ['a half rounds up', decimal(13n, 1), num(125, 100), true],
    ['no real number', decimal(13n, 1), I, false],
  ])('%s', (_, written, exact, expected) => {
    expect(approximatesNumber(written, exact, budget())).toBe(expected)
  })
})

describe('hostile input', () => {
  const tower = power(num(9), power(num(9), num(9)))
  const deep = Array.from({ length: 50 }).reduce<Expr>((e) => sin(sum(e, over(num(1), sum(num(3), e)))), x)
  const spins = (e: Expr): Expr => big('integral', 'x', e, { from: num(0), to: num(1) })
  it.each<[string, Expr, Expr]>([
    ['a tower', tower, num(1)],
    ['exp 1e9', call('exp', num(10 ** 9)), num(1)],
    ['a tower of e', power(E, power(E, power(E, power(E, num(9))))), num(0)],
    ['sin of a huge number', sin(power(num(10), num(400))), num(0)],
    ['factorial of a factorial', call('factorial', call('factorial', num(30))), num(1)],
    ['a doubling tree', deep, x],
    ['nested integrals', spins(spins(spins(spins(over(num(1), x))))), num(1)],
    ['a long sum', big('sum', 'k', sin(symbol('k')), { from: num(1), to: num(5000) }), num(0)],
    ['a sum too long', big('sum', 'k', symbol('k'), { from: num(1), to: num(10n ** 30n) }), num(0)],
    ['a wild limit', big('limit', 'x', sin(power(E, x)), { to: INFINITY }), num(0)],
    ['a tiny power', power(num(10), num(-(10 ** 7))), num(0)],
  ])('%s ends within its budget', (_, a, b) => {
    const steps = new Budget(20_000)
    const outcome = (): unknown => {
      try {
        return compareNumerically(a, b, steps).equal
      } catch (error) {
        return error
      }
    }
    const found = outcome()
    if (found instanceof Error) expect(found).toBeInstanceOf(BudgetSpent)
    else expect(found).not.toBe(true)
    // The step that breaks the budget is at most one operation long.
    expect(steps.spent).toBeLessThan(20_000 + 300)
  })

  it('looks once only at a limit that does not settle', () => {
    const n = symbol('n')
    const slow = over(power(call('factorial', n), over(num(1), n)), n)
    const steps = new Budget(100_000)
    const limit = big('limit', 'n', slow, { to: INFINITY })
    expect(compareNumerically(limit, over(num(1), E), steps).equal).toBeUndefined()
    // A step is a microsecond.
    expect(steps.spent).toBeLessThan(8000)
  })
})
