import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bundledCorpusPath } from '../bundled.js'
import { CLEAN_STEPS, type CleanStepName, cleanStep, cleanText } from './index.js'

const only = (name: CleanStepName) => ({
  ...Object.fromEntries(CLEAN_STEPS.map((step) => [step, false])),
  [name]: true,
})
const by = (name: CleanStepName, text: string): string => {
  const { text: cleaned, changed } = cleanText(text, 'markdown', only(name))
  expect(Object.keys(changed)).toEqual(cleaned === text ? [] : [name])
  return cleaned
}

/** UTF-8 as read by a program that takes it for Latin-1, and for Windows-1252. */
const asLatin1 = (text: string): string => Buffer.from(text).toString('latin1')
const HIGH = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'
const misread = (text: string): string =>
  asLatin1(text).replace(/[\x80-\x9f]/g, (character) => HIGH.charAt(character.charCodeAt(0) - 0x80))

describe('cleanText', () => {
  it('leaves the bundled corpus as it is', () => {
    const rows = readFileSync(bundledCorpusPath(), 'utf8').trim().split('\n')
    for (const row of rows) {
      const { text } = JSON.parse(row) as { text: string }
      const cleaned = cleanText(text, 'plain')
      if (cleaned.text !== text || Object.keys(cleaned.changed).length > 0) expect(cleaned.text).toBe(text)
    }
    expect(rows.length).toBe(3200)
  })

  it('says what it did by step, and takes no step that is switched off', () => {
    const text = 'e\u0301 a\u0000b\u200b  \r\nshare this article\nend \ufffd'
    expect(cleanText(text, 'plain')).toEqual({
      text: 'é ab\nend \ufffd',
      changed: { control: 1, invisible: 1, compose: 1, 'white-space': 2, boilerplate: 1 },
      replacementCharacters: 1,
    })
    const off = Object.fromEntries(CLEAN_STEPS.map((step) => [step, false]))
    expect(cleanText(text, 'plain', off)).toEqual({ text, changed: {}, replacementCharacters: 1 })
    const notes: string[] = []
    cleanStep({ boilerplate: false })(text, 'plain', (note) => notes.push(note))
    expect(notes).toEqual(['control', 'invisible', 'compose', 'white-space', 'replacement-characters'])
  })

  it('is done after once, mojibake aside', () => {
    const part = fc.constantFrom(
      'word ',
      'é',
      'e\u0301',
      '\u00ad',
      '\u200d',
      '\n',
      '\r\n',
      '\f',
      ' \n',
      '\u0000',
      '\ud800',
      'â€™',
      'Ã©',
      'Ð¿Ñ€',

      'page 3 of 4\n',
      '\n\n\n',
      '\u00a0',
      '```\n',
      '🙂',
      'A line of prose that is long enough to be counted here.\n',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const once = cleanText(parts.join(''), 'markdown', { mojibake: false }).text
        expect(cleanText(once, 'markdown', { mojibake: false }).text).toBe(once)
        expect(once).not.toMatch(/\p{Surrogate}/u)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('mojibake', () => {
  it.each([
    'It’s “fine” — really…',
    'naïve café, garçon, Größe, mañana, 20 °C, £5',
    'привет мир',
    'x − y ≤ z → ∞',
    'smile 😀 and 𝑥',
    'Καλημέρα κόσμε',
  ])('mends %j misread once and twice', (text) => {
    expect(by('mojibake', misread(text))).toBe(text)
    expect(by('mojibake', misread(misread(text)))).toBe(text)
    expect(by('mojibake', asLatin1(text))).toBe(text)
  })

  it.each([
    'La liberté\u00a0» et l’« égalité\u00a0»',
    '“CAFÉ” É… MAÇÔ É – Ü„',
    'Spaß“ sagte er, „groß“',
    'AMANHÃ” e “IRMÔ',
    'Þetta er það…',
    '10 × 5 = 50, ÷ and ±',
    'Â, Ã, ð and ï',
  ])('leaves %j alone', (text) => expect(by('mojibake', text)).toBe(text))

  it('mends what is certain in a text that is honest elsewhere, and nothing more', () => {
    expect(by('mojibake', 'honest café, itâ€™s É”')).toBe('honest café, it’s É”')
  })

  it('mends any misread text of Latin letters and typographic signs', () => {
    const honest = fc.constantFrom(...'éàüßñçøœ’“”—…€™×°äÖ', 'word', ' ', '. ')
    fc.assert(
      fc.property(fc.array(honest, { maxLength: 30 }), (parts) => {
        const text = `${parts.join('')} l’été`
        expect(cleanText(misread(text), 'plain', only('mojibake')).text).toBe(text)
      }),
    )
  })
})

const WORDS = ['Nothing', 'Spring', 'Summer', 'Autumn', 'Winter']

describe('the other steps', () => {
  it('drops control characters and colours, not white space', () => {
    expect(by('control', 'a\u0007b\u001b[1;31mred\u001b[0m\t\n\u0085c\u007f')).toBe('abred\t\n\u0085c')
  })
  it('drops what nobody sees, not what scripts and emoji are written with', () => {
    expect(by('invisible', '\ufeffa\u200bb ex\u00adam\u00ad\n  ple x\u200dy \u{e0041}\u{e0042}')).toBe(
      'ab example xy ',
    )
    expect(by('invisible', 'می\u200cخواهم 👨\u200d👩\u200d👧 ❤️\u200d🔥')).toBe(
      'می\u200cخواهم 👨\u200d👩\u200d👧 ❤️\u200d🔥',
    )
  })
  it('trims lines, keeps indentation and two empty lines', () => {
    expect(by('white-space', 'a \t\r\n    b\u00a0c\n\n\n\n\nd\n\n\ne\rf  ')).toBe(
      'a\n    b c\n\n\nd\n\n\ne\nf',
    )
  })

  it.each([
    'Page 3 of 12',
    '- 4 -',
    '* [Share on Facebook](https://example.org/share?u=1)',
    'We use cookies to improve your experience. Read our policy.',
    'By continuing to browse you agree to our use of cookies.',
    '© 2020 Example Ltd. All rights reserved.',
    'Copyright (c) 1999-2004 Some One',
    'Home > Products > Widgets',
    'Sign in | Register',
    'Privacy Policy · Terms of Use · Contact',
    '**Skip to content**',
    'Read more »',
    'Please enable JavaScript to view this page.',
    'Subscribe to our weekly newsletter',
  ])('drops the line %j', (line) => {
    expect(by('boilerplate', `One.\n${line}\nTwo.`)).toBe('One.\nTwo.')
    const code = `\`\`\`\n${line}\n\`\`\``
    expect(by('boilerplate', `One.\n\n${code}\n\nTwo.`)).toContain(code)
  })
  it.each([
    'Copyright law protects authors.',
    'Cookies are baked for ten minutes.',
    'He wanted to share this with everyone who came.',
    'Home is where the heart is.',
    'Page three of the manuscript is missing.',
    '-5',
    'a > b > c',
    'Help',
    '(c) is the third case.',
  ])('keeps the line %j', (line) =>
    expect(by('boilerplate', `One.\n${line}\nTwo.`)).toBe(`One.\n${line}\nTwo.`))

  it('drops running heads and page numbers, all but the first head', () => {
    const pages = [1, 2, 3, 4].map(
      (n) => `Annual Report\n\n${WORDS[n]} begins.\nMore.\n${WORDS[n]} ends.\n\n${n}\n`,
    )
    const bodies = [1, 2, 3, 4].map((n) => `${WORDS[n]} begins.\nMore.\n${WORDS[n]} ends.\n\n`)
    expect(by('page-edges', pages.join('\f'))).toBe(`Annual Report\n\n${bodies.join('\f\n')}`)
  })

  it('keeps a line of prose once that stands three times, and tables, formulas and code as they are', () => {
    const line = 'This sentence was pasted into the page again and again.'
    expect(by('repeated-lines', `${line}\na\n${line}\nb\n${line}`)).toBe(`${line}\na\nb\n`)
    expect(by('repeated-lines', `${line}\na\n${line}\nb`)).toBe(`${line}\na\n${line}\nb`)
    for (const other of [
      'These are the reasons why it is done like this:',
      '| a cell of it | another one here | and one more |',
      '$x$ is a formula of quite some length, as it is',
    ]) {
      expect(by('repeated-lines', `${other}\n`.repeat(4))).toBe(`${other}\n`.repeat(4))
    }
    const code = `\`\`\`\n${`${line}\n`.repeat(4)}\`\`\``
    expect(by('repeated-lines', code)).toBe(code)
  })

  it.each([
    ['spaces', `a${' '.repeat(1 << 20)}b`],
    ['line ends', '\n'.repeat(1 << 20)],
    ['carriage returns', '\r'.repeat(1 << 20)],
    ['form feeds', 'page 1\n\f'.repeat(100_000)],
    ['soft hyphens', '\u00ad        '.repeat(100_000)],
    ['misread sequences', 'Ã©'.repeat(1 << 19)],
    ['brackets', '[](\n'.repeat(1 << 18)],
    ['cookies', 'we use cookies '.repeat(50_000)],
    ['short boilerplate', 'home > a > b > c > d > e > f > g > h > i > j >\n'.repeat(20_000)],
    ['escapes', '\u001b['.repeat(1 << 19)],
  ])('takes linear time over a megabyte of %s', (_, text) => {
    const start = performance.now()
    cleanText(text, 'markdown')
    expect(performance.now() - start).toBeLessThan(30_000)
  })
})
