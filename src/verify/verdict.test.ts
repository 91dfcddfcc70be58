import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GoldType } from '../words.js'
import { EXTRACTION_MODES } from './extract.js'
import { type Gold, verify } from './verify.js'

describe('the verdict', () => {
  it('says what was compared and what was normalised', () => {
    expect(verify({ type: 'integer', value: '1200' }, 'so \\boxed{**1,200**.}', { mode: 'boxed' })).toEqual({
      outcome: 'match',
      rule: 'integer/equal',
      extracted: '**1,200**.',
      type: 'integer',
      inferred: false,
      normalised: ['markdown', 'trailing-period', 'thousands'],
      goldForm: '1200',
      answerForm: '1200',
    })
    expect(verify({ value: 'B' }, 'no idea', { mode: 'boxed' })).toEqual({
      outcome: 'unparsable',
      rule: 'extract/none',
      extracted: null,
      type: 'choice',
      inferred: true,
      normalised: [],
      goldForm: null,
      answerForm: null,
    })
  })

  it.each<[GoldType, string, string, string, string]>([
    ['choice', 'B', 'b) rome', 'B', 'B'],
    ['boolean', 'yes', 'False', 'true', 'false'],
    ['string', 'New York', '**new  york**.', 'new york', 'new york'],
    ['float', '0.50', '1.5e-1', '0.5', '0.15'],
    ['integer', '-7', '1.25', '-7', '1.25'],
    ['list', '1.0, Iron', '[1, zinc]', '1, iron', '1, zinc'],
    ['float', '-0.05', '1e2', '-0.05', '100'],
  ])('gives both forms of a %s', (type, value, text, goldForm, answerForm) =>
    expect(verify({ type, value }, text, { mode: 'whole' })).toMatchObject({ goldForm, answerForm }))

  it('finds an untyped gold where it finds the answer, a typed one never', () => {
    const solution = 'We add 2 and 3, so the answer is $\\boxed{5}$.'
    expect(verify({ value: solution }, '5', { mode: 'auto' }).outcome).toBe('match')
    expect(verify({ value: solution }, '5', { mode: 'lenient' }).outcome).toBe('match')
    expect(verify({ value: solution }, '5', { mode: 'whole' }).outcome).not.toBe('match')
    expect(verify({ type: 'integer', value: solution }, '5', { mode: 'auto' }).outcome).toBe('undecided')
  })

  it.each<[GoldType, string, string, boolean]>([
    ['integer', '3', '\\frac{6}{2}', true],
    ['integer', '3', '\\frac{7}{2}', false],
    ['integer', '12', '12,0', true],
    ['integer', '1250', '12,50', false],
    ['integer', '1000', '1,000', true],
    ['integer', '5', '4, 5', false],
    ['float', '0.75', '0,75', true],
    ['float', '0.5', '\\frac12', true],
    ['float', '1.234', '1,234', false],
    ['float', '0.111', '0,111', true],
    ['float', '1000.99', '1000,99', true],
  ])('%s %s with %j where only the value counts: %s', (type, value, text, accepted) => {
    expect(verify({ type, value }, text, { mode: 'whole' }).outcome === 'match').toBe(accepted)
    const strict = verify({ type, value }, text, { mode: 'whole', form: 'worked-out' })
    if (/,\d{1,2}$|0,111/.test(text)) expect(strict.outcome).not.toBe('match')
  })

  it('judges any strings whatever, within their budget', () => {
    const hostile = [
      '\ud800',
      '\u0000',
      '9'.repeat(1999),
      '{'.repeat(1999),
      'x'.repeat(10_000_000),
      '\udfff5',
    ]
    const golds: (GoldType | undefined)[] = [
      undefined,
      'choice',
      'integer',
      'float',
      'string',
      'boolean',
      'list',
    ]
    for (const value of hostile)
      for (const text of hostile)
        for (const type of golds)
          for (const mode of EXTRACTION_MODES) {
            const gold: Gold = type === undefined ? { value } : { type, value }
            expect(verify(gold, text, { mode }).rule).toMatch(/^[a-z]+\/[a-z-]+$/)
          }
  })

  it('does not mind how typed answers are dressed', () => {
    const dress = fc.constantFrom<(a: string) => string>(
      (a) => `**${a}**`,
      (a) => `$${a}$.`,
      (a) => `\\text{${a}}`,
      (a) => ` ${a} `,
      (a) => `\`${a}\``,
      (a) => `\u200b${a}\ufeff`,
      (a) => `\\boxed{${a}}`,
    )
    const golds = fc.oneof(
      fc.tuple(
        fc.constant('integer' as const),
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
      ),
      fc.tuple(fc.constant('choice' as const), fc.constantFrom(...'ABCDEFGHIJ')),
      fc.tuple(fc.constant('boolean' as const), fc.constantFrom('true', 'false')),
      fc.tuple(fc.constant('string' as const), fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8})?$/)),
    )
    fc.assert(
      fc.property(golds, dress, fc.constantFrom('auto', 'whole', 'lenient'), ([type, value], wear, mode) => {
        expect(verify({ type, value }, wear(value), { mode: mode as 'auto' }).outcome).toBe('match')
      }),
      { numRuns: 500 },
    )
  })
})
