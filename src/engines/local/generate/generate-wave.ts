import { Tensor } from 'onnxruntime-node'
import { SpiceError } from '../../../errors.js'
import type { RandomStream } from '../../../random/index.js'
import type { Tokenizer } from '../../../tokenizer/index.js'
import type { Completion } from '../../../words.js'
import type { ModelConfig } from '../model/index.js'
import { type Cache, cacheOf, keepRows, tensorOf } from './caches.js'
import type { Wave } from './plan-waves.js'
import { promptLayout, promptMask } from './prompt-layout.js'
import { growRow, type Row } from './row.js'
import type { StopCondition } from './stop-condition.js'

/** Tokens that one call of the decode graph generates at most. */
const CHUNK_TOKENS = 16

export type Feeds = Record<string, Tensor>
export type Results = Readonly<Record<string, Tensor>>

export interface WaveOptions {
  readonly config: ModelConfig
  readonly tokenizer: Tokenizer
  /** The compiled graphs (`buildPrefillGraph`, `buildDecodeGraph`) with weights and sampling parameters bound. */
  readonly prefill: (feeds: Feeds) => Promise<Results>
  readonly decode: (feeds: Feeds, past: boolean) => Promise<Results>
  readonly maxTokens: number
  readonly stop: StopCondition
  /** The uniform numbers of a request's row, one a token; undefined: greedy. */
  readonly streamOf: ((request: number) => RandomStream) | undefined
  readonly signal: AbortSignal | undefined
  /** Hears of each completion as it ends, and of the tokens that each call generated. */
  readonly onCompletion: (request: number, completion: Completion) => void
  readonly onTokens: (count: number) => void
}

/** The rows that still generate, with the caches of their prompts and of their own tokens (a pair a layer). */
interface Batch {
  rows: Row[]
  promptLengths: number[]
  promptCaches: Cache[]
  caches: Cache[]
}

/**
 * Reads a wave's prompts, then generates chunk by chunk. Between chunks the rows that have ended leave the batch, and
 * so do prompts that have no rows left. @throws SpiceError('interrupted') if the signal aborts
 */
export async function generateWave(wave: Wave, options: WaveOptions): Promise<void> {
  const { config, maxTokens, signal } = options
  const abort = (): void => {
    if (signal?.aborted)
      throw new SpiceError('interrupted', 'generation was interrupted', { cause: signal.reason })
  }
  abort()
  const rows = wave.rows.map(({ prompt, request }): Row => {
    const promptLength = (wave.prompts[prompt] as Int32Array).length
    const stream = options.streamOf?.(request)
    return { request, prompt, promptLength, stream, tokens: [], logprobs: [] }
  })
  const results = await options.prefill(prefillFeeds(wave.prompts, rows))
  const batch: Batch = {
    rows,
    promptLengths: wave.prompts.map(({ length }) => length),
    promptCaches: cachesIn(results, config.layers),
    caches: [],
  }
  settle(batch, results, options)
  for (let generated = 1; batch.rows.length > 0; ) {
    abort()
    const steps = Math.min(CHUNK_TOKENS, maxTokens - generated)
    const chunk = await options.decode(decodeFeeds(batch, steps, config), batch.caches.length > 0)
    batch.caches = cachesIn(chunk, config.layers)
    settle(batch, chunk, options)
    generated += steps
  }
}

function cachesIn(results: Results, layers: number): Cache[] {
  return Array.from({ length: layers }, (_, l) => [`keys.${l}`, `values.${l}`])
    .flat()
    .map((name) => cacheOf(results[name] as Tensor))
}

function prefillFeeds(prompts: readonly Int32Array[], rows: readonly Row[]): Feeds {
  const padded = Math.max(...prompts.map(({ length }) => length))
  const tokens = new BigInt64Array(prompts.length * padded)
  for (const [s, prompt] of prompts.entries())
    for (const [t, token] of prompt.entries()) tokens[s * padded + t] = BigInt(token)
  return {
    prompts: new Tensor('int64', tokens, [prompts.length, padded]),
    positions: int64(Array.from(tokens, (_, i) => i % padded)),
    last: int64(rows.map(({ prompt, promptLength }) => prompt * padded + promptLength - 1)),
    uniforms: uniforms(rows, 1),
  }
}

function decodeFeeds(
  { rows, promptLengths, promptCaches, caches }: Batch,
  steps: number,
  config: ModelConfig,
): Feeds {
  const feeds: Feeds = {
    current: int64(rows.map(({ tokens }) => tokens.at(-1) as number)),
    done: new Tensor('bool', new Uint8Array(rows.length), [rows.length]),
    positions: int64(rows.map(({ promptLength, tokens }) => promptLength + tokens.length - 1)),
    steps: new Tensor('int64', BigInt64Array.of(BigInt(steps)), []),
    uniforms: uniforms(rows, steps),
    promptMask: promptMask(promptLengths, promptCaches[0]?.dims[2] as number),
    ...promptLayout(
      rows.map(({ prompt }) => prompt),
      promptLengths.length,
      config,
    ),
  }
  const add = (prefix: string, pairs: readonly Cache[]): void => {
    for (const [i, cache] of pairs.entries())
      feeds[`${prefix}${i % 2 === 0 ? 'Keys' : 'Values'}.${Math.floor(i / 2)}`] = tensorOf(cache)
  }
  add('prompt', promptCaches)
  add('past', caches)
  return feeds
}

/** Takes in what a call generated and lets the rows that ended, and prompts without rows, leave. */
function settle(batch: Batch, results: Results, options: WaveOptions): void {
  const tokens = results.tokens?.data as BigInt64Array
  const logprobs = results.logprobs?.data as Float32Array
  const kept: number[] = []
  let count = 0
  for (const [r, row] of batch.rows.entries()) {
    const before = row.tokens.length
    const columns = { tokens, logprobs, column: r, columns: batch.rows.length }
    const completion = growRow(row, columns, options)
    count += (completion?.tokens.length ?? row.tokens.length) - before
    if (completion) options.onCompletion(row.request, completion)
    else kept.push(r)
  }
  options.onTokens(count)
  if (kept.length === batch.rows.length) return
  for (const cache of batch.caches) keepRows(cache, kept)
  batch.rows = kept.map((r) => batch.rows[r] as Row)
  const prompts = [...new Set(batch.rows.map(({ prompt }) => prompt))]
  if (prompts.length === batch.promptLengths.length) return
  for (const cache of batch.promptCaches) keepRows(cache, prompts)
  batch.promptLengths = prompts.map((prompt) => batch.promptLengths[prompt] as number)
  const order = new Map(prompts.map((prompt, i) => [prompt, i]))
  for (const row of batch.rows) row.prompt = order.get(row.prompt) as number
}

/** The next `steps` numbers of every row's stream, [steps, R]; the rows' streams move on. */
function uniforms(rows: readonly Row[], steps: number): Tensor {
  const data = new Float32Array(steps * rows.length)
  for (const [r, { stream }] of rows.entries())
    if (stream) for (let step = 0; step < steps; step++) data[step * rows.length + r] = stream.uniform()
  return new Tensor('float32', data, [steps, rows.length])
}

function int64(numbers: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(numbers, BigInt), [numbers.length])
}
