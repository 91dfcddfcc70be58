import { type InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { SpiceError } from '../../../errors.js'
import type {
  AdamParams,
  Datum,
  ForwardBackwardResult,
  ForwardResult,
  Loss,
  OptimStepResult,
} from '../../engine.js'
import { lossTerm } from '../../loss-terms.js'
import { EMBEDDING, outputTable } from '../graph/decoder-block.js'
import { type ModelConfig, ropeTables, type Tensor } from '../model/index.js'
import { openSession } from '../open-session.js'
import { adamWStep, globalNorm, type Moments } from './adam-w.js'
import { type MicroBatchFeeds, microBatchFeeds } from './micro-batch-feeds.js'
import { type MicroBatch, planMicroBatches } from './plan-micro-batches.js'
import { buildTrainingGraph } from './training-graph.js'

export interface TrainerOptions {
  readonly config: ModelConfig
  /** Trained in place. */
  readonly weights: ReadonlyMap<string, Tensor>
  readonly threads: number
  /** Activations of one micro-batch, in bytes. */
  readonly microBatchBytes: number
}

type MicroBatchRun = Omit<MicroBatchFeeds, 'feeds'> & { readonly results: InferenceSession.OnnxValueMapType }

/** Owns the trained weights, the gradients that wait for a step, Adam's moments and the compiled graphs. */
export class Trainer {
  readonly gradients = new Map<string, Float32Array>()
  readonly moments = new Map<string, Moments>()
  step = 0
  private readonly sessions = new Map<string, Promise<InferenceSession>>()
  private readonly feeds = new Map<string, OrtTensor>()

  constructor(private readonly options: TrainerOptions) {
    for (const [name, { shape, data }] of options.weights)
      this.feeds.set(name, new OrtTensor('float32', data, shape))
  }

  /** Gradients add up until `optimStep`. */
  async forwardBackward(batch: readonly Datum[], loss: Loss): Promise<ForwardBackwardResult> {
    if (loss.type !== 'cross_entropy') {
      const missing = batch.findIndex((datum) => !datum.logprobs)
      if (missing >= 0)
        throw new SpiceError('engine', `datum ${missing} has no logprobs, which the loss ${loss.type} needs`)
    }
    const logprobs = emptyLogprobs(batch)
    const sums = { loss: 0, tokens: 0, clipped: 0, kl: 0, entropy: 0 }
    for (const microBatch of this.plan(batch)) {
      const run = await this.run(batch, microBatch, loss)
      const { results, predictions } = run
      const entropies = results.entropies?.data as Float32Array
      collect(logprobs, predictions, results)
      for (const [i, { datum, token }] of predictions.entries()) {
        const { weights, logprobs: reference } = batch[datum] as Datum
        const p = logprobs[datum]?.[token] as number
        const term = lossTerm(loss, p, reference?.[token] ?? 0, weights[token] as number)
        sums.loss += term.loss
        sums.clipped += Number(term.clipped)
        sums.kl += term.kl
        sums.entropy += entropies[i] as number
      }
      sums.tokens += predictions.length
      this.addGradients(batch, run)
    }
    const { loss: total, ...metrics } = sums
    if (!Number.isFinite(total))
      throw new SpiceError('engine', `the loss became ${total}`, {
        hint: 'Lower optimizer.learningRate, or resume from an earlier checkpoint.',
      })
    return { loss: total, logprobs, metrics }
  }

  async forward(batch: readonly Datum[]): Promise<ForwardResult> {
    const logprobs = emptyLogprobs(batch)
    for (const microBatch of this.plan(batch)) {
      const { results, predictions } = await this.run(batch, microBatch, undefined)
      collect(logprobs, predictions, results)
    }
    return { logprobs }
  }

  /** Clips, steps and clears. Weights without a gradient count as having a zero one. */
  optimStep(params: AdamParams): OptimStepResult {
    const gradNorm = globalNorm(this.gradients.values())
    if (!Number.isFinite(gradNorm))
      throw new SpiceError('engine', `the gradient norm became ${gradNorm}`, {
        hint: 'Lower optimizer.learningRate, or resume from an earlier checkpoint.',
      })
    // As torch.nn.utils.clip_grad_norm_ scales.
    const scale = params.gradClip > 0 ? Math.min(1, params.gradClip / (gradNorm + 1e-6)) : 1
    this.step++
    for (const [name, { data }] of this.options.weights) {
      let moments = this.moments.get(name)
      if (!moments) {
        moments = { first: new Float32Array(data.length), second: new Float32Array(data.length) }
        this.moments.set(name, moments)
      }
      const gradient = this.gradients.get(name) ?? new Float32Array(data.length)
      adamWStep(data, gradient, moments, this.step, params, scale)
    }
    this.gradients.clear()
    return { gradNorm, step: this.step }
  }

  async close(): Promise<void> {
    for (const session of this.sessions.values()) await (await session).release()
    this.sessions.clear()
  }

  private plan(batch: readonly Datum[]): MicroBatch[] {
    return planMicroBatches(batch, this.options.config, this.options.microBatchBytes)
  }

  private async run(
    batch: readonly Datum[],
    microBatch: MicroBatch,
    loss: Loss | undefined,
  ): Promise<MicroBatchRun> {
    const { config, threads } = this.options
    const { feeds, ...where } = microBatchFeeds(batch, microBatch, {
      kvHeads: config.kvHeads,
      loss,
      ropeTables: (positions) => ({ ...ropeTables(config, positions), half: config.headDim / 2 }),
    })
    const key = `${microBatch.prefixes}:${loss?.type}`
    let session = this.sessions.get(key)
    if (!session) {
      const { graph } = buildTrainingGraph(config, { prefixes: microBatch.prefixes, loss: loss?.type })
      session = openSession(graph, threads)
      this.sessions.set(key, session)
    }
    const ready = await session
    const inputs: Record<string, OrtTensor> = {}
    for (const name of ready.inputNames) {
      const value = feeds[name] ?? this.feeds.get(name)
      if (!value)
        throw new SpiceError('engine', `the training graph wants an input ${name} that nothing provides`)
      inputs[name] = value
    }
    return { ...where, results: await ready.run(inputs) }
  }

  private addGradients(batch: readonly Datum[], { results, predictions, rowTokens }: MicroBatchRun): void {
    for (const name of this.options.weights.keys()) {
      const found = results[`gradient:${name}`]?.data as Float32Array | undefined
      if (!found) continue
      const sum = this.gradients.get(name)
      if (!sum) this.gradients.set(name, new Float32Array(found))
      else for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (found[i] as number)
    }
    const targets = predictions.map(({ datum, token }) => batch[datum]?.tokens[token] as number)
    this.addRows(
      outputTable(this.options.config),
      targets,
      results['gradient:predicted']?.data as Float32Array,
    )
    this.addRows(EMBEDDING, rowTokens, results['gradient:embedded']?.data as Float32Array)
  }

  /** Adds rows into those of a table's gradient, in the order of the batch: fixed bits whatever the threads do. */
  private addRows(name: string, tableRows: ArrayLike<number>, rows: Float32Array): void {
    const { width } = this.options.config
    let table = this.gradients.get(name)
    if (!table) {
      table = new Float32Array((this.options.weights.get(name) as Tensor).data.length)
      this.gradients.set(name, table)
    }
    for (let row = 0; row < tableRows.length; row++) {
      const from = row * width
      const into = (tableRows[row] as number) * width
      for (let i = 0; i < width; i++)
        table[into + i] = (table[into + i] as number) + (rows[from + i] as number)
    }
  }
}

function emptyLogprobs(batch: readonly Datum[]): Float32Array[] {
  return batch.map((datum) => new Float32Array(datum.tokens.length))
}

function collect(
  logprobs: Float32Array[],
  predictions: MicroBatchFeeds['predictions'],
  results: InferenceSession.OnnxValueMapType,
): void {
  const found = results.logprobs?.data as Float32Array
  for (const [i, { datum, token }] of predictions.entries())
    (logprobs[datum] as Float32Array)[token] = found[i] as number
}
