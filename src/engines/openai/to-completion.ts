import { SpiceError } from '../../errors.js'
import type { Tokenizer } from '../../tokenizer/index.js'
import type { Completion } from '../../words.js'
import type { SamplingParams } from '../engine.js'
import { EndpointError } from './endpoint-error.js'
import type { Choice } from './read-answer.js'

/** A budget of so many tokens never needs more characters, and few spare ones. */
const CHARACTERS_PER_TOKEN = 64
const SPARE_CHARACTERS = 4096

export interface Reading {
  readonly tokenizer: Tokenizer
  readonly sameTokenizer: boolean
  readonly params: Pick<SamplingParams, 'maxTokens' | 'stopStrings'>
  /** Who is to blame, for errors. */
  readonly what: string
}

/**
 * A continuation in our words: with the tokens that the model drew and their log-probabilities where the server tells both and
 * its tokenizer is ours; else our spelling of its text, with NaN. Throws EndpointError ('protocol') for ids that are none of ours
 * and for more than the budget allows.
 */
export function toCompletion(choice: Choice, reading: Reading): Completion {
  const { params, what, sameTokenizer } = reading
  if (choice.text.length > params.maxTokens * CHARACTERS_PER_TOKEN + SPARE_CHARACTERS)
    throw new EndpointError(
      'protocol',
      `${what}: ${choice.text.length} characters for a budget of ${params.maxTokens} tokens`,
    )
  return (sameTokenizer && !choice.reasoned ? drawn(choice, reading) : null) ?? respelled(choice, reading)
}

function drawn(choice: Choice, { tokenizer, params, what }: Reading): Completion | null {
  const { ids, spelled, cut, text } = choice
  const known = ids ?? spelled?.ids ?? (spelled && idsOf(spelled.tokens, tokenizer))
  if (known === null) return null
  const stranger = known.find((id) => id < 0 || id >= tokenizer.vocabulary)
  if (stranger !== undefined)
    throw new EndpointError(
      'protocol',
      `${what}: token id ${stranger} of a vocabulary of ${tokenizer.vocabulary}`,
      {
        hint: 'Is the tokenizer of this model really ours? Set sameTokenizer to false if not.',
      },
    )
  if (ids === null && !areAll(known, text, tokenizer)) return null
  if (known.length > params.maxTokens)
    throw new EndpointError('protocol', `${what}: ${known.length} tokens for a budget of ${params.maxTokens}`)
  return {
    tokens: Int32Array.from(known),
    logprobs:
      spelled?.logprobs.length === known.length
        ? spelled.logprobs
        : new Float32Array(known.length).fill(Number.NaN),
    stopReason: cut ? 'length' : 'stop',
  }
}

/** Whether these are all tokens of a text, or more where the server has cut it: llama.cpp leaves out those that end inside of a character. */
function areAll(ids: readonly number[], text: string, tokenizer: Tokenizer): boolean {
  const whole = text.trim()
  const gives = (skipSpecial: boolean) => tokenizer.decode(ids, { skipSpecial }).trimStart().startsWith(whole)
  return gives(true) || gives(false)
}

/** Ids by spelling (`token_id:17` says it outright); null if one is not exactly a token of ours, such as a part of a character. */
function idsOf(spellings: readonly string[], tokenizer: Tokenizer): number[] | null {
  const ids: number[] = []
  for (const spelling of spellings) {
    const told = /^token_id:(\d{1,9})$/.exec(spelling)
    const found = told ? [Number(told[1])] : [...encodeLoosely(spelling, tokenizer)]
    const [id] = found
    if (id === undefined || found.length > 1 || (!told && tokenizer.decode([id]) !== spelling)) return null
    ids.push(id)
  }
  return ids
}

function respelled({ text, cut }: Choice, { tokenizer, params }: Reading): Completion {
  const ends = params.stopStrings.map((string) => text.indexOf(string)).filter((at) => at >= 0)
  const kept = ends.length === 0 ? text : text.slice(0, Math.min(...ends))
  const tokens = encodeLoosely(kept, tokenizer)
  return {
    tokens,
    logprobs: new Float32Array(tokens.length).fill(Number.NaN),
    stopReason: cut && ends.length === 0 ? 'length' : 'stop',
    text: kept,
  }
}

/** Our tokenizer may have no id for what another model writes: those characters are left out. */
function encodeLoosely(text: string, tokenizer: Tokenizer): Int32Array {
  try {
    return tokenizer.encode(text)
  } catch (error) {
    if (!(error instanceof SpiceError)) throw error
    const known = new Map<string, boolean>()
    const has = (character: string): boolean => {
      const found = known.get(character) ?? isSpelled(character, tokenizer)
      known.set(character, found)
      return found
    }
    return tokenizer.encode([...text].filter(has).join(''))
  }
}

function isSpelled(character: string, tokenizer: Tokenizer): boolean {
  try {
    tokenizer.encode(character)
    return true
  } catch {
    return false
  }
}
