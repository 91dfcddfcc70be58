import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BYTE_LETTERS } from './byte-letters.js'
import { byteLevelEncoder } from './byte-level-encoder.js'

const QWEN =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"

/** Tokenizers like Qwen's: bytes, some merges, added tokens of which one begins another. */
function qwenLike(change: { normalizer?: unknown; ignoreMerges?: boolean; added?: object } = {}) {
  const merges = [
    ['t', 'h'],
    ['th', 'e'],
    ['Ġ', 'the'],
    ['Ã', '©'],
    ['Ċ', 'Ċ'],
    ['Ġ', 'Ġ'],
  ]
  const vocabulary = [...BYTE_LETTERS, ...merges.map((pair) => pair.join(''))]
  const added = ['<|end|>', '<|end|>!', '<x>', 'é']
  return {
    version: '1.0',
    added_tokens: added.map((content, i) => ({
      id: vocabulary.length + i,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: i > 1,
      special: i === 0,
      ...change.added,
    })),
    normalizer: change.normalizer === undefined ? { type: 'NFC' } : change.normalizer,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: QWEN }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: change.ignoreMerges ?? false,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      merges,
    },
  }
}

const piece = fc.oneof(
  fc.constantFrom(
    'the',
    ' the',
    '  ',
    '\n\n',
    ' \n',
    "'ll",
    "'S",
    '7',
    '12',
    'é',
    'e\u0301',
    '日本',
    '🙂',
    '\ud800',
  ),
  fc.constantFrom('<|end|>', '<|end|>!', '<|end|', '<x>', '!', '...', 'ﬁ', '\ufeff', '\u00a0'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
)
const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''))

it.each([
  ['normalised', {}],
  ['not normalised', { normalizer: null }],
  ['whole words first', { ignoreMerges: true }],
])('encodes any text as the library does: %s', (_, change) => {
  const json = qwenLike(change)
  const library = new HuggingFaceTokenizer(json, {})
  const encode = byteLevelEncoder(library, json, {})
  fc.assert(
    fc.property(text, (each) => {
      expect(encode?.(each)).toEqual(library.encode(each, { add_special_tokens: false }).ids)
    }),
    { numRuns: 2000 },
  )
})

it('leaves tokenizers of any other form to the library', () => {
  const refused = (json: object, config = {}) =>
    byteLevelEncoder(new HuggingFaceTokenizer(json, {}), json, config) === undefined
  const json = qwenLike()
  expect(refused(json)).toBe(false)
  expect(refused(qwenLike({ normalizer: { type: 'Lowercase' } }))).toBe(true)
  expect(refused(qwenLike({ added: { lstrip: true } }))).toBe(true)
  expect(refused({ ...json, pre_tokenizer: { type: 'ByteLevel', use_regex: true } })).toBe(true)
  expect(refused({ ...json, model: { ...json.model, unk_token: 'a' } })).toBe(true)
  expect(refused(json, { remove_space: true })).toBe(true)
})
