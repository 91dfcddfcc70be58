import { SpiceError } from '../../errors.js'
import { randomStream } from '../../random/index.js'
import {
  type SampleResult,
  type SamplingModel,
  TinkerError,
  type TinkerSamplingParams,
} from '../../tinker/index.js'
import type { Tokenizer } from '../../tokenizer/index.js'
import type { Completion } from '../../words.js'
import { checkRequest } from '../check-request.js'
import type { EngineCapabilities, Sampler, SamplingParams, TokenIds } from '../engine.js'
import { isRecoverable } from './recovery-limit.js'
import { completionOf, stopRule } from './stop-rules.js'
import type { TargetTraits } from './targets.js'

/** Weights that answer, and that can be had again where the server forgot them. */
export interface SamplingSource {
  /** Of the newest model; `generation` names that one. */
  current(): Promise<{ readonly model: SamplingModel; readonly generation: number }>
  /** Resolves when `current` gives another. @throws if it can't */
  lost(generation: number, error: unknown): Promise<void>
  /** An answer came. */
  progressed(): void
  /** See SamplingModel. */
  mayStray(): boolean
  /** Called before requests are made; returns what is to be called when all are answered. @throws if it is too late to sample */
  begin(): () => void
}

export interface TinkerSamplerOptions {
  readonly source: SamplingSource
  readonly traits: TargetTraits
  readonly capabilities: Pick<EngineCapabilities, 'contextTokens' | 'vocabulary'>
  readonly tokenizer: Tokenizer
}

/** Of a call of sample. */
interface End {
  readonly signal: AbortSignal
  /** Rejects with the signal's reason: making a model anew may take long, and goes on where nobody waits for it. */
  readonly aborted: Promise<never>
}

export class TinkerSampler implements Sampler {
  constructor(private readonly options: TinkerSamplerOptions) {}

  async sample(
    prompts: readonly TokenIds[],
    params: SamplingParams,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (tokens: number) => void } = {},
  ): Promise<Completion[][]> {
    checkRequest(this.options.capabilities, prompts, params)
    signal?.throwIfAborted()
    const end = this.options.source.begin()
    // The first failure ends the other requests.
    const failure = new AbortController()
    const ended = endOf(AbortSignal.any(signal ? [signal, failure.signal] : [failure.signal]))
    let tokens = 0
    try {
      return await Promise.all(
        prompts.map(async (prompt, p) => {
          const group = await this.#group(prompt, params, params.indices?.[p] ?? p * params.n, ended)
          tokens += group.reduce((sum, completion) => sum + completion.tokens.length, 0)
          onProgress?.(tokens)
          return group
        }),
      )
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    } finally {
      failure.abort()
      end()
    }
  }

  async #group(prompt: TokenIds, params: SamplingParams, index: number, ended: End): Promise<Completion[]> {
    const { traits, capabilities, tokenizer } = this.options
    const { sequences } = await this.#request(prompt, params.n, samplingParams(params, index, traits), ended)
    if (sequences.length !== params.n)
      throw new SpiceError('engine', `the server gave ${sequences.length} samples of ${params.n}`)
    for (const { tokens } of sequences) requireInVocabulary(tokens, capabilities)
    return sequences.map((sequence) => completionOf(sequence, params, tokenizer))
  }

  /** Goes on with another model if one is lost; how often in a row is bounded where models are made. */
  async #request(
    prompt: TokenIds,
    n: number,
    params: TinkerSamplingParams,
    { signal, aborted }: End,
  ): Promise<SampleResult> {
    const { source } = this.options
    for (;;) {
      const { model, generation } = await Promise.race([source.current(), aborted])
      try {
        const result = await model.sample(prompt, n, params, { signal })
        source.progressed()
        return result
      } catch (error) {
        if (signal.aborted || !(isRecoverable(error) || isLeftBehind(error))) throw error
        await Promise.race([source.lost(generation, error), aborted])
      }
    }
  }
}

/** One listener for all requests of a call: they are thousands. */
function endOf(signal: AbortSignal): End {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  aborted.catch(() => undefined)
  return { signal, aborted }
}

/** @throws SpiceError('engine') for a token that the model cannot have drawn */
function requireInVocabulary(tokens: TokenIds, { vocabulary }: Pick<EngineCapabilities, 'vocabulary'>): void {
  for (const token of tokens)
    if (token < 0 || token >= vocabulary)
      throw new SpiceError(
        'engine',
        `the server drew token ${token}, outside the vocabulary of ${vocabulary}`,
        { hint: 'Is the tokenizer that of the model which the server has?' },
      )
}

/** Another sample was told first that the model is lost, and the session was given up under this one. */
function isLeftBehind(error: unknown): boolean {
  return error instanceof TinkerError && error.kind === 'closed'
}

/**
 * Where the target takes seeds, prompt p's is drawn from the stream of its first index; the server gives continuation j
 * seed + j.
 */
function samplingParams(params: SamplingParams, index: number, traits: TargetTraits): TinkerSamplingParams {
  const { n, maxTokens, temperature, topP, topK, key } = params
  const greedy = temperature === 0
  return {
    maxTokens,
    temperature,
    topP: greedy ? 1 : topP,
    topK: greedy ? traits.greedyTopK : topK === 0 ? -1 : topK,
    seed: traits.seeds ? randomStream({ ...key, index }).integer(2 ** 31 - n) : undefined,
    stop: stopRule(params),
  }
}
