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
  '\\ln 2', '\\frac{\\ln 3}{\\ln 2}', '\\frac{\\ln 2}{2}', '\\log_2 3', '\\sin x', '3\\sin^2 x', '\\ln(x+1)', '|x-1|',
  '\\ln\\frac{x-1}{x+1}', '\\cos(2(x+1))', '\\arctan 2', '1-\\cos 1', 'e^{-2}', '\\frac{1}{e^2}', '2^n', '3\\cdot 2^{n-1}',
  '2^{2(n-1)}', 'e^{-x^2}', '(-1)^n', 'n!', '\\frac{n!}{k!(n-k)!}', '\\sqrt{x+1}', 'x^{1/2}', '\\frac{\\sqrt\\pi}{2}', 'x\\ln x-x',
  'x(\\ln x-1)', 'e^x(x-1)', '(x+1)^2e^x', '\\frac{1+\\sqrt5}{2}', '\\frac{\\pi-2}{4}', '\\frac12(1+\\sqrt5)', '\\frac{e^2-1}{2e}',
])('%s is worked out', (text) => expect(workedOut(text)).toBe(true)) // biome-ignore format: a table

it.each([
  '17*23', '1/2+1/3', '3x+9x', '3*4x', '2(8x-11)', 'x*x', 'x/2/3', '(x)+0', '\\sqrt{100}', '\\sqrt{144}', '2^{10}',
  '(a-b)(a+b)', '(x+1)^2', '\\sqrt2\\sqrt3', '5-3', '100!',
  '\\sin\\frac{\\pi}{6}', '\\cos 0', '\\sin 15^\\circ', '\\ln 1', '\\ln(e^2)', '\\ln(1+1)', '\\ln(3\\cdot 4)', '\\log_2 8', '\\arctan 1',
  'e^{\\ln 2}', 'e^{i\\pi}', 'e^0', 'e^{1+1}', 'i^2', '(e^x)^2', '2^n\\cdot 2^m', '\\sin x\\sin x', '\\ln x+\\ln x', '\\sin(3x+9x)',
  '\\gcd(4,6)', '\\binom{5}{2}', '|-5|', '\\lfloor\\pi\\rfloor', '\\sqrt{x^2}', '\\sqrt{4+5}', '\\sqrt{-4}', 'e^x(2+3)', '\\frac{x+1}{2}',
  '\\frac{1}{3+2\\sqrt2}', '\\sqrt2(1+\\sqrt2)', '\\frac{1+1}{e}', '\\int_1^2\\frac{dx}{x}', '\\frac{d}{dx}\\sin x', '\\sum_{k=0}^n k',
  '\\det\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}',
])('%s is not', (text) => expect(workedOut(text)).toBe(false)) // biome-ignore format: a table
