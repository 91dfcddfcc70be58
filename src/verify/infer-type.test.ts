import { describe, expect, it } from 'vitest'
import type { GoldType } from '../words.js'
import { inferType } from './infer-type.js'
import { verify } from './verify.js'

describe('inferType', () => {
  it.each<[string, GoldType]>([
    ['B', 'choice'],
    ['(B)', 'choice'],
    ['B.', 'choice'],
    ['$\\text{(B)}$', 'choice'],
    ['\\textbf{C}', 'choice'],
    ['K', 'expression'],
    ['b', 'expression'],
    ['x', 'expression'],
    ['(A, B)', 'expression'],
    ['true', 'boolean'],
    ['No.', 'boolean'],
    ['\\text{Yes}', 'boolean'],
    ['Evelyn', 'string'],
    ['$\\text{Evelyn}$', 'string'],
    ['New York', 'string'],
    ['no solution', 'expression'],
    ['all real numbers', 'expression'],
    ['\\text{all reals}', 'expression'],
    ['(C) 12', 'choice'],
    ['\\textbf{(C)}\\ 12', 'choice'],
    ['Zürich', 'string'],
    ['xy', 'expression'],
    ['pi', 'expression'],
    ['two thirds', 'expression'],
    ['sin x', 'expression'],
    ['5', 'expression'],
    ['1,000.5', 'expression'],
    ['5 apples', 'expression'],
    ['\\frac{1}{2}', 'expression'],
    ['1, 2', 'expression'],
    ['', 'expression'],
    ['\u0410', 'expression'],
  ])('%j: %s', (value, type) => expect(inferType(value)).toBe(type))

  it.each([
    ['B', 'B. Paris', 'match'],
    ['$\\text{(B)}$', '$\\text{B}$', 'match'],
    ['(B)', 'The answer is (B).', 'match'],
    ['B', 'C', 'mismatch'],
    ['Evelyn', '$\\boxed{\\text{Evelyn}}$', 'match'],
    ['Evelyn', 'Briana', 'mismatch'],
    ['yes', '\\boxed{\\text{No}}', 'mismatch'],
    ['yes', 'True', 'match'],
    ['(C) 12', 'C', 'match'],
    ['C', '(C) 12', 'match'],
    ['\\textbf{(C)}\\ 12', '12', 'match'],
    ['(C) 12', 'B', 'mismatch'],
    ['does not exist', 'DNE', 'match'],
    ['DNE', 'The limit does not exist.', 'match'],
    ['no solution', '$\\emptyset$', 'match'],
    ['\\varnothing', 'no real solutions', 'match'],
    ['DNE', 'no solution', 'mismatch'],
    ['\\infty', 'does not exist', 'mismatch'],
  ])('%j with %j: %s', (value, text, outcome) =>
    expect(verify({ value }, text, { mode: 'auto' })).toMatchObject({ outcome, inferred: true }))

  it.each([
    ['all real numbers', '\\mathbb{R}'],
    ['all real numbers', '(-\\infty, \\infty)'],
    ['\\text{all reals}', 'x \\in \\mathbb{R}'],
    ['all reals', '\\text{All real numbers}'],
    ['\\mathbb{R}', 'all real numbers'],
    ['(-\\infty, \\infty)', '\\text{all real numbers}'],
  ])('words may name a set: %s is %s', (value, answer) => {
    expect(verify({ value }, `\\boxed{${answer}}`, { mode: 'auto' }).outcome).toBe('match')
    expect(verify({ value }, '\\boxed{(0, \\infty)}', { mode: 'auto' }).outcome).toBe('mismatch')
  })
})
