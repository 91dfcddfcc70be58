import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadTokenizer, type Tokenizer } from './index.js'

/** 256 bytes, some tokens of whole and of broken characters, and added tokens. */
function byteLevelJson() {
  let next = 256
  const letters = Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
    return String.fromCodePoint(printable ? byte : next++)
  })
  const spell = (bytes: Iterable<number>) => Array.from(bytes, (byte) => letters[byte]).join('')
  const words = [' the', 'né', '…', '\ufeff', 'é'].map((word) => spell(Buffer.from(word)))
  const broken = [[0xe2, 0x80], [0x80, 0xa6], [0xf0, 0x9f], [0x98], [0xc3], [0xff, 0x41]].map(spell)
  const added = ['<eos>', 'Ġx', '<pad>']
  const vocabulary = [...new Set([...letters, ...words, ...broken])]
  return {
    version: '1.0',
    added_tokens: added.map((content, i) => ({
      id: vocabulary.length + i,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: i === 0,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      unk_token: null,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      merges: [],
    },
  }
}

const folder = mkdtempSync(join(tmpdir(), 'byte-level-'))
const json = byteLevelJson()
const library = new HuggingFaceTokenizer(json, {})
let tokenizer: Tokenizer
beforeAll(async () => {
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(json))
  tokenizer = await loadTokenizer(folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

it('decodes any ids as the library does, broken characters and added tokens included', () => {
  const id = fc.oneof(fc.integer({ min: 0, max: 275 }), fc.integer({ min: 250, max: 275 }))
  fc.assert(
    fc.property(fc.array(id, { minLength: 1, maxLength: 40 }), (ids) => {
      const there = ids.filter((each) => library.id_to_token(each) !== undefined)
      const expected =
        there.length === 0 ? '' : library.decode(there, { clean_up_tokenization_spaces: false })
      expect(tokenizer.decode(ids)).toBe(expected)
      expect(tokenizer.decode(Int32Array.from(ids))).toBe(expected)
    }),
    { numRuns: 3000 },
  )
})

it('puts characters together that tokens share', () => {
  const euro = [...Buffer.from('€')] // The first 256 ids are the bytes.
  expect(tokenizer.decode(euro)).toBe('€')
  expect(tokenizer.decode(euro.slice(0, 2))).toBe('\ufffd')
  expect(tokenizer.decode([...euro.slice(0, 2), 65])).toBe('\ufffdA')
})
