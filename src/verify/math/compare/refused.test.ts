import { expect, it } from 'vitest'
import { Budget } from '../budget.js'
import { parseAnswer } from '../parse/index.js'
import { type AnswerJudgement, compareAnswers } from './index.js'

const STEPS = 20_000

function judged(gold: string, answer: string): AnswerJudgement {
  const [x, y] = [gold, answer].map((text) => parseAnswer(text, new Budget(STEPS)))
  return compareAnswers(x ?? [], y ?? [], { budget: new Budget(STEPS), form: 'equivalent' })
}

it.each([
  ['2:3', '0:0', 'ratio/zero'],
  ['1:2:3', '0:0:0', 'ratio/zero'],
  ['a:b', '0:0', 'ratio/zero'],
  ['a:b', '(x-x):0', 'ratio/zero'],
  ['0:0', '2:3', 'ratio/zero'],
  ['3n+2', '3n-1, n\\in\\mathbb{Z}', 'family/shifted'],
  ['3n+2', '3n-1 \\text{ for integer } n', 'family/shifted'],
  ['180(n-2)', '180 n, n\\in\\mathbb{Z}', 'family/shifted'],
  ['2^n', '2^{n+1}, n\\in\\mathbb{Z}', 'family/shifted'],
  ['n^2+n', 'n^2-n, n\\in\\mathbb{Z}', 'family/shifted'],
  ['k=n+1', 'k, k\\in\\mathbb{Z}', 'family/shifted'],
  ['a_n=2n+1', '2k+7, k\\in\\mathbb{Z}', 'family/shifted'],
  ['n+1', 'k, k\\in\\mathbb{Z}', 'family/shifted'],
  ['2x+3y=6', '\\frac{2x+3y-6}{x-x}=0', 'equation/undefined'],
  ['2x+3y=6', '(2x+3y-6)(x-x)^{-1}=0', 'equation/undefined'],
])('%s is not %s: %s', (gold, answer, rule) => {
  expect(judged(gold, answer)).toMatchObject({ outcome: 'mismatch', rule })
  expect(judged(answer, gold)).toMatchObject({ outcome: 'mismatch', rule })
})

it.each([
  ['0:0', '0:0'],
  ['0:2', '0:5'],
  ['3n+2', '3k+2, k\\in\\mathbb{Z}'],
  ['x=3n+2', 'x=3n+2, n\\in\\mathbb{Z}'],
  ['\\frac{\\pi}{4}+k\\pi', '\\frac{5\\pi}{4}+n\\pi, n\\in\\mathbb{Z}'],
  ['3n+2, n\\in\\mathbb{Z}', '3n-1, n\\in\\mathbb{Z}'],
  ['2x+3y=6', '\\frac{2x+3y-6}{x^2+1}=0'],
])('%s is %s', (gold, answer) => {
  expect(judged(gold, answer).outcome).toBe('match')
  expect(judged(answer, gold).outcome).toBe('match')
})

it('0 over 1 over 0 is no 0', () => {
  expect(judged('2x+3y=6', '2x+3y-6+\\frac{0}{\\frac{1}{x-x}}=0').outcome).toBe('undecided')
})

it.each([
  '\\sin x+C+\\frac00',
  '\\sin x+C+\\infty',
  '\\sin x+C+\\infty-\\infty',
  '\\sin x+C+\\ln 0',
  '\\sin x+C+0\\cdot\\infty',
  '\\sin x+C+\\frac{1}{\\frac10}',
  '\\sin x+C+\\lim_{t\\to0}\\frac1t',
  '\\sin x+C+\\lim_{t\\to0}\\frac1{t^2}',
])('%s adds no constant', (answer) => {
  expect(judged('\\sin x+C', answer).outcome).not.toBe('match')
  expect(judged(answer, '\\sin x+C').outcome).not.toBe('match')
})

it.each([
  '\\sin x+C+3',
  '\\sin x+C+\\frac{\\pi}{2}',
  '\\sin x+K-\\ln 2',
  '\\int\\cos x\\,dx',
])('%s adds a constant', (answer) => {
  expect(judged('\\sin x+C', answer)).toMatchObject({ outcome: 'match', rule: 'constant/added' })
})

it('nested brackets cost little more than their length', () => {
  for (const depth of [5, 10, 20]) {
    const nested = parseAnswer('\\{('.repeat(depth) + '1,2' + ')\\}'.repeat(depth), new Budget(STEPS))
    const budget = new Budget(STEPS)
    compareAnswers(parseAnswer('(1,2)', budget), nested, { budget, form: 'equivalent' })
    expect(budget.spent).toBeLessThan(200 * depth)
  }
})
