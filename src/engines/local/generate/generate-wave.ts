import { Tensor } from 'onnxruntime-node'
import { SpiceError } from '../../../errors.js'
import type { RandomStream } from '../../../random/index.js'
import type { Completion } from '../../../words.js'
import type { ModelConfig } from '../model/index.js'
import { Batch, type Feeds, int64, type Results, uniforms } from './batch.js'
import type { Wave } from './plan-waves.js'
import { type Ending, growRow, type Row } from './row.js'

export interface WaveOptions {
  readonly config: ModelConfig
  /** The compiled graphs, with weights and sampling parameters bound. */
  readonly prefill: (feeds: Feeds) => Promise<Results>
  readonly step: (feeds: Feeds) => Promise<Results>
  readonly ending: Ending
  /** The uniform numbers of a request's row, one a token; undefined: greedy. */
  readonly streamOf: ((request: number) => RandomStream) | undefined
  readonly signal: AbortSignal | undefined
  /** Hears of each completion as it ends, and after each step of the tokens that it settled. */
  readonly onCompletion: (request: number, completion: Completion) => void
  readonly onTokens: (count: number) => void
}

/**
 * Reads a wave's prompts, then generates token by token; rows that have ended leave at once.
 * @throws SpiceError('interrupted') if the signal aborts, 'engine' if the model yields no numbers
 */
export async function generateWave(wave: Wave, options: WaveOptions): Promise<void> {
  const { config, ending } = options
  const rows = wave.rows.map(({ prompt, request }): Row => {
    const stream = options.streamOf?.(request)
    return { request, prompt, stream, tokens: [], logprobs: [], settled: 0 }
  })
  throwIfAborted(options.signal)
  const prefilled = await options.prefill(prefillFeeds(wave.prompts, rows))
  const lengths = wave.prompts.map(({ length }) => length)
  const batch = new Batch(config, rows, lengths, prefilled, ending.maxTokens)
  settle(batch, prefilled, options)
  while (batch.rows.length > 0) {
    throwIfAborted(options.signal)
    const results = await options.step(batch.stepFeeds())
    batch.append(results)
    settle(batch, results, options)
  }
}

function prefillFeeds(prompts: readonly Int32Array[], rows: readonly Row[]): Feeds {
  const padded = Math.max(...prompts.map(({ length }) => length))
  const tokens = new BigInt64Array(prompts.length * padded)
  for (const [s, prompt] of prompts.entries())
    for (const [t, token] of prompt.entries()) tokens[s * padded + t] = BigInt(token)
  return {
    prompts: new Tensor('int64', tokens, [prompts.length, padded]),
    positions: int64(Array.from(tokens, (_, i) => i % padded)),
    last: int64(rows.map(({ prompt }) => prompt * padded + (prompts[prompt] as Int32Array).length - 1)),
    uniforms: uniforms(rows),
  }
}

/** Gives every row its new token and lets those go that it ends. */
function settle(batch: Batch, results: Results, options: WaveOptions): void {
  const tokens = results.tokens?.data as BigInt64Array
  const logprobs = results.logprobs?.data as Float32Array
  let count = 0
  // From the last on: the row that takes a leaver's place has had its token.
  for (let r = batch.rows.length - 1; r >= 0; r--) {
    const row = batch.rows[r] as Row
    const before = row.settled
    const completion = growRow(row, Number(tokens[r]), logprobs[r] as number, options.ending)
    count += (completion?.tokens.length ?? row.settled) - before
    if (!completion) continue
    options.onCompletion(row.request, completion)
    batch.leave(r)
  }
  if (count > 0) options.onTokens(count)
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new SpiceError('interrupted', 'generation was interrupted', { cause: signal.reason })
}
