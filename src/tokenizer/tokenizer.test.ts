import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SpiceError } from '../errors.js'
import { loadTokenizer, renderChat, type Tokenizer } from './index.js'

/** The printable stand-ins of the 256 bytes in byte-level vocabularies. */
function byteSymbols(): string[] {
  let next = 256
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
    return String.fromCodePoint(printable ? byte : next++)
  })
}

const SPECIAL = ['<bos>', '<eos>', '<turn>'] as const
const MERGES = [
  ['t', 'h'],
  ['th', 'e'],
  ['Ġ', 'the'],
] as const

/** A byte-level BPE tokenizer whose post-processor puts <bos> in front, as Llama 3's does. */
function tokenizerJson() {
  const tokens = [...SPECIAL, ...byteSymbols(), ...MERGES.map(([a, b]) => a + b)]
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: '<bos>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
      special_tokens: { '<bos>': { id: '<bos>', ids: [0], tokens: ['<bos>'] } },
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      unk_token: null,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: MERGES.map((pair) => pair.join(' ')),
    },
  }
}

const TEMPLATE =
  "{{ bos_token }}{% for m in messages %}<turn>{{ m['role'] }}: {{ m['content'] }}{% endfor %}{% if add_generation_prompt %}<turn>assistant:{% endif %}"

let root = ''
let next = 0
async function folderWith(files: Record<string, unknown>): Promise<string> {
  const folder = await mkdtemp(join(root, String(next++)))
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

let tokenizer: Tokenizer
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tokenizer-'))
  tokenizer = await loadTokenizer(
    await folderWith({
      'tokenizer.json': tokenizerJson(),
      'tokenizer_config.json': {
        bos_token: '<bos>',
        eos_token: { content: '<eos>' },
        chat_template: TEMPLATE,
      },
    }),
  )
})
afterAll(() => rm(root, { recursive: true }))

describe('loadTokenizer', () => {
  it('merges as the merges say and adds no token, whatever the post-processor wants', () => {
    const [the, spaceThe] = [260, 261]
    const x = 3 + 120
    expect([...tokenizer.encode('the the')]).toEqual([the, spaceThe])
    expect([...tokenizer.encode('x')]).toEqual([x])
    expect([...tokenizer.encode('')]).toEqual([])
  })

  it('spells special tokens as their ids, and drops them from decoded text only when asked', () => {
    const ids = tokenizer.encode('<bos>x<eos>')
    expect([...ids]).toEqual([0, 123, 1])
    expect(tokenizer.decode(ids)).toBe('<bos>x<eos>')
    expect(tokenizer.decode(ids, { skipSpecial: true })).toBe('x')
  })

  it('describes itself', () => {
    expect(tokenizer).toMatchObject({
      vocabulary: 262,
      eosTokens: [1],
      specialTokens: ['<bos>', '<eos>', '<turn>'],
      chatTemplate: TEMPLATE,
      bosToken: '<bos>',
      eosToken: '<eos>',
    })
  })

  it('decodes what it encodes, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
      }),
    )
  })

  it('keeps spaces before marks: the text of ids is never tidied', () => {
    expect(tokenizer.decode(tokenizer.encode("do n't , please ."))).toBe("do n't , please .")
  })

  it('decodes ids beyond the vocabulary, and no ids, to nothing', () => {
    expect(tokenizer.decode([])).toBe('')
    expect(tokenizer.decode([99_999])).toBe('')
    expect(tokenizer.decode([123, 262, 123])).toBe('xx')
  })

  it('takes end tokens from generation_config.json before config.json before its own', async () => {
    const own = { 'tokenizer.json': tokenizerJson(), 'tokenizer_config.json': { eos_token: '<eos>' } }
    const config = { ...own, 'config.json': { eos_token_id: 2 } }
    const generation = { ...config, 'generation_config.json': { eos_token_id: [1, 2] } }
    expect((await loadTokenizer(await folderWith(own))).eosTokens).toEqual([1])
    expect((await loadTokenizer(await folderWith(config))).eosTokens).toEqual([2])
    expect((await loadTokenizer(await folderWith(generation))).eosTokens).toEqual([1, 2])
  })

  it('prefers chat_template.jinja, and knows several named templates', async () => {
    const named = [
      { name: 'tools', template: 'T' },
      { name: 'default', template: 'D' },
    ]
    const files = { 'tokenizer.json': tokenizerJson(), 'tokenizer_config.json': { chat_template: named } }
    expect((await loadTokenizer(await folderWith(files))).chatTemplate).toBe('D')
    const both = { ...files, 'chat_template.jinja': 'J' }
    expect((await loadTokenizer(await folderWith(both))).chatTemplate).toBe('J')
    const none = { 'tokenizer.json': tokenizerJson() }
    expect((await loadTokenizer(await folderWith(none))).chatTemplate).toBeUndefined()
  })

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a folder without one', {}, /tokenizer\.json: not found/],
    ['text that is no JSON', { 'tokenizer.json': '{"model":' }, /tokenizer\.json: not JSON/],
    ['a list', { 'tokenizer.json': '[]' }, /tokenizer\.json: expected a JSON object/],
    ['half a tokenizer', { 'tokenizer.json': { model: { type: 'BPE' } } }, /tokenizer\.json: cannot be used/],
    [
      'an unknown kind',
      { 'tokenizer.json': { ...tokenizerJson(), pre_tokenizer: { type: 'Runes' } } },
      /tokenizer\.json: cannot be used as a tokenizer \(Unknown PreTokenizer type: Runes\)/,
    ],
  ])('refuses %s', async (_, files, message) => {
    const error = await loadTokenizer(await folderWith(files)).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(SpiceError)
    expect((error as SpiceError).message).toMatch(message)
  })
})

describe('renderChat', () => {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi <eos>' },
  ] as const

  it('is how BOS gets into a prompt', () => {
    const text = renderChat(TEMPLATE, messages, { ...tokenizer, addGenerationPrompt: true })
    expect(text).toBe('<bos><turn>system: Be brief.<turn>user: Hi <eos><turn>assistant:')
    expect(tokenizer.encode(text)[0]).toBe(0)
    expect(renderChat(TEMPLATE, messages)).toBe('<turn>system: Be brief.<turn>user: Hi <eos>')
  })

  it('does not depend on the day', () => {
    expect(renderChat('{{ strftime_now("%d %b %Y") }} {{ date_string }}', [])).toBe('26 Jul 2024 26 Jul 2024')
  })

  it('keeps the line break that a template begins with', () => {
    expect(renderChat('\n{{ messages[0].role }}', messages)).toBe('\nsystem')
  })

  it('passes on what a template says when it refuses', () => {
    const template = "{{ raise_exception('roles must alternate') }}"
    expect(() => renderChat(template, messages)).toThrow(/roles must alternate/)
    expect(() => renderChat('{% if %}', messages)).toThrow(SpiceError)
  })

  it('refuses templates and conversations beyond its bounds', () => {
    expect(() => renderChat(' '.repeat(300_000), messages)).toThrow(/A chat template of 300000 characters/)
    const long = [{ role: 'user', content: 'x'.repeat(2 ** 24 + 1) }] as const
    expect(() => renderChat(TEMPLATE, long)).toThrow(/A conversation of 1 messages/)
    const many = Array.from({ length: 1001 }, () => messages[1])
    expect(() => renderChat(TEMPLATE, many)).toThrow(/A conversation of 1001 messages/)
  })
})
