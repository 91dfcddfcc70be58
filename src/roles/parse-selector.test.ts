import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSelector } from './parse-selector.js'

const json = (mcq: unknown, freeForm: unknown, type: unknown) =>
  JSON.stringify({
    suitable_for_mcq: mcq,
    suitable_for_free_form: freeForm,
    best_answer_type: type,
    reason: 'so',
  })

describe('parseSelector', () => {
  it('reads type tokens', () => {
    expect(parseSelector('<mcq>', 'type-token')).toEqual({ format: 'mcq', answerType: 'choice' })
    expect(parseSelector(' <list>', 'type-token')).toEqual({ format: 'free-form', answerType: 'list' })
    expect(parseSelector('<doc>', 'type-token')).toBe(null)
    expect(parseSelector('mcq', 'type-token')).toBe(null)
  })

  it("reads the paper's object, also fenced", () => {
    expect(parseSelector(json(true, false, null), 'json')).toEqual({ format: 'mcq', answerType: 'choice' })
    expect(parseSelector(`\`\`\`\n${json(false, true, 'Expression')}\n\`\`\``, 'json')).toEqual({
      format: 'free-form',
      answerType: 'expression',
    })
  })

  it.each([
    json(true, true, null),
    json(false, false, 'Integer'),
    json(false, true, null),
    json(false, true, 'Essay'),
    json(false, true, 'mcq2'),
    json('yes', false, null),
    'no object',
  ])('cannot read %s', (text) => {
    expect(parseSelector(text, 'json')).toBe(null)
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const reads of ['json', 'type-token'] as const) {
          const request = parseSelector(text, reads)
          expect(request === null || request.format === 'mcq' || request.format === 'free-form').toBe(true)
        }
      }),
    )
  })
})
