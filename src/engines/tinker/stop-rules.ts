import { SpiceError } from '../../errors.js'
import type { SampledSequence } from '../../tinker/index.js'
import type { Tokenizer } from '../../tokenizer/index.js'
import type { Completion } from '../../words.js'
import type { SamplingParams } from '../engine.js'

/** Servers take tokens or strings, not both: tokens where there are any, as the strings can be found here too. */
export function stopRule({
  stopTokens,
  stopStrings,
}: SamplingParams): readonly number[] | readonly string[] | undefined {
  if (stopTokens.length > 0) return stopTokens
  return stopStrings.length > 0 ? stopStrings : undefined
}

/**
 * A completion as the engine promises it: ended by the first stop token, or the first token that completes a stop string,
 * both included, wherever the server stopped.
 * @throws SpiceError('engine') without finite log-probabilities
 */
export function completionOf(
  { tokens, logprobs, stopReason }: SampledSequence,
  params: SamplingParams,
  tokenizer: Tokenizer,
): Completion {
  const { maxTokens } = params
  if (tokens.length > maxTokens)
    throw new SpiceError(
      'engine',
      `the server gave a completion of ${tokens.length} tokens, at most ${maxTokens} were asked for`,
    )
  if (tokens.length === 0) return { tokens, logprobs: new Float32Array(0), stopReason }
  if (logprobs === null)
    throw new SpiceError('engine', 'the server gave no log-probabilities of its sample', {
      hint: 'Training needs them: use a server that returns the log-probabilities of sampled tokens.',
    })
  const atToken = lengthAtToken(tokens, params.stopTokens)
  const upTo = atToken > 0 ? tokens.subarray(0, atToken) : tokens
  const atString = lengthAtString(upTo, params.stopStrings, tokenizer)
  const length = atString ?? upTo.length
  const strange = firstStrange(logprobs, length)
  if (strange !== undefined)
    throw new SpiceError(
      'engine',
      `token ${strange} of a completion has log-probability ${logprobs[strange]}`,
      {
        hint: 'The weights hold numbers that are not finite or far too large: go back to an earlier checkpoint.',
      },
    )
  return {
    tokens: length === tokens.length ? tokens : tokens.slice(0, length),
    logprobs: length === logprobs.length ? logprobs : logprobs.slice(0, length),
    stopReason: atToken > 0 || atString !== undefined ? 'stop' : stopReason,
  }
}

/** The number of tokens up to the first stop token; 0 without any. */
function lengthAtToken(tokens: Int32Array, stopTokens: readonly number[]): number {
  const places = stopTokens.map((stop) => tokens.indexOf(stop)).filter((at) => at >= 0)
  return places.length > 0 ? Math.min(...places) + 1 : 0
}

/** Where the first number stands that is not finite. Loops, here and elsewhere: this is done to every token drawn. */
function firstStrange(logprobs: Float32Array, length: number): number | undefined {
  for (let t = 0; t < length; t++) if (!Number.isFinite(logprobs[t] as number)) return t
  return undefined
}

/** The least number of tokens whose text holds a stop string. Bisection: a text that holds one goes on holding it. */
function lengthAtString(
  tokens: Int32Array,
  stopStrings: readonly string[],
  tokenizer: Tokenizer,
): number | undefined {
  const holds = (length: number): boolean => {
    const text = tokenizer.decode(tokens.subarray(0, length))
    return stopStrings.some((string) => text.includes(string))
  }
  if (stopStrings.length === 0 || !holds(tokens.length)) return undefined
  let without = 0
  let length = tokens.length
  while (length - without > 1) {
    const middle = (without + length) >> 1
    if (holds(middle)) length = middle
    else without = middle
  }
  return length
}
