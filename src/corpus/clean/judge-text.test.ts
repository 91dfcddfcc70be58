import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundledCorpusPath } from '../bundled.js'
import {
  DEFAULT_LIMITS,
  filterStep,
  judgeText,
  type LanguageDetector,
  loadLanguageDetector,
} from './index.js'

const NOUNS =
  'river stone bird cloud engine window garden letter market winter doctor island mirror pencil'.split(' ')
const VERBS = 'finds follows breaks paints carries forgets measures answers'.split(' ')
/** Text that does not repeat itself. */
const prose = (sentences: number): string =>
  Array.from({ length: sentences }, (_, i) => {
    const noun = (n: number): string =>
      NOUNS[(i * 7 + n * 3 + Math.floor(i / 14) * n) % NOUNS.length] as string
    return `The ${noun(1)} near house ${i} ${VERBS[i % 8]} a ${noun(2)} before the ${noun(5)} of ${i * 3 + 1} ends.`
  }).join(' ')

describe('judgeText', () => {
  it('lets prose pass, and all of the bundled corpus', () => {
    expect(judgeText(prose(100))).toBeNull()
    for (const row of readFileSync(bundledCorpusPath(), 'utf8').trim().split('\n')) {
      const { text } = JSON.parse(row) as { text: string }
      if (judgeText(text) !== null) expect(text).toBe('kept')
    }
  })

  it.each([
    ['too-short', 'Too short.'],
    ['symbols', '■ □ ▲ ▼ '.repeat(400) + prose(10)],
    ['symbols', `${'.'.repeat(60)} 12\n`.repeat(40)],
    ['digits', Array.from({ length: 400 }, (_, i) => 10_000 + i * 7919).join(' ')],
    [
      'word-length',
      Array.from({ length: 60 }, (_, i) => 'abcdefghij'.repeat(3) + String.fromCharCode(97 + (i % 26))).join(
        ' ',
      ),
    ],
    ['word-length', 'x'.repeat(5_000)],
    ['word-length', Array.from(prose(20).replace(/\W/g, '')).join(' ')],
    [
      'repeated-lines',
      Array.from({ length: 40 }, (_, i) => `The same line over and over ${i % 2}`).join('\n'),
    ],
    ['repeated-n-grams', 'one two three four five six seven eight nine ten eleven twelve '.repeat(40)],
  ])('names %s', (reason, text) => expect(judgeText(text)).toBe(reason))

  it('lets mathematics and code pass', () => {
    const formulas = Array.from(
      { length: 60 },
      (_, i) =>
        `\\[ \\int_{${i}}^{\\infty} \\frac{x^{${i + 2}} + ${i * i}}{(x^2 - ${i})^{${i % 7}}} \\, dx = \\sum_{k=1}^{${i}} \\alpha_k \\]`,
    )
    expect(judgeText(formulas.join('\n'))).toBeNull()
    const unicode = Array.from(
      { length: 60 },
      (_, i) => `∀ε > 0 ∃δ${i} ≥ 0: |x − ${i}| < δ ⇒ |f(x) − ${i * 3}| ≤ ε ∧ ∑ αᵢ ≠ ∞`,
    )
    expect(judgeText(unicode.join('\n'))).toBeNull()
    const code = Array.from(
      { length: 60 },
      (_, i) => `  if (a[${i}] !== b->c${i} && !(x & 0x${i})) { return f${i}(*p++, "${i * 7}"); }`,
    )
    expect(judgeText(code.join('\n'))).toBeNull()
    const chinese = Array.from(
      { length: 80 },
      (_, i) => `第${i}章讲的是${'天地玄黄宇宙洪荒'.charAt(i % 8)}和${i * 3}个问题。`,
    )
    expect(judgeText(chinese.join(''))).toBeNull()
  })

  it('switches each rule off by null, and measures length', () => {
    expect(judgeText('x'.repeat(5_000), { ...DEFAULT_LIMITS, maxWordLength: null })).toBeNull()
    expect(judgeText('x', { ...DEFAULT_LIMITS, minCharacters: null })).toBeNull()
    expect(judgeText(prose(20), { ...DEFAULT_LIMITS, maxCharacters: 100 })).toBe('too-long')
    const numbers = Array.from({ length: 400 }, (_, i) => 10_000 + i * 7919).join(' ')
    expect(judgeText(numbers, { ...DEFAULT_LIMITS, maxDigits: null })).toBeNull()
  })

  it('says the same of a text whatever it judged before', () => {
    const first = judgeText(prose(100))
    judgeText('one two three four five six seven eight nine ten '.repeat(50))
    expect(judgeText(prose(100))).toBe(first)
  })

  it('wants the languages it is told, and lets pass what has none', () => {
    const english = { ...DEFAULT_LIMITS, languages: ['en'] }
    expect(judgeText(prose(5), english, 'en')).toBeNull()
    expect(judgeText(prose(5), english, 'de')).toBe('language')
    expect(judgeText(prose(5), english, 'und')).toBeNull()
    expect(judgeText(prose(5), english)).toBeNull()
  })
})

describe('loadLanguageDetector', () => {
  let detector: LanguageDetector
  beforeAll(async () => {
    detector = await loadLanguageDetector()
  })

  it.each([
    ['en', 'The quick brown fox jumps over the lazy dog and sleeps.'],
    ['de', 'Der schnelle braune Fuchs springt über den faulen Hund und schläft.'],
    ['fr', 'Le renard brun saute par-dessus le chien paresseux, puis il dort.'],
    ['ru', 'Быстрая коричневая лиса прыгает через ленивую собаку и спит.'],
    ['zh', '春天来了，花开了。小鸟在树上唱歌，孩子们在公园里玩耍，大家都很高兴。今天天气很好。'],
    [
      'en',
      'Let $f$ be continuous on $[0,1]$. By the theorem, $f$ attains its maximum, and there is a point at which the derivative vanishes: $$\\max f = f(x_0).$$',
    ],
    ['und', '12 34 56 78 90'],
    ['und', '$$\\int_0^1 x^2 \\, dx = \\frac{1}{3}$$'],
    ['und', ''],
  ])('tells %s of %j', (language, text) => expect(detector.detect(text)).toBe(language))

  it('goes by the whole of a long text, within bounded time', () => {
    const german = 'Die Katze liegt auf dem warmen Dach und schaut den Vögeln beim Fliegen zu. '.repeat(
      20_000,
    )
    const start = performance.now()
    expect(detector.detect(`A short English title\n${german}`)).toBe('de')
    expect(detector.detect('<'.repeat(1 << 20))).toBe('und')
    // The detector itself would take minutes over the whole.
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  it('gives a build both reason and language', () => {
    const filter = filterStep({ ...DEFAULT_LIMITS, languages: ['en'] }, detector)
    expect(filter(prose(5), 'plain')).toEqual({ drop: undefined, language: 'en' })
    expect(filter('Der schnelle braune Fuchs springt über den faulen Hund und schläft.', 'plain')).toEqual({
      drop: 'language',
      language: 'de',
    })
  })
})
