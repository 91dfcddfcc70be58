import { type InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { SpiceError } from '../../../errors.js'
import { randomStream } from '../../../random/index.js'
import type { Tokenizer } from '../../../tokenizer/index.js'
import type { Completion } from '../../../words.js'
import { checkRequest } from '../../check-request.js'
import type { Sampler, SamplingParams, TokenIds } from '../../engine.js'
import type { Graph } from '../graph/graph.js'
import { type ModelConfig, ropeTables, type Tensor } from '../model/index.js'
import { openSession } from '../open-session.js'
import type { Feeds, Results } from './batch.js'
import { generateWave } from './generate-wave.js'
import { generationWeights } from './generation-weights.js'
import { planWaves } from './plan-waves.js'
import { buildPrefillGraph } from './prefill-graph.js'
import type { SamplingMode } from './sample-token.js'
import { buildStepGraph } from './step-graph.js'

export interface GeneratorOptions {
  readonly config: ModelConfig
  /** Decodes completions where stop strings are asked for. */
  readonly tokenizer: Tokenizer
  readonly threads: number
  /** What one wave of generations may take, in MiB; a request is split by itself. */
  readonly memoryMiB: number
}

/**
 * Owns the compiled generation graphs of a model shape. Weights are fed at each call, so one generator serves any
 * number of snapshots.
 */
export class Generator {
  private readonly sessions = new Map<string, Promise<InferenceSession>>()
  private rope: { readonly positions: number; readonly cos: OrtTensor; readonly sin: OrtTensor } | undefined

  constructor(private readonly options: GeneratorOptions) {}

  /**
   * A sampler over `weights`, which must not change while it is in use. Equal calls give equal bits; rows in other
   * company differ by rounding at most.
   */
  sampler(weights: ReadonlyMap<string, Tensor>): Sampler {
    const feeds = generationWeights(this.options.config, weights)
    return { sample: (prompts, params, options = {}) => this.sample(feeds, prompts, params, options) }
  }

  async close(): Promise<void> {
    for (const session of this.sessions.values()) await (await session).release()
    this.sessions.clear()
  }

  private async sample(
    weights: ReadonlyMap<string, OrtTensor>,
    prompts: readonly TokenIds[],
    params: SamplingParams,
    options: { signal?: AbortSignal; onProgress?: (tokens: number) => void },
  ): Promise<Completion[][]> {
    const { config, tokenizer, memoryMiB } = this.options
    checkRequest(config, prompts, params)
    const { n, maxTokens, key } = params
    const mode = samplingMode(params, config.vocabulary)
    const longest = prompts.reduce((most, { length }) => Math.max(most, length), 0)
    const bound: Feeds = {
      ...this.ropeFeeds(longest + maxTokens),
      ...samplingFeeds(params, config.vocabulary),
    }
    const ending = {
      maxTokens,
      stopTokens: new Set(params.stopTokens),
      stopStrings: params.stopStrings,
      tokenizer,
    }
    const run = async (name: string, build: () => Graph, own: Feeds): Promise<Results> => {
      const session = await this.session(name, build)
      const feeds: Feeds = {}
      for (const input of session.inputNames) {
        const value = own[input] ?? bound[input] ?? weights.get(input)
        if (!value) throw new SpiceError('engine', `the ${name} graph wants ${input}, which nothing provides`)
        feeds[input] = value
      }
      return (await session.run(feeds)) as Results
    }
    const completions = prompts.map(() => new Array<Completion>(n))
    let generated = 0
    for (const wave of planWaves(config, prompts, { n, maxTokens, bytes: memoryMiB * 2 ** 20 })) {
      await generateWave(wave, {
        config,
        ending,
        signal: options.signal,
        prefill: (feeds) => run(`prefill ${mode}`, () => buildPrefillGraph(config, mode), feeds),
        step: (feeds) => run(`step ${mode}`, () => buildStepGraph(config, mode), feeds),
        streamOf:
          mode === 'greedy'
            ? undefined
            : (request) => {
                const prompt = Math.floor(request / n)
                const start = params.indices?.[prompt] ?? prompt * n
                return randomStream({ ...key, index: start + (request % n) })
              },
        onCompletion: (request, completion) => {
          ;(completions[Math.floor(request / n)] as Completion[])[request % n] = completion
        },
        onTokens: (count) => {
          generated += count
          options.onProgress?.(generated)
        },
      })
    }
    return completions
  }

  private session(name: string, build: () => Graph): Promise<InferenceSession> {
    let session = this.sessions.get(name)
    if (!session) {
      session = openSession(build(), this.options.threads)
      this.sessions.set(name, session)
    }
    return session
  }

  private ropeFeeds(positions: number): { cos: OrtTensor; sin: OrtTensor } {
    if (!this.rope || this.rope.positions < positions) {
      const { cos, sin } = ropeTables(this.options.config, positions)
      const dims = [positions, this.options.config.headDim / 2]
      this.rope = {
        positions,
        cos: new OrtTensor('float32', cos, dims),
        sin: new OrtTensor('float32', sin, dims),
      }
    }
    return { cos: this.rope.cos, sin: this.rope.sin }
  }
}

function samplingMode({ temperature, topP, topK }: SamplingParams, vocabulary: number): SamplingMode {
  if (temperature === 0) return 'greedy'
  if (topP < 1 || (topK > 0 && topK < vocabulary)) return 'filtered'
  return temperature === 1 ? 'plain' : 'tempered'
}

function samplingFeeds({ temperature, topP, topK }: SamplingParams, vocabulary: number): Feeds {
  const candidates = topK > 0 ? Math.min(topK, vocabulary) : vocabulary
  return {
    inverseTemperature: new OrtTensor('float32', Float32Array.of(temperature > 0 ? 1 / temperature : 1), []),
    topP: new OrtTensor('float32', Float32Array.of(topP), []),
    topK: new OrtTensor('int64', BigInt64Array.of(BigInt(candidates)), [1]),
  }
}
