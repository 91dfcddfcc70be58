import { expect, it } from 'vitest'
import { verify } from '../../verify.js'
import { Budget } from '../budget.js'
import { printNode } from '../print.js'
import { parseAnswer } from './index.js'

const outcome = (value: string, answer: string): string =>
  verify({ value }, `\\boxed{${answer}}`, { mode: 'auto' }).outcome

it.each([
  'P(A\\cap B)=\\frac16',
  'P(A|B)=\\frac16',
  'P(A\\mid B)=1/6',
  'P(X=2)=\\frac16',
  'P(X\\le 2)=1/6',
  'P(1<X<2)=1/6',
  'P(A^c)=1/6',
  'P(A\\text{ and }B)=1/6',
  '\\Pr(X=2)=1/6',
  '\\mathbb{P}(A|B)=1/6',
  'n(A\\cup B)=1/6',
  'P(A\\cap B)=\\frac13\\cdot\\frac12=\\frac16',
  'P(X\\ge 1)=1-P(X=0)=1-\\frac56=\\frac16',
])('%s names 1/6', (named) => {
  expect(outcome('\\frac16', named)).toBe('match')
  expect(outcome(named, '\\frac16')).toBe('match')
  expect(outcome(named, '\\frac15')).toBe('mismatch')
})

it('values of other events are other values', () => {
  expect(outcome('P(X=2)=1/6', 'P(X=2)=\\frac16')).toBe('match')
  expect(outcome('P(X=2)=1/6', 'P(X=3)=\\frac16')).toBe('mismatch')
  expect(outcome('P(A\\cap B)=1/6', 'P(A\\cup B)=1/6')).toBe('mismatch')
})

it('brackets without events are what they were', () => {
  const first = (text: string): string => {
    const [node] = parseAnswer(text, new Budget(2000))
    return node ? printNode(node) : ''
  }
  expect(first('P(5,2)')).toBe('P(5, 2)')
  expect(first('n(n+1)')).toBe('n*(n + 1)')
  expect(first('n(|x|+1)')).toBe('n*(abs(x) + 1)')
  expect(first('P(|x|)')).not.toContain('|')
})
