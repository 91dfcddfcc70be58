import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadTokenizer, type Tokenizer } from '../../src/tokenizer/index.js'
import { byteSymbols, SPECIAL_TOKENS, tokenizerFiles, trainBpe } from './bpe.js'

describe('trainBpe', () => {
  it('merges the commonest pair first, ties by spelling', () => {
    // "ab" occurs 3 times, "bc" 2, " a" 1.
    const { merges, vocabulary } = trainBpe(['abc', 'abc', ' ab'], SPECIAL_TOKENS.length + 256 + 2)
    expect(merges).toEqual([
      ['a', 'b'],
      ['ab', 'c'],
    ])
    expect([...vocabulary.keys()].slice(-2)).toEqual(['ab', 'abc'])
    expect([...vocabulary.values()]).toEqual(Array.from({ length: vocabulary.size }, (_, id) => id))
  })

  it('merges neighbours of equal symbols from the left', () => {
    expect(trainBpe(['aaa', 'aaa'], SPECIAL_TOKENS.length + 256 + 2).merges).toEqual([
      ['a', 'a'],
      ['aa', 'a'],
    ])
  })

  it('never joins digits, nor crosses the pieces', () => {
    const texts = Array.from({ length: 9 }, () => ' mod 44 of 44, 44. mod 44')
    for (const [left, right] of trainBpe(texts, 400).merges) expect(left + right).not.toMatch(/\d/)
  })

  it('stops where nothing repeats', () => {
    expect(trainBpe(['abcdef'], 512).merges).toEqual([])
  })
})

describe('byteSymbols', () => {
  it('gives each byte a symbol of its own, letters themselves and the space a Ġ', () => {
    const symbols = byteSymbols()
    expect(new Set(symbols).size).toBe(256)
    expect(symbols[0x41]).toBe('A')
    expect(symbols[0x20]).toBe('Ġ')
  })
})

describe('the written files', () => {
  let folder: string
  let tokenizer: Tokenizer
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seed-bpe-'))
    const files = tokenizerFiles(trainBpe([' what is the sum? the sum is 12. what is it?'], 300))
    for (const [name, json] of Object.entries(files))
      await writeFile(join(folder, name), JSON.stringify(json))
    await writeFile(join(folder, 'config.json'), '{"eos_token_id":1}')
    tokenizer = await loadTokenizer(folder)
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('load with the special tokens at their places', () => {
    expect(tokenizer.specialTokens).toEqual(SPECIAL_TOKENS)
    expect([...tokenizer.encode(SPECIAL_TOKENS.join(''))]).toEqual(SPECIAL_TOKENS.map((_, id) => id))
    expect(tokenizer.eosTokens).toEqual([1])
  })

  it.each([
    '<q> what is 1024+7?<a> 9<eos>',
    ' é ünï \n\t日本',
    '',
    '  two  spaces 3  4 ',
  ])('give back %j', (text) => {
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
  })

  it('keep every digit a token of its own, whatever stands around it', () => {
    const seven = tokenizer.encode('7')[0]
    for (const text of ['is 7', '7', '17', '(7', 'x7, 7.7', 'a7b'])
      expect([...tokenizer.encode(text)].filter((id) => id === seven)).toHaveLength(
        text.split('7').length - 1,
      )
  })
})

// The ids that Hugging Face's native tokenizers library (0.23, Python) gives for the bundled tokenizer.
describe('the bundled tokenizer', () => {
  it('gives the ids of the native library', async () => {
    const tokenizer = await loadTokenizer(new URL('model', import.meta.url).pathname)
    const file = await readFile(new URL('fixtures/native-tokenizer-ids.json', import.meta.url), 'utf8')
    const cases = JSON.parse(file) as { text: string; ids: number[] }[]
    expect(cases.length).toBeGreaterThan(40)
    for (const { text, ids } of cases) expect([...tokenizer.encode(text)]).toEqual(ids)
  })
})
