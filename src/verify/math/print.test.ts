import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Budget } from './budget.js'
import type { Expr, Node } from './node.js'
import { parseAnswer } from './parse/index.js'
import { printNode } from './print.js'
import { rational } from './rational.js'

const leaf: fc.Arbitrary<Expr> = fc.oneof(
  fc.nat(2000).map((n): Expr => ({ kind: 'number', value: rational(BigInt(n)) })),
  fc.nat(999).map((n): Expr => ({ kind: 'number', value: rational(BigInt(n), 100n), places: 2 })),
  fc.constantFrom('pi', 'e', 'i').map((name): Expr => ({ kind: 'constant', name: name as 'pi' })),
  fc
    .constantFrom('x', 'y', 'z', 'x_1', 'theta', 'a', 'b_{ij}')
    .map((name): Expr => ({ kind: 'symbol', name })),
)

const { expr } = fc.letrec<{ expr: Expr }>((tie) => {
  const two = fc.tuple(tie('expr'), tie('expr'))
  return {
    expr: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      two.map((terms): Expr => ({ kind: 'sum', terms })),
      two.map((factors): Expr => ({ kind: 'product', factors })),
      two.map(([top, bottom]): Expr => ({ kind: 'quotient', top, bottom })),
      two.map(([base, exponent]): Expr => ({ kind: 'power', base, exponent })),
      tie('expr').map((arg): Expr => ({ kind: 'negate', arg })),
      tie('expr').map((arg): Expr => ({ kind: 'plusMinus', upper: 1, arg })),
      fc
        .tuple(fc.integer({ min: 2, max: 5 }), tie('expr'))
        .map(([degree, arg]): Expr => ({ kind: 'root', degree, arg })),
      fc
        .tuple(fc.constantFrom('sin', 'acos', 'exp', 'log', 'abs', 'floor', 'factorial', 're'), tie('expr'))
        .map(([name, arg]): Expr => ({ kind: 'call', name: name as 'sin', args: [arg] })),
      two.map((args): Expr => ({ kind: 'call', name: 'binomial', args })),
      two.map((args): Expr => ({ kind: 'call', name: 'log', args })),
      two.map(([from, to]): Expr => ({
        kind: 'big', op: 'sum', variable: 'k', body: { kind: 'symbol', name: 'k' }, from, to,
      })), // biome-ignore format: one tree
      tie('expr').map((body): Expr => ({ kind: 'big', op: 'integral', variable: 't', body })),
    ),
  }
})

const node: fc.Arbitrary<Node> = fc.oneof(
  expr,
  fc.array(expr, { minLength: 3, maxLength: 4 }).map((items): Node => ({ kind: 'tuple', items })),
  fc.array(expr, { maxLength: 3 }).map((items): Node => ({ kind: 'set', items })),
  fc
    .tuple(expr, expr, fc.boolean())
    .map(([from, to, closed]): Node => ({ kind: 'interval', from, to, fromClosed: closed, toClosed: true })),
  fc
    .tuple(expr, expr, fc.constantFrom('=', '<', '>=', '!='))
    .map(([first, right, op]): Node => ({ kind: 'relation', first, links: [{ op: op as '=', right }] })),
  fc
    .array(fc.array(expr, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 2 })
    .map((rows): Node => ({ kind: 'matrix', rows })),
)

it('reads back what it printed, as the same text', () => {
  fc.assert(
    fc.property(node, (tree) => {
      const text = printNode(tree)
      fc.pre(!text.endsWith('…'))
      const again = parseAnswer(text, new Budget(20_000)).map(printNode)
      expect(again, text).toContain(text)
    }),
    { numRuns: 1000, seed: 1 },
  )
})

it('cuts long trees and stays cheap on wide ones', () => {
  const items = Array.from({ length: 5000 }, (_, i): Expr => ({ kind: 'number', value: rational(BigInt(i)) }))
  const text = printNode({ kind: 'list', items })
  expect(text.length).toBeLessThanOrEqual(200)
  expect(text.endsWith('…')).toBe(true)
})

it('writes numbers with their places', () => {
  const number = (n: bigint, d: bigint, places?: number): string =>
    printNode({ kind: 'number', value: rational(n, d), ...(places === undefined ? {} : { places }) })
  expect(number(1n, 2n, 2)).toBe('0.50')
  expect(number(-5n, 4n, 2)).toBe('-1.25')
  expect(number(1n, 3n)).toBe('1/3')
  expect(number(1500n, 1n, -2)).toBe('1500')
})
