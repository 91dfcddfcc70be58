import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadTokenizer, type Tokenizer } from '../../tokenizer/index.js'
import { segment, type TokenCounter, tokenCounter } from './index.js'

let tokenizer: Tokenizer
beforeAll(async () => {
  tokenizer = await loadTokenizer(fileURLToPath(new URL('../../../assets/seed/model', import.meta.url)))
})

describe('tokenCounter', () => {
  const texts = fc
    .array(
      fc.constantFrom(
        'the leg count',
        ' of ',
        '4',
        ' 1234',
        '\n\n',
        '  ',
        '(x+y)',
        'é',
        '春天',
        '🙂',
        '. ',
        'A1',
      ),
      {
        maxLength: 60,
      },
    )
    .map((parts) => parts.join(''))

  it('bounds the exact count from above by bytes, and closely by the estimate', () => {
    const counter = tokenCounter(tokenizer)
    fc.assert(
      fc.property(texts, (text) => {
        const exact = counter.exact(text)
        expect(exact).toBe(tokenizer.encode(text).length)
        expect(counter.upperBound(text)).toBeGreaterThanOrEqual(exact)
        expect(counter.estimate(text)).toBeGreaterThanOrEqual(exact)
        expect(counter.estimate(text)).toBeLessThanOrEqual(exact * 1.5 + 4)
      }),
      { numRuns: 300 },
    )
  })

  it('estimates alike whatever it has seen before', () => {
    const used = tokenCounter(tokenizer)
    for (let i = 0; i < 500; i++) used.estimate(`word${i} and ${'x'.repeat(i % 40)}`)
    fc.assert(
      fc.property(texts, (text) => used.estimate(text) === tokenCounter(tokenizer).estimate(text)),
      {
        numRuns: 100,
      },
    )
  })

  it('keeps segments within the budget as the tokenizer counts it', () => {
    const counter = tokenCounter(tokenizer)
    fc.assert(
      fc.property(texts, fc.integer({ min: 8, max: 40 }), (text, maxTokens) => {
        for (const one of segment(text, 'plain', { maxTokens, counter })) {
          expect(tokenizer.encode(one.text).length).toBeLessThanOrEqual(maxTokens)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('counts runs without white space in bounded pieces', () => {
    const counter = tokenCounter({
      encode: (text) => {
        expect(text.length).toBeLessThanOrEqual(16_384)
        return new Int32Array(text.length)
      },
    })
    expect(counter.exact('x'.repeat(100_000))).toBe(100_000)
  })

  it('counts exactly only near the budget', () => {
    let counted = 0
    const exact = tokenCounter(tokenizer)
    const counter: TokenCounter = {
      ...exact,
      exact: (text) => {
        counted++
        return exact.exact(text)
      },
    }
    const text = Array.from({ length: 400 }, (_, i) => `the leg count of prawn is ${i}.`).join(' ')
    const segments = segment(text, 'plain', { maxTokens: 300, counter })
    expect(segments.length).toBeGreaterThan(5)
    expect(counted).toBe(0)
    for (const one of segments) expect(exact.exact(one.text)).toBeLessThanOrEqual(300)
    // A text whose estimate is above a budget that holds it is not cut.
    const [first] = segments
    const fitting = first as { text: string }
    expect(segment(fitting.text, 'plain', { maxTokens: exact.exact(fitting.text), counter })).toHaveLength(1)
    expect(counted).toBe(1)
  })
})
