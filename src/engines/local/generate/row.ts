import { SpiceError } from '../../../errors.js'
import type { RandomStream } from '../../../random/index.js'
import type { Tokenizer } from '../../../tokenizer/index.js'
import type { Completion } from '../../../words.js'
import { type StopCondition, stopLength } from './stop-condition.js'

/** One completion in the making. */
export interface Row {
  /** The caller's number of this row: prompt * n + sample. */
  readonly request: number
  readonly promptLength: number
  /** Its uniform numbers, one a token; undefined: greedy. */
  readonly stream: RandomStream | undefined
  readonly tokens: number[]
  readonly logprobs: number[]
  /** Its prompt among those that still have rows; ascending over the rows of a batch. */
  prompt: number
}

/**
 * Appends what a call generated, `tokens` and `logprobs` [c, R] at column `column`, and tells the finished completion
 * once there is one.
 */
export function growRow(
  row: Row,
  generated: { tokens: BigInt64Array; logprobs: Float32Array; column: number; columns: number },
  ending: { stop: StopCondition; maxTokens: number; tokenizer: Tokenizer },
): Completion | undefined {
  const checked = row.tokens.length
  for (let i = generated.column; i < generated.tokens.length; i += generated.columns) {
    row.tokens.push(Number(generated.tokens[i]))
    row.logprobs.push(generated.logprobs[i] as number)
  }
  const stopped = stopLength(row.tokens, checked, ending.stop, ending.tokenizer)
  const length = stopped ?? row.tokens.length
  const broken = row.logprobs.findIndex(
    (logprob, i) => i >= checked && i < length && !Number.isFinite(logprob),
  )
  if (broken >= 0)
    throw new SpiceError(
      'engine',
      `token ${broken} of a completion has log-probability ${row.logprobs[broken]}`,
      {
        hint: 'The weights hold numbers that are not finite, or far too large: resume from an earlier checkpoint.',
      },
    )
  if (stopped === undefined && length < ending.maxTokens) return undefined
  return {
    tokens: Int32Array.from(row.tokens.slice(0, length)),
    logprobs: Float32Array.from(row.logprobs.slice(0, length)),
    stopReason: stopped === undefined ? 'length' : 'stop',
  }
}
