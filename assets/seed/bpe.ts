/** Special tokens of the compact templates; their ids are their places here. */
export const SPECIAL_TOKENS = [
  '<pad>',
  '<eos>',
  '<doc>',
  '<select>',
  '<mcq>',
  '<integer>',
  '<float>',
  '<expression>',
  '<string>',
  '<boolean>',
  '<list>',
  '<q>',
  '<a>',
  '<ans>',
] as const

/**
 * Pieces that no token crosses: a word or a mark with the space before it, and with the one after it if a digit
 * follows, so that every digit is a token of its own and means the same everywhere. Also valid for Oniguruma.
 */
export const PIECES = '[0-9]| ?[a-zA-Z]+(?: (?=[0-9]))?| ?[^\\sa-zA-Z0-9](?: (?=[0-9]))?|\\s'

/** The printable stand-in of each byte in byte-level vocabularies, as GPT-2 chose them. */
export function byteSymbols(): string[] {
  const printable = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255)
  let next = 256
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++))
}

export interface Bpe {
  /** Token spelling (in byte symbols; special tokens as they are) to id. */
  readonly vocabulary: ReadonlyMap<string, number>
  readonly merges: readonly (readonly [string, string])[]
}

/** Learns byte-level BPE merges until the vocabulary, special tokens and 256 bytes included, has `size` entries. */
export function trainBpe(texts: Iterable<string>, size: number): Bpe {
  const symbols = byteSymbols()
  const pieces = new RegExp(PIECES, 'gu')
  const counts = new Map<string, number>()
  for (const text of texts) {
    for (const [piece] of text.matchAll(pieces)) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  }
  const words = [...counts].map(([piece, count]) => ({
    symbols: [...new TextEncoder().encode(piece)].map((byte) => symbols[byte] as string),
    count,
  }))
  const vocabulary = new Map<string, number>()
  for (const token of [...SPECIAL_TOKENS, ...symbols]) vocabulary.set(token, vocabulary.size)
  const merges: [string, string][] = []
  while (vocabulary.size < size) {
    const pair = commonestPair(words)
    if (pair === null) break
    merges.push(pair)
    const joined = pair.join('')
    if (!vocabulary.has(joined)) vocabulary.set(joined, vocabulary.size)
    for (const word of words) word.symbols = merge(word.symbols, pair)
  }
  return { vocabulary, merges }
}

/** Ties go to the pair that sorts first, so that the result is a function of the counts alone. */
function commonestPair(words: readonly { symbols: string[]; count: number }[]): [string, string] | null {
  const pairs = new Map<string, number>()
  for (const { symbols, count } of words) {
    for (let i = 1; i < symbols.length; i++) {
      const key = `${symbols[i - 1]} ${symbols[i]}`
      pairs.set(key, (pairs.get(key) ?? 0) + count)
    }
  }
  let best: string | null = null
  let most = 1
  for (const [key, count] of pairs) {
    if (count > most || (count === most && best !== null && key < best)) [best, most] = [key, count]
  }
  return best === null ? null : (best.split(' ') as [string, string])
}

function merge(symbols: readonly string[], [left, right]: readonly [string, string]): string[] {
  const merged: string[] = []
  for (const symbol of symbols) {
    if (symbol === right && merged.at(-1) === left) merged[merged.length - 1] = left + right
    else merged.push(symbol)
  }
  return merged
}

/** `tokenizer.json` and `tokenizer_config.json`, as the tokenizers libraries of Hugging Face read them. */
export function tokenizerFiles({ vocabulary, merges }: Bpe): {
  'tokenizer.json': object
  'tokenizer_config.json': object
} {
  const added = SPECIAL_TOKENS.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }))
  return {
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: added,
      normalizer: null,
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          { type: 'Split', pattern: { Regex: PIECES }, behavior: 'Isolated', invert: false },
          { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
        ],
      },
      post_processor: null,
      decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        ignore_merges: false,
        vocab: Object.fromEntries(vocabulary),
        merges,
      },
    },
    'tokenizer_config.json': {
      tokenizer_class: 'PreTrainedTokenizerFast',
      add_bos_token: false,
      add_prefix_space: false,
      clean_up_tokenization_spaces: false,
      eos_token: '<eos>',
      pad_token: '<pad>',
      model_max_length: 256,
    },
  }
}
