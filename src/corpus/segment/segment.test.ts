import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainCounter, segment as segmentsOf } from './index.js'

const segment = (text: string, maxTokens: number, count: (text: string) => number): string[] =>
  segmentsOf(text, 'plain', { maxTokens, minTokens: 0, counter: plainCounter(count) }).map((one) => one.text)

const words = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length
const bytes = (text: string): number => Buffer.byteLength(text)

describe('segment', () => {
  it('leaves a text that fits alone', () => {
    expect(segment(' one two.\n\nthree ', 3, words)).toEqual(['one two.\n\nthree'])
  })
  it('cuts between paragraphs first and fills segments up', () => {
    expect(segment('a b\n\nc d\n\ne f\n\ng', 5, words)).toEqual(['a b\n\nc d', 'e f\n\ng'])
  })
  it('cuts a long paragraph at sentences, a long sentence at words, a long word anywhere', () => {
    expect(segment('a b c. d e f! g h.', 4, words)).toEqual(['a b c.', 'd e f!', 'g h.'])
    expect(segment('a b c d e', 2, words)).toEqual(['a b', 'c d', 'e'])
    expect(segment('abcdefgh', 4, bytes)).toEqual(['abcd', 'efgh'])
  })
  it('gives nothing for white space', () => expect(segment(' \n\n\t ', 10, words)).toEqual([]))

  it('keeps every visible character, in order, within the budget', () => {
    const texts = fc
      .array(fc.constantFrom('ab', 'c', ' ', '\n', '\n\n', '. ', '🙂', '。', 'long'.repeat(9)), {
        maxLength: 60,
      })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(texts, fc.integer({ min: 4, max: 40 }), (text, budget) => {
        const segments = segment(text, budget, bytes)
        expect(segments.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
        for (const one of segments) {
          expect(bytes(one)).toBeLessThanOrEqual(budget)
          expect(one).not.toMatch(/\p{Surrogate}/u)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('holds the budget where a join costs more tokens than its parts', () => {
    const longOnesCostMore = (text: string): number => words(text) + (words(text) > 3 ? 2 : 0)
    expect(segment('a b\n\nc d\n\ne f', 4, longOnesCostMore)).toEqual(['a b', 'c d', 'e f'])
  })

  it('cuts a megabyte without white space', () => {
    const segments = segment('x'.repeat(1 << 20), 1000, (text) => {
      expect(text.length).toBeLessThanOrEqual(16_384)
      return text.length
    })
    expect(segments.join('').length).toBe(1 << 20)
  })
})
