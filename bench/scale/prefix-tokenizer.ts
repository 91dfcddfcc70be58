/**
 * A tokenizer of the kind that large models have (byte-level pair encoding, some 20,000 ids), made from a text instead of
 * learned: every word of the text is one token, by merges that grow it letter by letter.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SPLIT = '\\p{N}|[ ]?[\\p{L}]+|[ ]?[^\\s\\p{L}\\p{N}]+|\\s+'

export function writePrefixTokenizer(folder: string, text: string): void {
  const bytes = byteSpellings()
  const spell = (word: string) => [...Buffer.from(word)].map((byte) => bytes[byte] as string)
  const vocabulary = new Map<string, number>(bytes.map((character, i) => [character, i]))
  const merges: [string, string][] = []
  for (const word of new Set(text.match(/ ?\p{L}+/gu)))
    spell(word).reduce((prefix, letter) => {
      const grown = prefix + letter
      if (!vocabulary.has(grown)) {
        vocabulary.set(grown, vocabulary.size)
        merges.push([prefix, letter])
      }
      return grown
    })
  const end = '<|end|>'
  mkdirSync(folder, { recursive: true })
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value))
  write('tokenizer.json', {
    version: '1.0',
    added_tokens: [
      {
        id: vocabulary.size,
        content: end,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      },
    ],
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: SPLIT }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(vocabulary),
      merges,
      byte_fallback: false,
      ignore_merges: true,
    },
  })
  write('tokenizer_config.json', { eos_token: end })
}

/** The printable characters that stand for the 256 bytes, as GPT-2 chose them. */
function byteSpellings(): string[] {
  let next = 256
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174
    return String.fromCharCode(printable ? byte : next++)
  })
}
