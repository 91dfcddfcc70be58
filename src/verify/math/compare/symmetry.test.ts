import { describe, expect, it } from 'vitest'
import { Budget } from '../budget.js'
import type { Node } from '../node.js'
import { parseAnswer } from '../parse/index.js'
import { compareAnswers } from './index.js'

const STEPS = 20_000

/** One answer of every kind and some neighbours: every pair is judged in both orders. */
const ANSWERS = [
  '2', '0.5', '\\frac12', '50\\%', '\\sqrt2', '1.41421356', 'x', '2x+1', 'x^2+C', 'x^2+K', '\\infty', '3+2i',
  '15 \\text{ cm}', '0.15 \\text{ m}', '90^\\circ', '\\frac{\\pi}{2}', '\\$2',
  '(2,5)', '[2,5]', '(2,5]', '2,5', '5,2', '\\{2,5\\}', '\\{2\\}', '\\emptyset', '\\pm 2', 'x=2', 'x=2,y=5',
  '(x,y)=(2,5)', 'x=2 \\text{ or } x=5', '2<x<5', 'x>2', '2<x', 'x\\ne 2', '\\mathbb{R}\\setminus\\{2\\}', '\\mathbb{R}',
  '\\mathbb{Z}', '\\{x\\mid x>2\\}', '|x|<2', 'y=2x+1', '2x-y=-1', 'x+y<3', 'f(x)=2x+1', 'x\\equiv 2\\pmod 5',
  '5k+2, k\\in\\mathbb{Z}', '2+5n', '\\begin{pmatrix}2\\\\5\\end{pmatrix}', '\\begin{pmatrix}2&5\\end{pmatrix}',
  '2:5', '4:10', '12:30', '0:30', '10_2', '\\text{yes}', '\\text{B}', 'a+b=1+1=2', '1+1=2',
] // biome-ignore format: grouped by kind

describe('comparison', () => {
  const readings = ANSWERS.map((text) => [text, parseAnswer(text, new Budget(STEPS))] as const)
  const outcome = (a: readonly Node[], b: readonly Node[]): string =>
    compareAnswers(a, b, { budget: new Budget(STEPS), form: 'equivalent' }).outcome

  it.each(readings)('of %s with itself is a match', (_, own) => {
    expect(own.length).toBeGreaterThan(0)
    expect(outcome(own, own)).toBe('match')
  })

  it.each(readings)('of %s does not mind the order', (text, own) => {
    for (const [other, its] of readings)
      expect(`${text} | ${other}: ${outcome(own, its)}`).toBe(`${text} | ${other}: ${outcome(its, own)}`)
  })
})
