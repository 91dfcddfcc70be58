import { SpiceError } from '../../../errors.js'
import type { RandomStream } from '../../../random/index.js'
import type { Tokenizer } from '../../../tokenizer/index.js'
import type { Completion } from '../../../words.js'

/** Texts are searched for stop strings after this many tokens, as decoding takes time. */
const SEARCH_TOKENS = 16

/** One completion in the making. */
export interface Row {
  /** The caller's number of this row: prompt * n + sample. */
  readonly request: number
  /** Among the prompts that still have rows. */
  prompt: number
  /** Its uniform numbers, one a token; undefined: greedy. */
  readonly stream: RandomStream | undefined
  readonly tokens: number[]
  readonly logprobs: number[]
  /** Its first tokens that are known to belong to the completion. */
  settled: number
}

/** What ends a completion. */
export interface Ending {
  readonly maxTokens: number
  readonly stopTokens: ReadonlySet<number>
  readonly stopStrings: readonly string[]
  readonly tokenizer: Tokenizer
}

/**
 * Adds a token to a row and tells the completion if that ended it: at a stop token or the token that completes a stop
 * string in the decoded text, which belong to it, or at the length limit.
 * @throws SpiceError('engine') if the log-probability is not a number
 */
export function growRow(row: Row, token: number, logprob: number, ending: Ending): Completion | undefined {
  const { tokens, logprobs } = row
  if (!Number.isFinite(logprob))
    throw new SpiceError('engine', `token ${tokens.length} of a completion has log-probability ${logprob}`, {
      hint: 'The weights hold numbers that are not finite or far too large: go back to an earlier checkpoint.',
    })
  tokens.push(token)
  logprobs.push(logprob)
  const atToken = ending.stopTokens.has(token)
  const ended = atToken || tokens.length === ending.maxTokens
  if (ending.stopStrings.length > 0 && !ended && tokens.length % SEARCH_TOKENS > 0) return undefined
  const atString = stringEnd(tokens, row.settled, ending)
  if (!ended && atString === undefined) {
    row.settled = tokens.length
    return undefined
  }
  const length = atString ?? tokens.length
  return {
    tokens: Int32Array.from(tokens.slice(0, length)),
    logprobs: Float32Array.from(logprobs.slice(0, length)),
    stopReason: atToken || atString !== undefined ? 'stop' : 'length',
  }
}

/** The number of tokens whose text first holds a stop string; the first `settled` tokens hold none. */
function stringEnd(
  tokens: readonly number[],
  settled: number,
  { stopStrings, tokenizer }: Ending,
): number | undefined {
  const holds = (length: number): boolean => {
    const text = tokenizer.decode(tokens.slice(0, length))
    return stopStrings.some((string) => text.includes(string))
  }
  if (stopStrings.length === 0 || !holds(tokens.length)) return undefined
  for (let length = settled + 1; length < tokens.length; length++) if (holds(length)) return length
  return tokens.length
}
