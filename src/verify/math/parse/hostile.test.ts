import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Budget, BudgetSpent } from '../budget.js'
import { printNode } from '../print.js'
import { parseAnswer } from './index.js'

const STEPS = 20_000
const LENGTH = 2000

/** Parses and prints; the steps it took, or the limit it met. Any other error fails the test. */
function cost(text: string): number | string {
  const budget = new Budget(STEPS)
  try {
    for (const node of parseAnswer(text, budget)) expect(printNode(node).length).toBeLessThanOrEqual(200)
  } catch (error) {
    if (error instanceof BudgetSpent) return error.limit
    throw error
  }
  return budget.spent
}

const PIECES = [
  '(', ')', '[', ']', '{', '}', '\\{', '\\}', '|', '\\|', '\\frac', '\\frac{', '\\sqrt', '\\sqrt[', '-', '+', '^', '_', '^{',
  'x_{', '\\left(', '\\right.', '\\begin{pmatrix}', '\\end{pmatrix}', '\\sum_{k=1}^', '\\int', 'dx', '\\text{', '\\mathrm{',
  '$', '\\(', '1,', '1', '1.', '0.(', 'a', 'sinx', 'tanhatanh', '\\overline{', '\\hat', '1:2', '%', '!', "'", '°', '=', '<',
  '\\pm', ',', ';', ' or ', 'where n ', '(k in', '9e9', '1e', '\\', '\\\\', '\\\\a', '&', '\\begin{', '\\lim_{x\\to', 'f(', 'C(1',
  '_1C_', '5 km/', 'm^2 ', '{,}', '\\cup ', '⟨', '²', '½', '\u200b', '🙂', 'é', '<1,', '\\pmod{', '\\log_', '\\binom', '{x|', '{}_',
  '0.\\dot1', '\\frac{d}{dx}', '\\mathbf{i}', '∠', '...', '[1,', 'A_', '0x', '1F_', '3 5/7 ', '9'.repeat(300),
] // biome-ignore format: one list

it.each(PIECES)('survives a page of %s', (piece) => {
  const page = piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH)
  for (const text of [page, `(${page})`, `$${page}$`, `x=${page}`]) {
    const spent = cost(text)
    if (typeof spent === 'number') expect(spent).toBeLessThan(STEPS)
    else expect(['depth', 'steps', 'digits', 'terms']).toContain(spent)
  }
})

it('throws nothing but a spent budget on any mixture', () => {
  const mixture = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(mixture, (text) => {
      cost(text)
    }),
    { numRuns: 3000, seed: 3 },
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      cost(text)
    }),
    { numRuns: 1000, seed: 4 },
  )
})

it('says that nesting beyond the limit is too deep', () => {
  expect(cost(`${'('.repeat(100)}1${')'.repeat(100)}`)).toBe('depth')
  expect(cost(`${'-'.repeat(100)}1`)).toBe('depth')
  expect(cost(`${'2^'.repeat(100)}1`)).toBe('depth')
})

it('gives no reading to what is no mathematics', () => {
  for (const text of [
    '',
    ' ',
    '(',
    '1 +',
    '\\frac{1}',
    ')',
    '2 3',
    '\\sqrt',
    'x = ',
    '\\foo',
    '{1',
    '1..2',
    '(1,2',
    '🙂',
  ])
    expect(parseAnswer(text, new Budget(STEPS)), text).toEqual([])
})
