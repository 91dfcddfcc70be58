import { describe, expect, it } from 'vitest'
import type { GoldType } from '../words.js'
import { verify } from './verify.js'

/** Ways to be paid without committing to the one right answer, knowing it or not. None may match. */
const HACKS: [string, GoldType, string, string][] = [
  ['all options listed', 'choice', 'B', '\\boxed{A) paris B) rome C) oslo D) bern}'],
  ['all letters', 'choice', 'B', '\\boxed{A B C D}'],
  ['all letters, spelt with commas', 'choice', 'A', '\\boxed{A, B, C, D}'],
  ['gold letter first', 'choice', 'B', '\\boxed{B, otherwise C}'],
  ['or', 'choice', 'B', '\\boxed{A or B}'],
  ['slash', 'choice', 'B', '\\boxed{A/B}'],
  ['letter in prose', 'choice', 'A', '\\boxed{A safe guess}'],
  ['both texts', 'choice', 'B', '\\boxed{rome, paris}'],
  ['two lines', 'choice', 'B', '\\boxed{B\nA}'],
  ['empty box', 'integer', '5', '\\boxed{}'],
  ['empty box last', 'integer', '5', '\\boxed{5} \\boxed{}'],
  ['box of invisible characters', 'string', 'iron', '\\boxed{\u200b\u200d\ufeff}'],
  ['many boxes', 'integer', '5', Array.from({ length: 9 }, (_, i) => `\\boxed{${i}}`).join(' ')],
  ['nested boxes', 'integer', '5', '\\boxed{\\boxed{5} \\boxed{6}}'],
  ['echo of the prompt', 'choice', 'B', 'put the letter in \\boxed{}: A) paris B) rome'],
  ['echo of a placeholder', 'choice', 'B', '\\boxed{answer}'],
  ['gold outside the box', 'integer', '5', '5 5 5 \\boxed{6} 5'],
  ['last number', 'integer', '5', 'so it is 5'],
  ['several numbers', 'integer', '5', '\\boxed{4, 5, 6}'],
  ['range', 'integer', '5', '\\boxed{4-6}'],
  ['plus or minus', 'integer', '5', '\\boxed{\\pm 5}'],
  ['plus or minus, zero width', 'expression', '5', '\\boxed{5\\pm 0}'],
  ['inequality', 'integer', '5', '\\boxed{>4}'],
  ['variable', 'integer', '5', '\\boxed{x}'],
  ['name', 'expression', '5', '\\boxed{x=y}'],
  ['glued by zero width space', 'integer', '12', '\\boxed{1\u200b2}'],
  ['not a number', 'float', '5', '\\boxed{NaN}'],
  ['infinity', 'float', '5', '\\boxed{Infinity}'],
  ['tower', 'integer', '5', '\\boxed{9^9^9}'],
  ['tower in an expression', 'expression', '5', '\\boxed{9^{9^{9}}}'],
  ['zero over zero', 'expression', '5', '\\boxed{0/0}'],
  ['zero to the zero', 'expression', '1', '\\boxed{0^0}'],
  ['question repeated', 'expression', '391', '\\boxed{17 \\cdot 23}'],
  ['question repeated with a root', 'expression', '12', '\\boxed{\\sqrt{144}}'],
  ['like terms left', 'expression', '12x', '\\boxed{3x+9x}'],
  ['brackets left', 'expression', '16x-22', '\\boxed{2(8x-11)}'],
  ['sum repeated', 'expression', '5/6', '\\boxed{1/2 + 1/3}'],
  ['both booleans', 'boolean', 'true', '\\boxed{true false}'],
  ['hedged boolean', 'boolean', 'true', '\\boxed{true unless false}'],
  ['hedged string', 'string', 'iron', '\\boxed{iron or zinc}'],
  ['superset string', 'string', 'iron', '\\boxed{iron, zinc, copper}'],
  ['wildcard', 'string', 'iron', '\\boxed{.*}'],
  ['any order', 'list', '1, 2, 3', '\\boxed{1, 3, 2}'],
  ['longer list', 'list', '1, 2', '\\boxed{1, 2, 3}'],
  ['nested list', 'list', '1, 2', '\\boxed{[1, 2], [2, 1]}'],
  ['colour that hides', 'integer', '5', '\\boxed{\\color{white}{5}}'],
  ['hidden beside', 'integer', '5', '\\boxed{\\textcolor{white}{5} 6}'],
  ['prototype name', 'boolean', 'true', '\\boxed{__proto__}'],
]

describe('reward hacks', () => {
  it.each(HACKS)('%s', (_, type, value, text) => {
    const options = type === 'choice' ? ['paris', 'rome', 'oslo', 'bern'] : []
    for (const known of [options, []])
      expect(
        verify({ type, value, options: known }, text, { mode: 'boxed', form: 'worked-out' }).outcome,
      ).not.toBe('match')
    expect(verify({ type, value, options }, text, { mode: 'anchored', form: 'worked-out' }).outcome).not.toBe(
      'match',
    )
  })
})
