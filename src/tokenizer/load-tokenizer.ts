import { join } from 'node:path'
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers'
import { SpiceError } from '../errors.js'
import { byteLevelDecoder } from './byte-level-decoder.js'
import { byteLevelEncoder } from './byte-level-encoder.js'
import { declaredEosTokens } from './eos-tokens.js'
import { readJsonFile, readTextFile } from './read-json-file.js'
import type { Tokenizer } from './tokenizer.js'

type Json = Readonly<Record<string, unknown>>

/**
 * Reads the tokenizer of a Hugging Face model folder: tokenizer.json, and beside it tokenizer_config.json,
 * chat_template.jinja and the files that name the end-of-text ids, as far as they are there.
 * Throws SpiceError('model') naming the file that is missing or cannot be used.
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const path = join(folder, 'tokenizer.json')
  const json = await readJsonFile(path, 128)
  if (!json) {
    throw new SpiceError('model', `${path}: not found`, {
      hint: 'Slow tokenizers (tokenizer.model, vocab.json) are not read: save the fast one with transformers.',
    })
  }
  const config = (await readJsonFile(join(folder, 'tokenizer_config.json'))) ?? {}
  const inner = openTokenizer(path, json, config)

  let vocabulary = 0
  for (const id of inner.get_vocab().values()) vocabulary = Math.max(vocabulary, id + 1)
  const specialTokens: string[] = []
  for (const { special, content } of inner.get_added_tokens_decoder().values()) {
    if (special) specialTokens.push(content)
  }
  const bosToken = spelling(config.bos_token)
  const eosToken = spelling(config.eos_token)
  const eosTokens = await declaredEosTokens(folder)
  const eosId = eosToken === undefined ? undefined : inner.token_to_id(eosToken)
  if (eosTokens.length === 0 && eosId !== undefined) eosTokens.push(eosId)

  const addedTokens = new Set([...inner.get_added_tokens_decoder().values()].map(({ content }) => content))
  const fast = isByteLevel(json)
    ? byteLevelDecoder({ spelling: (id) => inner.id_to_token(id), addedTokens })
    : undefined
  const fastEncode = byteLevelEncoder(inner, json, config)

  return {
    encode(text) {
      // Without special tokens, so that a post-processor (Llama's adds BOS) puts in nothing.
      const ids = fastEncode?.(text) ?? inner.encode(text, { add_special_tokens: false }).ids
      if (ids.includes(undefined as never)) {
        throw new SpiceError('model', `${path}: has no id for a part of ${JSON.stringify(text.slice(0, 60))}`)
      }
      return Int32Array.from(ids)
    },
    decode(tokens, { skipSpecial = false } = {}) {
      if (fast && !skipSpecial) return fast(tokens)
      // Models often have more rows than the tokenizer has ids: a token that spells nothing decodes to nothing.
      const ids = Array.from(tokens).filter((id) => inner.id_to_token(id) !== undefined)
      if (ids.length === 0) return ''
      return inner.decode(ids, { skip_special_tokens: skipSpecial, clean_up_tokenization_spaces: false })
    },
    vocabulary,
    eosTokens,
    specialTokens,
    chatTemplate: (await readTextFile(join(folder, 'chat_template.jinja'))) ?? templateOf(config),
    bosToken,
    eosToken,
  }
}

/** Bytes alone, with nothing added before or after. */
function isByteLevel({ decoder, model }: Json): boolean {
  const { end_of_word_suffix: suffix } = (model ?? {}) as Json
  return (decoder as Json | null | undefined)?.type === 'ByteLevel' && !suffix
}

function openTokenizer(path: string, json: Json, config: Json): HuggingFaceTokenizer {
  try {
    return new HuggingFaceTokenizer({ added_tokens: [], ...json }, config)
  } catch (cause) {
    throw new SpiceError('model', `${path}: cannot be used as a tokenizer (${(cause as Error).message})`, {
      cause,
    })
  }
}

/** A token in tokenizer_config.json is its spelling or an object around it. */
function spelling(token: unknown): string | undefined {
  if (typeof token === 'string') return token
  const content = typeof token === 'object' && token !== null ? (token as Json).content : undefined
  return typeof content === 'string' ? content : undefined
}

/** The template in tokenizer_config.json: one, or several by name of which `default` is meant. */
function templateOf({ chat_template: templates }: Json): string | undefined {
  if (typeof templates === 'string') return templates
  if (!Array.isArray(templates)) return undefined
  const found = (templates as Json[]).find((entry) => entry?.name === 'default')?.template
  return typeof found === 'string' ? found : undefined
}
