import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Budget, BudgetSpent } from '../budget.js'
import type { Expr } from '../node.js'
import { parseAnswer } from '../parse/index.js'
import { rational } from '../rational.js'
import { call, negate, power, product, quotient, sum, symbol, whole } from './build.js'
import {
  asRational,
  differentiate,
  exactlyEqual,
  freeSymbols,
  normalForm,
  reduce,
  substitute,
} from './index.js'

const budget = (steps = 200_000): Budget => new Budget(steps)
const read = (text: string): Expr => parseAnswer(text, budget())[0] as Expr

const linear = fc
  .tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 }), fc.constantFrom('x', 'y'))
  .map(([a, b, name]) => sum(product(whole(a), symbol(name)), whole(b)))
const factors = fc.array(linear, { minLength: 1, maxLength: 5 })
const { tree } = fc.letrec<{ tree: Expr }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer({ min: -9, max: 9 }).map(whole),
    fc.constantFrom('x', 'y').map(symbol),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]): Expr => ({ kind: 'sum', terms: [a, b] })),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]): Expr => ({ kind: 'product', factors: [a, b] })),
    fc.tuple(tie('tree'), fc.integer({ min: 1, max: 3 })).map(([a, n]) => power(a, whole(n))),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => quotient(a, b)),
    tie('tree').map((a): Expr => ({ kind: 'root', degree: 2, arg: a })),
    fc.tuple(fc.constantFrom('sin', 'cos', 'exp', 'abs', 'log'), tie('tree')).map(([f, a]) => call(f, a)),
  ),
}))

/** undefined too where the budget is spent. */
function equalOrNot(a: Expr, b: Expr): boolean | undefined {
  try {
    return exactlyEqual(a, b, budget())
  } catch (error) {
    if (error instanceof BudgetSpent) return undefined
    throw error
  }
}

describe('laws of exact equality', () => {
  it('multiplies out in any order to the same', () => {
    fc.assert(
      fc.property(factors, fc.integer({ min: 1, max: 9 }), (parts, k) => {
        const forwards = parts.reduce((a, b) => product(a, b))
        const backwards = [...parts].reverse().reduce((a, b) => product(a, b))
        const expanded = normalForm(forwards, budget()) as Expr
        expect(exactlyEqual(forwards, backwards, budget())).toBe(true)
        expect(exactlyEqual(expanded, backwards, budget())).toBe(true)
        expect(exactlyEqual(expanded, sum(backwards, whole(k)), budget())).toBe(false)
        expect(exactlyEqual(sum(expanded, product(whole(k), symbol('x'))), backwards, budget())).toBe(false)
      }),
    )
  })

  it('is reflexive and symmetric, and agrees with the normal form', () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        expect(equalOrNot(a, a)).not.toBe(false)
        const equal = equalOrNot(a, b)
        expect(equalOrNot(b, a)).toBe(equal)
        expect(equalOrNot(sum(a, whole(1)), a)).not.toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  it('finds products of square roots of integers equal and their neighbours different', () => {
    const root = (n: number): Expr => ({ kind: 'root', degree: 2, arg: whole(n) })
    const small = fc.integer({ min: 2, max: 400 })
    fc.assert(
      fc.property(small, small, (a, b) => {
        const together = root(a * b)
        expect(exactlyEqual(product(root(a), root(b)), together, budget())).toBe(true)
        expect(exactlyEqual(quotient(root(a), root(b)), quotient(together, whole(b)), budget())).toBe(true)
        expect(exactlyEqual(product(root(a), root(b)), root(a * b + 1), budget())).toBe(false)
      }),
    )
  })
})

describe('differentiate', () => {
  it.each([
    ['x^3', '3x^2'],
    ['\\frac{1}{x}', '-\\frac{1}{x^2}'],
    ['\\sqrt{x}', '\\frac{1}{2\\sqrt{x}}'],
    ['\\sin(2x)', '2\\cos(2x)'],
    ['e^{x^2}', '2xe^{x^2}'],
    ['x\\ln x', '\\ln x+1'],
    ['2^x', '2^x\\ln 2'],
    ['\\arctan x', '\\frac{1}{x^2+1}'],
    ['\\tan x', '1+\\tan^2 x'],
    ['\\log_2 x', '\\frac{1}{x\\ln 2}'],
    ['\\frac{x}{x+1}', '\\frac{1}{(x+1)^2}'],
    ['ay^2', '0'],
  ])('of %s is %s', (f, expected) => {
    expect(exactlyEqual(differentiate(read(f), 'x', budget()), read(expected), budget())).toBe(true)
  })
})

describe('trees', () => {
  it('substitutes free variables only', () => {
    const series: Expr = {
      kind: 'big',
      op: 'sum',
      variable: 'k',
      body: product(symbol('k'), symbol('x')),
      from: whole(1),
      to: whole(3),
    }
    expect(freeSymbols(series)).toEqual(['x'])
    expect(asRational(substitute(series, 'x', whole(2)), budget())).toEqual(rational(12n))
    expect(substitute(series, 'k', whole(2))).toEqual(series)
    expect(exactlyEqual(substitute(series, 'x', symbol('k')), product(whole(6), symbol('k')), budget())).toBe(
      true,
    )
  })

  it('reduces what can be worked out and leaves the rest', () => {
    expect(reduce(call('gcd', whole(12), whole(18)), budget())).toEqual(whole(6))
    expect(reduce(call('mod', whole(-7), whole(3)), budget())).toEqual(whole(2))
    expect(reduce(call('round', quotient(whole(7), whole(2))), budget())).toEqual(whole(4))
    expect(reduce(call('max', read('\\sqrt2'), read('1.4')), budget())).toEqual(read('\\sqrt2'))
    expect(reduce(call('doubleFactorial', whole(7)), budget())).toEqual(whole(105))
    expect(reduce(call('permutations', whole(5), whole(2)), budget())).toEqual(whole(20))
    expect(reduce(call('sin', symbol('x')), budget())).toEqual(call('sin', symbol('x')))
    expect(normalForm(read('x+1+x^2-x+\\frac{1}{1+\\sqrt2}x'), budget())).toEqual(
      normalForm(read('x^2+(\\sqrt2-1)x+1'), budget()),
    )
  })
})

describe('hostile input', () => {
  it.each([
    '10^{10^{10}}',
    '9^{9^{9^{9}}}',
    '\\sum_{k=1}^{1000000000}k',
    '\\prod_{k=1}^{2000}(x+k)',
    '(x+y+z+w)^{40}',
    '(\\sqrt2+\\sqrt3+\\sqrt5+\\sqrt7+\\sin x)^{200}',
    '(\\sin x+\\cos x+\\tan x+e^x)^{90}',
    '100000!',
    '\\binom{10^9}{10^8}',
    '\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}^{1000000}',
    '\\sqrt{123456789012345678901234567890123456789012345678901234567890}',
    '\\ln 1234567890123456789012345678901234567890123456789',
    'x^{x^{x^{x^{x}}}}',
  ])('%s costs no more than its budget', (text) => {
    const trees = parseAnswer(text, budget()) as Expr[]
    for (const e of trees) {
      const limited = budget(20_000)
      const start = performance.now()
      try {
        expect(exactlyEqual(e, negate(sum(e, symbol('q'))), limited)).not.toBe(true)
        reduce(e, limited)
        normalForm(e, limited)
      } catch (error) {
        expect(error).toBeInstanceOf(BudgetSpent)
      }
      expect(performance.now() - start).toBeLessThan(2000)
    }
  })
})
