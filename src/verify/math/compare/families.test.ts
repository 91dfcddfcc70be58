import { describe, expect, it } from 'vitest'
import { Budget } from '../budget.js'
import { parseAnswer } from '../parse/index.js'
import { compareAnswers } from './index.js'

const STEPS = 20_000

function outcome(a: string, b: string): string {
  const [x, y] = [a, b].map((text) => parseAnswer(text, new Budget(STEPS)))
  return compareAnswers(x ?? [], y ?? [], { budget: new Budget(STEPS), form: 'equivalent' }).outcome
}

const SAME: [string, string][] = [
  // Neither side says that k or n is an integer.
  ['x=\\frac{\\pi}{4}+\\frac{k\\pi}{2}', 'x=\\frac{\\pi}{4}+\\frac{n\\pi}{2}'],
  ['x=\\frac{\\pi}{4}+\\frac{k\\pi}{2}', '\\frac{n\\pi}{2}+\\frac{\\pi}{4}'],
  ['\\frac{\\pi}{6}+k\\pi', '\\frac{7\\pi}{6}+n\\pi'],
  ['x = 30^\\circ + 360^\\circ k', 'x=30^\\circ+360^\\circ n'],
  ['x=\\frac{\\pi}{4}+k\\pi \\text{ or } x=k\\pi', 'x=n\\pi \\text{ or } x=\\frac{\\pi}{4}+n\\pi'],
  ['x=\\frac{\\pi}{4}+k\\pi', 'x=\\frac{5\\pi}{4}+k\\pi'],
  [
    'x=\\frac{\\pi}{6}+2k\\pi, \\frac{5\\pi}{6}+2k\\pi',
    'x=\\frac{5\\pi}{6}-2k\\pi, \\frac{13\\pi}{6}+2k\\pi',
  ],
  ['n=3k+1', 'n=3m+1'],
  // Half-lines by where they start.
  ['x=2k+1, k\\ge 0', 'x=2k-1, k\\ge 1'],
  ['x=2k+1, k\\ge 0', 'x=2k-1, k\\in\\mathbb{Z}^+'],
  ['2k+1, k>-1', '\\{2k+1 \\mid k \\ge 0\\}'],
  ['2k+1, k\\in\\mathbb{N}', '2n+1, n\\in\\mathbb{N}'],
  ['2k+1, k\\ge 0', '2k+1 where k is a non-negative integer'],
  ['2k+1, k\\ge 0', '2k+1, \\text{ where } k \\text{ is a nonnegative integer}'],
  ['2k, k\\in\\mathbb{Z}^+', '2n where n is a positive integer'],
  ['2k, k\\in\\mathbb{Z}^+', '2k for any positive integer k'],
  ['2k, k\\in\\mathbb{Z}^+', '2k for positive integers k'],
  ['2k, k\\in\\mathbb{Z}^+', '2k where k is a natural number'],
  ['2k+1, k\\in\\mathbb{N}', '2n+1, n\\ge 1'],
  ['2k+1, k\\in\\mathbb{N}', '2n+1, n\\ge 0'],
]

const DIFFERENT: [string, string][] = [
  ['2k, k\\in\\mathbb{Z}^+', '2k where k is a non-negative integer'],
  ['2k, k\\in\\mathbb{Z}', '2k where k is a positive integer'],
  ['\\frac{\\pi}{6}+2k\\pi', '\\frac{\\pi}{6}+k\\pi'],
  ['\\frac{\\pi}{6}+2k\\pi', '\\frac{\\pi}{6}+n\\pi'],
  // Under one name the letter may be a given number: the angles of an n-gon.
  ['(n-2)\\pi', '(n-1)\\pi'],
  ['S=(n-2)\\pi', 'S=(n-1)\\pi'],
  ['x=\\frac{\\pi}{4}+k\\pi', 'x=\\frac{3\\pi}{4}+k\\pi'],
  ['k\\pi', 'n^2\\pi'],
  ['2k', '2n'],
  ['n=3k+1', 'n=3m+2'],
  ['x=2k+1, k\\ge 0', 'x=2k-1, k\\ge 0'],
  ['2k+1, k\\in\\mathbb{N}', '2k-1, k\\in\\mathbb{N}'],
  ['2k+1, k\\in\\mathbb{N}', '2n+1, n\\ge 2'],
  ['2k+1, k\\ge 0', '2k+1, k\\in\\mathbb{Z}'],
  ['2k+1, k\\ge 0', '1'],
]

describe('families', () => {
  it.each(SAME)('%s = %s', (a, b) => {
    expect(outcome(a, b)).toBe('match')
    expect(outcome(b, a)).toBe('match')
  })

  it.each(DIFFERENT)('%s is not %s', (a, b) => {
    expect(outcome(a, b)).toBe('mismatch')
    expect(outcome(b, a)).toBe('mismatch')
  })
})
