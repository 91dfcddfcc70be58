import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomStream } from '../random/index.js'
import { EDITS } from './fixtures/edit-item.js'
import { decodeContamination, encodeContamination } from './format.js'
import { buildContaminationIndex, contaminationIndexOf, itemHash, openContaminationIndex } from './index.js'
import { hashSet } from './items.js'
import { createWordScanner } from './scan-words.js'

const scanner = createWordScanner()
function wordsOf(text: string): number[] {
  const count = scanner.scan(text)
  return Array.from(scanner.words.subarray(0, count))
}

describe('scanWords', () => {
  it.each([
    ['The Cat, sat!', 'the  cat\nSAT'],
    ['\\frac{a}{b}', '$a / b$'],
    ['\\frac12 of it', '1/2 of it'],
    ['$\\left(x + 1\\right)^{2}$', '(x+1)^2'],
    ['1,000 and 1{,}000 and 10\\,000', '1000 and 1000 and 10000'],
    ['1,234,567', '1234567'],
    ['2.50 or 3.00', '2.5 or 3'],
    ['five and twelve', '5 and 12'],
    ['10cm', '10 cm'],
    ['\\pi r^2', 'π r²'.replace('²', '^2')],
    ['\\sqrt{2}', '√2'],
    ['\\begin{align*} x \\end{align*}', 'x'],
    ['café na\u00adive', 'cafe\u0301 naive'],
    ['ﬁne 𝐱', 'fine x'],
    ['東京都', '東 京 都'],
    ['\u037a a', 'a'],
  ])('%s is %s', (text, same) => {
    expect(wordsOf(text)).toEqual(wordsOf(same))
    expect(wordsOf(text).length).toBeGreaterThan(0)
  })

  it.each([
    ['1234,567', '1234567'],
    ['1,2345', '12345'],
    ['2.5', '25'],
    ['ten x', 'x ten'],
  ])('%s is not %s', (text, other) => {
    expect(wordsOf(text)).not.toEqual(wordsOf(other))
  })

  it('ends on any text, with words in order and within it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const count = scanner.scan(text)
        let end = 0
        for (let i = 0; i < count; i++) {
          expect(scanner.starts[i]).toBeGreaterThanOrEqual(end)
          end = scanner.ends[i] as number
          expect(end).toBeGreaterThan(scanner.starts[i] as number)
        }
        expect(end).toBeLessThanOrEqual(text.length)
      }),
    )
    let all = ''
    for (let code = 0; code < 65_536; code++) all += String.fromCharCode(code)
    expect(scanner.scan(all)).toBeGreaterThan(10_000)
  })
})

/** Questions of invented words: `seed` makes them, so that no two have more than chance in common. */
function inventedItems(count: number, seed: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const random = randomStream({ seed, iteration: 0, purpose: 'test', index })
    const words = Array.from({ length: 14 + random.integer(50) }, () =>
      random.uniform() < 0.15 ? String(1000 + random.integer(90_000)) : inventedWord(random.integer(5000)),
    )
    return `${words.join(' ')}, where $\\frac{${words[0]}}{${words[1]}} = ${random.integer(100)}$?`
  })
}

function inventedWord(number: number): string {
  return `${'bcdfghjklm'[number % 10]}${'aeiou'[((number / 10) % 5) | 0]}${'nprstvwxyz'[((number / 50) % 10) | 0]}${'aeiou'[((number / 500) % 5) | 0]}${'lmnrst'[((number / 2500) % 6) | 0]}`
}

const items = inventedItems(400, 1)
const filler = inventedItems(400, 2)
const index = contaminationIndexOf([{ name: 'invented', items }])

describe('contamination index', () => {
  it.each(Object.keys(EDITS) as (keyof typeof EDITS)[])('finds 99 of 100 items: %s', (edit) => {
    let found = 0
    for (const [i, item] of items.entries()) {
      const random = randomStream({ seed: 3, iteration: 0, purpose: 'test', index: i })
      const text = `${filler[i]} ${EDITS[edit](item, random)} ${filler[(i + 1) % filler.length]}`
      if (index.check(text).some((hit) => hit.item === itemHash(item))) found++
    }
    expect(found / items.length).toBeGreaterThanOrEqual(0.99)
  })

  it('is silent on text made of the same words', () => {
    expect(filler.filter((text) => index.check(text).length > 0)).toEqual([])
    expect(index.check(inventedItems(400, 4).join('\n'))).toEqual([])
  })

  it('says set, item, passage, share and run', () => {
    const [item] = items as [string]
    const text = `Before. ${item} After.`
    const [hit] = index.check(text)
    expect(hit).toMatchObject({ set: 'invented', item: itemHash(item), share: 1, start: 8 })
    expect(item.startsWith(text.slice(hit?.start, hit?.end))).toBe(true)
    expect(hit?.run).toBe(scanner.scan(item))
  })

  it.each(['', '__proto__', ' exam', 'a\nb', 'n'.repeat(201)])('refuses a set called %j', (name) => {
    expect(() => contaminationIndexOf([{ name, items: items.slice(0, 2) }])).toThrow('cannot be called')
    const file = encodeContamination([{ name, items: [], tooShort: 0 }])
    expect(() => decodeContamination(file, 'x')).toThrow('has a set called')
  })

  it('wants short items whole, and leaves out the shortest', () => {
    const short = contaminationIndexOf([
      { name: 's', items: ['What is the capital of Peru?', 'Simplify $\\sqrt{180}$.'] },
    ])
    expect(short.sets).toEqual([{ name: 's', items: 1, tooShort: 1 }])
    expect(short.check('Tell me: what is the CAPITAL of Peru now')).toHaveLength(1)
    expect(short.check('what is the capital of Chile, of Peru')).toEqual([])
    expect(short.check('simplify sqrt 180')).toEqual([])
  })

  it('tells short items of one template apart', () => {
    const places = Array.from({ length: 300 }, (_, i) => inventedWord(i * 11))
    const asked = places.map((place) => `What is the capital of ${place}?`)
    const longer = places.map((place) => `Which large river flows through the old capital city of ${place}?`)
    const atlas = contaminationIndexOf([{ name: 'atlas', items: [...asked, ...longer] }])
    for (const item of [asked[7], asked[299], longer[8], longer[150]] as string[])
      expect(atlas.check(`so ${item} so`).map((hit) => hit.item)).toEqual([itemHash(item)])
    expect(
      atlas.check('What is the capital of it? Which large river flows through the old capital city of it?'),
    ).toEqual([])
    expect(atlas.check(`they saw the city of ${places[8]}, the capital of ${places[7]}`)).toEqual([])
  })

  it('takes time in proportion to the text, whatever is in it', () => {
    const [item] = items as [string]
    const began = performance.now()
    for (const text of ['\\begin{', '\\', '1,', `${item} `, '{,}9', '\u0301', 'a\u00ad', '\ud835'])
      index.check(text.repeat(Math.ceil(2_000_000 / text.length)))
    expect(performance.now() - began).toBeLessThan(100_000)
    expect(index.check(`${item} `.repeat(2000)).map((hit) => hit.item)).toEqual([itemHash(item)])
  })

  it('finds 13 words of a long item, not 12', () => {
    const long = Array.from({ length: 60 }, (_, i) => inventedWord(i * 7)).join(' ')
    const one = contaminationIndexOf([{ name: 'long', items: [long] }])
    const words = long.split(' ')
    expect(one.check(`so ${words.slice(20, 33).join(' ')} so`)).toMatchObject([{ run: 13, start: 3 }])
    expect(one.check(`so ${words.slice(20, 32).join(' ')} so`)).toEqual([])
  })

  it('does not mind words that many items share', () => {
    const template = Array.from({ length: 20 }, (_, i) => `template${'abcdefghijklmnopqrst'[i]}`).join(' ')
    const asked = inventedItems(12, 5).map((text) => `${text} ${template}`)
    const shared = contaminationIndexOf([{ name: 'shared', items: asked }])
    expect(shared.check(template)).toEqual([])
    expect(shared.check(asked[3] as string)).toMatchObject([{ item: itemHash(asked[3] as string), share: 1 }])
  })
})

describe('index file', () => {
  const bytes = buildContaminationIndex([
    { name: 'á', items: items.slice(0, 3) },
    { name: 'none', items: [] },
  ])

  it('comes back as it was', () => {
    expect(encodeContamination(decodeContamination(bytes, 'x'))).toEqual(bytes)
    expect(decodeContamination(bytes, 'x')[0]).toEqual(hashSet({ name: 'á', items: items.slice(0, 3) }))
    expect(bytes.includes(Buffer.from((items[0] as string).slice(0, 6)))).toBe(false)
  })

  it('is refused when cut, longer, or changed in what counts', () => {
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeContamination(bytes.subarray(0, length), 'x.bin')).toThrow(
        /contamination index x\.bin/,
      )
    expect(() => decodeContamination(Buffer.concat([bytes, Buffer.alloc(1)]), 'x')).toThrow('after its end')
    for (const at of [0, 8, 12]) {
      const changed = Buffer.from(bytes)
      changed[at] = 0xff
      expect(() => decodeContamination(changed, 'x')).toThrow(/contamination index/)
    }
  })

  it('is read or refused, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const changed = Buffer.from(bytes)
        changed[at] = value
        try {
          expect(encodeContamination(decodeContamination(changed, 'x')).length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toMatchObject({ code: 'input' })
        }
      }),
    )
  })

  it('ships with the package', async () => {
    const shipped = await openContaminationIndex(['public'])
    expect(shipped.sets.map(({ name }) => name)).toContain('gsm8k')
    expect(shipped.sets.reduce((sum, { items: count }) => sum + count, 0)).toBeGreaterThan(3000)
    expect(shipped.check(filler.join('\n'))).toEqual([])
  })

  it('says which file cannot be read', async () => {
    await expect(openContaminationIndex(['/nowhere/x.bin'])).rejects.toThrow('/nowhere/x.bin cannot be read')
  })
})
