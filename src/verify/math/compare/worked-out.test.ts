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
    ['\\ln 2', '\\int_1^2 \\frac1x dx'],
    ['\\sin x+C', '\\int\\cos x\\,dx'],
    ['\\cos x', '\\frac{d}{dx}\\sin x'],
    ['1-\\cos 1', '\\int_0^1 \\sin x dx'],
    ['e^{-2}', '\\lim_{x\\to\\infty}(1-\\frac{2}{x})^x'],
    ['\\frac{1}{(1-x)^2}', '\\sum_{n=0}^\\infty (n+1)x^n'],
    ['2^{10}-1', '\\sum_{k=0}^{9}2^k'],
    ['2^n', '\\sum_{k=0}^n \\binom{n}{k}'],
    ['\\frac{n(n+1)}{2}', '\\sum_{k=1}^n k'],
    ['x=\\ln 2', 'x=\\int_1^2\\frac{dx}{x}'],
    ['(\\ln 2, 3)', '(\\int_1^2\\frac{dx}{x}, 3)'],
    ['\\{\\ln 2, 3\\}', '\\{\\int_1^2\\frac{dx}{x}, 3\\}'],
    ['\\frac{1}{2}', '\\sin\\frac{\\pi}{6}'],
    ['2\\ln 2', '\\ln 2+\\ln 2'],
    // What they are reduced to is the gold's tree.
    ['7', '\\det\\begin{pmatrix}3&2\\\\1&3\\end{pmatrix}'],
    ['-2', '\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}'],
    ['x^2-1', '\\begin{vmatrix}x&1\\\\1&x\\end{vmatrix}'],
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
    ['\\int_1^2\\frac{dx}{x}', '\\ln 2'],
    ['\\int_1^2\\frac{dx}{x}', '\\int_1^2\\frac{dt}{t}'],
    ['\\ln 2', '\\int_1^2\\frac{dx}{x}=\\ln 2'],
    ['\\cos x', '\\frac{d}{dx}\\sin x=\\cos x'],
    ['x\\ln x-x', 'x(\\ln x-1)'],
    ['2\\ln 2', '\\ln 4'],
    ['e^{-2}', '\\frac{1}{e^2}'],
    ['\\frac{\\pi}{4}-\\frac{\\ln 2}{2}', '\\frac{\\pi-2\\ln 2}{4}'],
    ['\\ln\\frac{x+1}{x+2}', '\\ln(x+1)-\\ln(x+2)'],
    ['\\tan x', '\\frac{\\sin x}{\\cos x}'],
    ['\\frac12+\\frac{\\sqrt5}{2}', '\\frac{1+\\sqrt5}{2}'],
    ['7', 'x=7'],
  ])('accepts for %s the answer %s', (gold, answer) => {
    expect(rule(gold, answer, 'worked-out')).toBe('match')
  })
  it.each([
    ['101_2', '5'],
    ['101_2', '11_4'],
    ['5', '101_2'],
    ['1.5 \\text{ hours}', '90 \\text{ minutes}'],
    ['\\frac{\\pi}{2}', '90^\\circ'],
    ['90^\\circ', '\\frac{\\pi}{2}'],
    ['3:2', '30:20'],
    ['3:2', '1.5:1'],
    ['(1.5 \\text{ hours}, 2)', '(90 \\text{ minutes}, 2)'],
  ])('refuses for %s the given %s, which is not converted', (gold, answer) => {
    expect(rule(gold, answer, 'equivalent')).toBe('match')
    expect(rule(gold, answer, 'worked-out')).toBe('expression/not-converted')
  })

  it.each([
    ['101_2', '101_{2}'],
    ['255', '255_{10}'],
    ['1.5 \\text{ hours}', '1.5'],
    ['1.5', '1.5 \\text{ hours}'],
    ['1.5 \\text{ hours}', '\\frac32 \\text{ hours}'],
    ['30', '30^\\circ'],
    ['30:20', '3:2'],
    ['3:2', '\\frac32'],
    ['\\frac32', '3:2'],
    ['0.35', '35\\%'],
  ])('leaves open for %s how %s is noted', (gold, answer) => {
    expect(rule(gold, answer, 'worked-out')).toBe('match')
  })
})
