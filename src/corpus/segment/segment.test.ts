import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TextFormat } from '../reading.js'
import { plainCounter, segment as segmentsOf } from './index.js'

const cut = (
  text: string,
  maxTokens: number,
  count: (text: string) => number,
  format: TextFormat = 'plain',
): string[] =>
  segmentsOf(text, format, { maxTokens, minTokens: 0, counter: plainCounter(count) }).map((one) => one.text)
const words = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length
const bytes = (text: string): number => Buffer.byteLength(text)

describe('segment', () => {
  it('leaves a text that fits alone', () => {
    expect(cut(' one two.\n\nthree ', 3, words)).toEqual(['one two.\n\nthree'])
  })
  it('cuts between paragraphs first and fills segments up', () => {
    expect(cut('a b\n\nc d\n\ne f\n\ng', 5, words)).toEqual(['a b\n\nc d', 'e f\n\ng'])
  })
  it('cuts a long paragraph at sentences, a long sentence at words, a long word anywhere', () => {
    expect(cut('a b c. d e f! g h.', 4, words)).toEqual(['a b c.', 'd e f!', 'g h.'])
    expect(cut('a b c d e', 2, words)).toEqual(['a b', 'c d', 'e'])
    expect(cut('abcdefgh', 4, bytes)).toEqual(['abcd', 'efgh'])
  })
  it('gives nothing for white space', () => expect(cut(' \n\n\t ', 10, words)).toEqual([]))

  it('holds the budget where a join costs more tokens than its parts', () => {
    const longOnesCostMore = (text: string): number => words(text) + (words(text) > 3 ? 2 : 0)
    expect(cut('a b\n\nc d\n\ne f', 4, longOnesCostMore)).toEqual(['a b', 'c d', 'e f'])
  })
})

describe('the structure that segments follow', () => {
  const paragraph = (n: number, word = 'word'): string => Array.from({ length: n }, () => word).join(' ')

  it('keeps a heading with what follows it', () => {
    const text = `${paragraph(6)}\n\n## Second\n\n${paragraph(7)}`
    for (const format of ['plain', 'markdown'] as const) {
      expect(cut(text, 10, words, format)).toEqual([paragraph(6), `## Second\n\n${paragraph(7)}`])
    }
    const underlined = `${paragraph(6)}\n\nSecond\n------\n\n${paragraph(7)}`
    expect(cut(underlined, 10, words)[1]).toBe(`Second\n------\n\n${paragraph(7)}`)
    const plain = `${paragraph(6)}.\n\nSecond part\n\n${paragraph(7)}.`
    expect(cut(plain, 10, words)[1]).toBe(`Second part\n\n${paragraph(7)}.`)
  })

  it('prefers a heading to a paragraph that is a little nearer to the middle', () => {
    const text = [paragraph(9), '# Two', paragraph(5), paragraph(6)].join('\n\n')
    expect(cut(text, 14, words, 'markdown')[0]).toBe(paragraph(9))
  })

  it('gives two like parts of a text slightly above the budget', () => {
    const sentences = Array.from({ length: 21 }, (_, i) => `Sentence number ${i} is here.`)
    const parts = cut(sentences.join(' '), 100, words)
    expect(parts.map(words)).toEqual([55, 50])
    // One full paragraph and a small one as well: the full one is cut.
    const uneven = cut(`${sentences.slice(0, 19).join(' ')}\n\n${sentences.slice(19).join(' ')}`, 100, words)
    expect(Math.min(...uneven.map(words))).toBeGreaterThanOrEqual(35)
  })

  it('cuts between list items, not within them', () => {
    const items = Array.from({ length: 6 }, (_, i) => `- item ${i} has\n  two lines of text`)
    for (const part of cut(items.join('\n'), 20, words, 'markdown')) {
      expect(part).toMatch(/^- item/)
      expect(part).toMatch(/lines of text$/)
    }
  })

  it.each([
    ['Mr. Smith came home. He sat down.', ['Mr. Smith came home.', 'He sat down.']],
    ['See Fig. 3 for all. It shows it.', ['See Fig. 3 for all.', 'It shows it.']],
    ['By J. S. Bach, yes. Listen now, please.', ['By J. S. Bach, yes.', 'Listen now, please.']],
    ['Pi is 3.14 they say. It is not.', ['Pi is 3.14 they say.', 'It is not.']],
    ['Use e.g. this one here. Or that.', ['Use e.g. this one here.', 'Or that.']],
    ['He said "stop." Then he left us.', ['He said "stop."', 'Then he left us.']],
  ])('cuts %j at its sentences', (text, sentences) => expect(cut(text, 5, words)).toEqual(sentences))

  it('cuts at the stops of scripts without spaces', () => {
    expect(cut('春天来了，花开了。小鸟在树上唱歌。', 12, (text) => text.length)).toEqual([
      '春天来了，花开了。',
      '小鸟在树上唱歌。',
    ])
  })

  it.each([
    ['$a + b. C + d = e$'],
    ['$$\na + b. C\n+ d = e\n$$'],
    ['\\[ a + b. C + d = e \\]'],
    ['\\(a + b. C + d = e\\)'],
    ['\\begin{align*}\na + b. C \\\\\n\nd = e\n\\end{align*}'],
    ['```js\na()\n\nb. C()\n\nc()\n```'],
    ['~~~~\na\n```\nb. C\n\nd\n~~~~'],
    ['`a b. C d e f`'],
  ])('does not cut %j', (kept) => {
    for (let before = 1; before <= 12; before++) {
      const text = `${paragraph(before)} x. Y\n${kept}\nZ ${paragraph(9)}. Then ${paragraph(4)}.`
      const parts = cut(text, 13, words, 'markdown')
      expect(parts.length).toBeGreaterThan(1)
      expect(parts.filter((part) => part.includes(kept))).toHaveLength(1)
    }
  })

  it('keeps indented code together in Markdown', () => {
    const code = '    a = 1\n\n    b. C = 2\n    c = 3'
    const parts = cut(`${paragraph(8)}\n\n${code}\n\n${paragraph(8)}`, 12, words, 'markdown')
    expect(parts.filter((part) => part.includes(code.trim()))).toHaveLength(1)
  })

  it('cuts tables between rows, and not after their head', () => {
    const rows = Array.from({ length: 8 }, (_, i) => `| row ${i} | is. A | cell |`)
    const table = ['| a | b | c |', '|---|---|---|', ...rows].join('\n')
    const parts = cut(table, 30, words, 'markdown')
    expect(parts[0]).toMatch(/^\| a .*\n\|---.*\n\| row 0/)
    for (const part of parts) expect(part.split('\n').at(-1)).toMatch(/^\| row \d \| is\. A \| cell \|$/)
  })

  it('keeps a row whole beside a formula that begins within the line below it', () => {
    const row = '| a. B | c. D |'
    expect(cut(`${row}\nword word word $$\na. B\n$$`, 28, bytes, 'markdown')[0]).toBe(row)
  })

  it('takes prices for prices', () => {
    expect(cut('It costs $5 now. It was $10 then.', 5, words)).toEqual([
      'It costs $5 now.',
      'It was $10 then.',
    ])
  })

  it('cuts a code block that is too long between its lines', () => {
    const lines = Array.from({ length: 10 }, (_, i) => `call the function. Number ${i}`)
    const parts = cut(['```', ...lines, '```'].join('\n'), 20, words, 'markdown')
    expect(parts.join('\n').split('\n')).toEqual(['```', ...lines, '```'])
  })

  it('joins segments below the minimum with a neighbour where that fits', () => {
    const text = `${paragraph(10)}\n\n# A\n\n${paragraph(3)}\n\n# B\n\n${paragraph(10)}`
    const sizes = segmentsOf(text, 'markdown', { maxTokens: 16, minTokens: 6, counter: plainCounter(words) })
    for (const part of sizes) expect(words(part.text)).toBeGreaterThanOrEqual(6)
  })
})

describe('laws of segments', () => {
  const formula = fc.constantFrom(
    '$x. Y = 1$',
    '$$\na. B\n$$',
    '\\[p. Q\\]',
    '\\begin{a}\nu. V\n\n\\end{a}',
    '`c. D`',
  )
  const code = fc.constant('\n```\nrun. It\n\nnow\n```\n')
  const row = fc.constant('\n| a. B | c. D |\n')
  const noise = fc.constantFrom(
    'ab',
    'c',
    ' ',
    '\n',
    '\n\n',
    '. ',
    '🙂',
    '。',
    'long'.repeat(9),
    '# H\n',
    '- i ',
    '|',
    '$',
    '$$',
    '```',
    '\\[',
    '\\begin{a}',
    '\\end{b}',
    '    ',
    '\n---\n',
    'é',
    '\u0301',
    '\r\n',
    '1. ',
    'Mr. A',
    '`',
    '\\',
  )
  const wild = fc.array(noise, { maxLength: 80 }).map((parts) => parts.join(''))
  const format = fc.constantFrom<TextFormat>('plain', 'markdown')

  it('keeps every visible character, in order, within the budget, at its place, each time', () => {
    fc.assert(
      fc.property(wild, format, fc.integer({ min: 4, max: 60 }), (text, format, maxTokens) => {
        const run = () => segmentsOf(text, format, { maxTokens, counter: plainCounter(bytes) })
        const segments = run()
        expect(
          segments
            .map((one) => one.text)
            .join('')
            .replace(/\s/g, ''),
        ).toBe(text.replace(/\s/g, ''))
        let reached = 0
        for (const one of segments) {
          expect(bytes(one.text)).toBeLessThanOrEqual(maxTokens)
          expect(one.text).not.toMatch(/\p{Surrogate}/u)
          expect(one.text).toBe(one.text.trim())
          expect(text.slice(one.start, one.end)).toBe(one.text)
          expect(one.start).toBeGreaterThanOrEqual(reached)
          reached = one.end
        }
        expect(run()).toEqual(segments)
      }),
      { numRuns: 1000 },
    )
  })

  it('never cuts a formula, a code block or a table row that fits', () => {
    const prose = fc.array(fc.constantFrom('word', 'Word.', 'so'), { minLength: 1, maxLength: 20 })
    const part = fc.oneof(
      formula,
      code,
      row,
      prose.map((all) => all.join(' ')),
      fc.constant('\n\n'),
    )
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 30 }),
        fc.integer({ min: 40, max: 200 }),
        (parts, maxTokens) => {
          const text = parts.join(' ')
          const segments = segmentsOf(text, 'markdown', { maxTokens, counter: plainCounter(bytes) })
          let from = 0
          for (const part of parts) {
            const start = text.indexOf(part, from)
            from = start + part.length
            if (!/[$\\`|]/.test(part)) continue
            const first = start + part.search(/\S/)
            const last = start + part.trimEnd().length
            const holding = segments.filter((one) => one.start <= first && one.end >= last)
            expect(holding).toHaveLength(1)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('hostile texts', () => {
  const n = 1 << 20
  it.each([
    ['no white space', 'x'.repeat(n)],
    ['headings', '# a\n'.repeat(100_000)],
    ['unclosed dollars', '$a '.repeat(n / 3)],
    ['dollars only', '$'.repeat(n)],
    ['unclosed fences', '```js\n'.repeat(n / 6)],
    ['fences of many lengths', Array.from({ length: 1_400 }, (_, i) => '`'.repeat(3 + (i % 700))).join('\n')],
    ['unclosed brackets', '\\[ '.repeat(n / 3)],
    ['deep environments', '\\begin{a}'.repeat(50_000) + '\\end{a}'.repeat(50_000)],
    ['environments that close nothing', '\\begin{a}\\end{b}'.repeat(50_000)],
    ['deep lists', Array.from({ length: 1_400 }, (_, i) => `${' '.repeat(i)}- a`).join('\n')],
    ['pipes', '|'.repeat(n)],
    ['rulers', `|${'-|'.repeat(n / 2)}`],
    ['table rulers', '|-|-|\n'.repeat(n / 6)],
    ['spaces', `a${' '.repeat(n)}b`],
    ['line ends', `a${'\n'.repeat(n)}b`],
    ['full stops', '. '.repeat(n / 2)],
    ['marks', `a${'\u0301'.repeat(n)}`],
    ['backticks', '` `` ``` '.repeat(n / 9)],
    ['colons', ':\n'.repeat(n / 2)],
  ])('cuts a megabyte of %s in linear time, losing nothing', (_, text) => {
    const counter = plainCounter((part) => {
      if (part.length > 64 * 500) throw new Error(`${part.length} characters were counted at once`)
      return part.length
    })
    const time = (input: string): number => {
      const start = performance.now()
      const segments = segmentsOf(input, 'markdown', { maxTokens: 500, counter })
      expect(
        segments
          .map((one) => one.text)
          .join('')
          .replace(/\s/g, '') === input.replace(/\s/g, ''),
      ).toBe(true)
      expect(segments.filter((one) => one.text.length > 500)).toEqual([])
      return performance.now() - start
    }
    // The square would take minutes.
    expect(time(text)).toBeLessThan(60_000)
  })
})
