import { describe, expect, it } from 'vitest'
import { Budget } from '../budget.js'
import { parseAnswer } from '../parse/index.js'
import { compareAnswers } from './index.js'

const STEPS = 20_000

function rule(gold: string, answer: string, form: 'equivalent' | 'worked-out'): string {
  const [x, y] = [gold, answer].map((text) => parseAnswer(text, new Budget(STEPS)))
  const { outcome, rule } = compareAnswers(x ?? [], y ?? [], { budget: new Budget(STEPS), form })
  return outcome === 'match' ? 'match' : rule
}

describe('the form worked-out', () => {
  it.each([
    ['12x', '3x+9x'],
    ['391', '17\\cdot 23'],
    ['16x-22', '2(8x-11)'],
    ['(2,5)', '(2,3+2)'],
    ['\\{1,2\\}', '\\{1,1+1\\}'],
    ['x=12', 'x=3+9'],
    ['x=1 \\text{ or } x=12', 'x=1 \\text{ or } x=3+9'],
    ['[0,5)', '[0,2+3)'],
    ['\\begin{pmatrix}2\\\\5\\end{pmatrix}', '\\begin{pmatrix}2\\\\2+3\\end{pmatrix}'],
    // The question handed back.
    ['x=3', '2x=6'],
    ['x<3', '2x<6'],
    ['-2<x<4', '|x-1|<3'],
    ['(-2,2)', '\\{x \\mid x^2<4\\}'],
  ])('refuses for %s the answer %s, which is equivalent', (gold, answer) => {
    expect(rule(gold, answer, 'equivalent')).toBe('match')
    expect(rule(gold, answer, 'worked-out')).toBe('expression/not-worked-out')
  })

  it.each([
    ['12x', '12x'],
    ['3x+9x', '12x'],
    ['17\\cdot 23', '391'],
    ['\\frac12', '0.5'],
    ['2(8x-11)', '16x-22'],
    ['(2,3+2)', '(2,1+4)'],
    ['x>2', '(2,\\infty)'],
    ['14', 'a+b=6+8=14'],
    ['5', 'x=2+3=5'],
    ['2x+4y=3', '2(x+2y)=3'],
    ['2x=6', '2x=6'],
    ['|x|>2', 'x>2 \\text{ or } x<-2'],
    ['(-\\infty,-1]\\cup[3,\\infty)', 'x \\le -1 \\cup x \\ge 3'],
    ['x\\ne 2', '\\mathbb{R}\\setminus\\{2\\}'],
    ['[0,5]', '\\{x \\mid 0\\le x\\le 5\\}'],
  ])('accepts for %s the answer %s', (gold, answer) => {
    expect(rule(gold, answer, 'worked-out')).toBe('match')
  })
})
