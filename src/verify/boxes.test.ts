import { describe, expect, it } from 'vitest'
import { lastBox, openBox } from './boxes.js'

describe('lastBox', () => {
  it.each([
    ['\\boxed{4} and \\boxed{9}', '4, 9'],
    ['\\boxed{4}, \\boxed{9}', '4, 9'],
    ['$\\boxed{4}$, and $\\boxed{9}$.', '4, 9'],
    ['\\(\\boxed{1}\\) and \\(\\boxed{-2}\\).', '1, -2'],
    ['$$\\boxed{2}, \\boxed{3}, \\boxed{5}$$', '2, 3, 5'],
    ['\\boxed{(2, 2)} \\quad \\text{and} \\quad \\boxed{(6, 2)}', '(2, 2), (6, 2)'],
    ['\\boxed{x<1} \\text{ or } \\boxed{x>2}', 'x<1 \\text{ or } x>2'],
    ['\\boxed{3} \\text{ for part (a) and } \\boxed{1}', '3, 1'],
    ['\\boxed{3} for part (a), \\boxed{1} for part (b)', '3, 1'],
  ])('joins %j', (text, answer) => expect(lastBox(text)?.answer).toBe(answer))

  it.each([
    ['\\boxed{7} \\boxed{8}', '8'],
    ['\\boxed{7}\\boxed{8}', '8'],
    ['\\boxed{1} no no no \\boxed{2}', '2'],
    ['\\boxed{1}. And \\boxed{2}', '2'],
    ['\\boxed{1}, so \\boxed{2}', '2'],
    ['\\boxed{1} and then \\boxed{2}', '2'],
    [`\\boxed{1}${' '.repeat(100)}, \\boxed{2}`, '2'],
    ['\\boxed{}, \\boxed{5}', '5'],
    ['\\boxed{5}, \\boxed{}', ''],
  ])('does not join %j', (text, answer) => expect(lastBox(text)?.answer).toBe(answer))

  it.each([
    ['\\boxed{12 $ and $13 }. $ Done', '12 $ and $13 '],
    ['\\\\boxed{004}.\\n\\nBut let me check', '004'],
    ['\\\\boxed{\\\\{1, 2\\\\}}', '\\\\{1, 2\\\\}'],
    ['\\\\boxed{\\\\left\\\\{ 1 \\\\right.}', '\\\\left\\\\{ 1 \\\\right.'],
    ['\\boxed{\\left\\{ 1 \\right.}', '\\left\\{ 1 \\right.'],
    ['\\boxed{\\begin{pmatrix}1\\\\2\\end{pmatrix}}', '\\begin{pmatrix}1\\\\2\\end{pmatrix}'],
    ['\\fbox {B}', 'B'],
    ['\\boxed{1} \\boxed{2', '1'],
    ['\\boxed{ \\boxed{1} and', '1'],
    ['{ \\boxed{1}', '1'],
  ])('reads %j', (text, answer) => expect(lastBox(text)?.answer).toBe(answer))

  it.each([
    ['\\boxed{7', 0],
    ['\\boxed{1} \\boxed{2', 10],
    ['\\boxed{\\frac{1}{2}', 0],
    ['\\boxed{ \\boxed{1} and', 0],
    ['\\boxed{1}', undefined],
    ['{ \\boxed{1}', undefined],
  ])('%j: cut off at %j', (text, begin) => expect(openBox(text)).toBe(begin))

  it.each(['boxed{1}', '\\boxed 1', '\\boxed{1', '\\unboxed', ''])('finds none in %j', (text) =>
    expect(lastBox(text)).toBeUndefined())
})
