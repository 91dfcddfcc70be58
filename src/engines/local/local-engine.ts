import { mkdir, readdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { SpiceError } from '../../errors.js'
import { loadTokenizer, type Tokenizer } from '../../tokenizer/index.js'
import type {
  AdamParams,
  Datum,
  Engine,
  EngineCapabilities,
  ForwardBackwardResult,
  ForwardResult,
  Loss,
  OptimStepResult,
  Sampler,
} from '../engine.js'
import { Generator } from './generate/index.js'
import {
  exportModel,
  loadModel,
  type ModelConfig,
  readCheckpoint,
  type Tensor,
  weightsHash,
  writeCheckpoint,
} from './model/index.js'
import { Trainer } from './train/trainer.js'

export interface LocalEngineOptions {
  /** A Hugging Face model folder. */
  readonly model: string
  /** Threads of the runtime; default: the processor's. */
  readonly threads?: number
  /** What one training micro-batch or one wave of generations may take, in MiB; default 1024. */
  readonly memoryMiB?: number
}

/** Opens a model for training and generation in this process. @throws SpiceError('model') */
export async function openLocalEngine(options: LocalEngineOptions): Promise<LocalEngine> {
  const { config, weights } = await loadModel(options.model)
  return new LocalEngine(options, config, weights, await loadTokenizer(options.model))
}

/** SPICE's embedded engine: full fine-tuning on ONNX Runtime, in float32. */
export class LocalEngine implements Engine {
  readonly capabilities: EngineCapabilities
  private readonly trainer: Trainer
  private readonly generator: Generator

  constructor(
    private readonly options: LocalEngineOptions,
    readonly config: ModelConfig,
    private readonly weights: Map<string, Tensor>,
    readonly tokenizer: Tokenizer,
  ) {
    const threads = options.threads ?? availableParallelism()
    const memoryMiB = options.memoryMiB ?? 1024
    this.trainer = new Trainer({ config, weights, threads, microBatchBytes: memoryMiB * 2 ** 20 })
    this.generator = new Generator({ config, tokenizer, threads, memoryMiB })
    this.capabilities = {
      name: 'local',
      contextTokens: config.contextTokens,
      vocabulary: config.vocabulary,
      parameters: [...weights.values()].reduce((sum, { data }) => sum + data.length, 0),
      losses: ['cross_entropy', 'importance_sampling', 'ppo', 'cispo'],
      deterministic: true,
      snapshots: 'kept',
      samplesWhileTraining: false,
      queuesCalls: false,
      ignoredAdam: [],
      notes: [],
    }
  }

  async sampler(): Promise<Sampler> {
    const copies = [...this.weights].map(
      ([name, { shape, data }]) => [name, { shape, data: data.slice() }] as const,
    )
    return this.generator.sampler(new Map(copies))
  }

  forwardBackward(batch: readonly Datum[], loss: Loss): Promise<ForwardBackwardResult> {
    return this.trainer.forwardBackward(batch, loss)
  }

  forward(batch: readonly Datum[]): Promise<ForwardResult> {
    return this.trainer.forward(batch)
  }

  async optimStep(params: AdamParams): Promise<OptimStepResult> {
    return this.trainer.optimStep(params)
  }

  /** The gradients that wait for the next step, by weight name: for tests and diagnosis. */
  get gradients(): ReadonlyMap<string, Float32Array> {
    return this.trainer.gradients
  }

  /** sha256 over names, shapes and bits of all weights. */
  weightsHash(): string {
    return weightsHash(this.weights)
  }

  async save(directory: string): Promise<void> {
    await mkdir(directory, { recursive: true })
    if ((await readdir(directory)).length > 0)
      throw new SpiceError('run', `checkpoint folder ${directory} is not empty`)
    const { moments, step } = this.trainer
    await writeCheckpoint(directory, { weights: this.weights, moments, step })
  }

  async load(directory: string): Promise<void> {
    const { weights, moments, step } = await readCheckpoint(directory, this.config)
    for (const [name, { data }] of weights) (this.weights.get(name) as Tensor).data.set(data)
    this.trainer.moments.clear()
    for (const [name, pair] of moments) this.trainer.moments.set(name, pair)
    this.trainer.gradients.clear()
    this.trainer.step = step
  }

  exportWeights(directory: string): Promise<void> {
    return exportModel(directory, { sourceFolder: this.options.model, weights: this.weights, dtype: 'f32' })
  }

  async close(): Promise<void> {
    await this.trainer.close()
    await this.generator.close()
  }
}
