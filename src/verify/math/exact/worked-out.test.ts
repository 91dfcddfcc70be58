import { expect, it } from 'vitest'
import { Budget } from '../budget.js'
import type { Expr } from '../node.js'
import { parseAnswer } from '../parse/index.js'
import { isWorkedOut } from './index.js'

const budget = (): Budget => new Budget(20_000)
const workedOut = (text: string): boolean => isWorkedOut(parseAnswer(text, budget())[0] as Expr, budget())

it.each([
  '391', '-5', '5/6', '2/4', '-\\frac{3}{4}', '0.5', '3 1/2', '3\\cdot 10^{4}', '12x', 'x*12', '16x-22', '-22+16x',
  'x^2y-\\frac{x}{2}', '1-3x/4', '0.5x', '2\\pi r', 'a^2-b^2', '2\\sqrt3', '\\sqrt{12}', '\\frac{\\sqrt2}{2}',
  '\\frac{1}{\\sqrt2}', '1+\\sqrt2', 'x', '\\pi', 'x/6',
])('%s is worked out', (text) => expect(workedOut(text)).toBe(true)) // biome-ignore format: a table

it.each([
  '17*23', '1/2+1/3', '3x+9x', '3*4x', '2(8x-11)', 'x*x', 'x/2/3', '(x)+0', '\\sqrt{100}', '\\sqrt{144}', '2^{10}',
  '(a-b)(a+b)', '(x+1)^2', '\\sqrt2\\sqrt3', '5-3', '100!',
])('%s is not', (text) => expect(workedOut(text)).toBe(false)) // biome-ignore format: a table
