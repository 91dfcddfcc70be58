import { describe, expect, it } from 'vitest'
import { Budget, BudgetSpent } from '../budget.js'
import type { Node } from '../node.js'
import { parseAnswer } from '../parse/index.js'
import { isDecidable } from './index.js'

function decidable(node: Node): boolean | string {
  try {
    return isDecidable(node, new Budget(8000))
  } catch (error) {
    if (error instanceof BudgetSpent) return error.limit
    throw error
  }
}

describe('isDecidable', () => {
  it.each([
    ['x^2+1', true],
    ['1 \\pm \\sqrt{19}', true],
    ['\\{1\\pm\\sqrt5,-2\\}', true],
    ['(-\\infty, 2)', true],
    ['\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', true],
    ['\\sin x', true],
    ['x=5', true],
    ['9^{9^9}', 'digits'],
    ['\\frac10', false],
    ['\\text{red}', false],
    ['(1, \\text{red})', false],
  ])('%s: %s', (text, expected) => {
    const [node] = parseAnswer(text, new Budget(8000))
    if (!node) throw new Error(`unread: ${text}`)
    expect(decidable(node)).toBe(expected)
  })
})
