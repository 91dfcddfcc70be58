import { describe, expect, it } from 'vitest'
import { refusal } from './refused.js'
import { verify } from './verify.js'

describe('answers that ask, take back or hide', () => {
  it.each([
    ['5?', 'answer/question'],
    ['What is 2+3?', 'answer/question'],
    ['5 is wrong', 'answer/hedge'],
    ['5 \\text{ is not it}', 'answer/hedge'],
    ['maybe 5', 'answer/hedge'],
    ['\\phantom{5}', 'answer/unseen'],
    ['~~5~~', 'answer/unseen'],
    ['\\cancel{5}', 'answer/unseen'],
  ])('%j: %s', (answer, rule) => {
    expect(refusal(answer)).toBe(rule)
    for (const type of ['integer', 'expression', 'float'] as const)
      expect(verify({ type, value: '5' }, answer, { mode: 'whole' })).toMatchObject({
        outcome: 'unparsable',
        rule,
      })
  })

  it.each([
    '5',
    'x \\not= 3',
    '15 \\text{ cm}',
    '\\neg x',
    'x=2 \\text{ or } x=5',
    '\\frac{1}{2}',
    '~~5',
  ])('has nothing against %j', (answer) => expect(refusal(answer)).toBeUndefined())
})
