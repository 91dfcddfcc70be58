import { SpiceError } from '../../errors.js'
import { type Pending, type TinkerClient, TinkerError } from '../../tinker/index.js'
import type { Tokenizer } from '../../tokenizer/index.js'
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
import { checkBatch } from './check-batch.js'
import { emptyFolder, readCheckpointFile, writeCheckpointFile } from './checkpoint-file.js'
import { learns, tinkerForward, tinkerPass } from './datum.js'
import { exportWeights } from './export-weights.js'
import { engineLogprobs, hasGradient, passResult } from './pass-result.js'
import { requireCheckpoint } from './refusals.js'
import { baseModelSource, SamplingGuard, snapshotSource } from './sampling-sources.js'
import type { SteadyModel } from './steady-model.js'
import { type TargetTraits, type TinkerTarget, targetTraits } from './targets.js'
import { type SamplingSource, TinkerSampler } from './tinker-sampler.js'

export interface TinkerEngineParts {
  readonly client: TinkerClient
  readonly steady: SteadyModel
  readonly tokenizer: Tokenizer
  readonly capabilities: EngineCapabilities
  readonly target: TinkerTarget
  readonly baseModel: string
  readonly rank: number
  readonly tokenizerFolder: string | undefined
  readonly publishedBaseModel: string
}

/** What a step applies. */
interface StepInMaking {
  passes: number
  /** Some pass has answered, and there must be a gradient. */
  mustMove: boolean
  /** It came out without a gradient, and was made again. */
  doubted: boolean
}

/** Trains and samples on a server of the Tinker API. */
export class TinkerEngine implements Engine {
  readonly tokenizer: Tokenizer
  readonly capabilities: EngineCapabilities
  private readonly traits: TargetTraits
  private readonly guard: SamplingGuard
  private making: StepInMaking = { passes: 0, mustMove: false, doubted: false }
  private step = 0
  /** The weights are those of the base model, as no step changed them and none were loaded. */
  private untouched = true
  private saves = 0
  private closing: Promise<void> | undefined
  /** Of the present weights, so that asking twice makes one snapshot. */
  private source: { readonly version: number; readonly found: Promise<SamplingSource> } | undefined

  constructor(private readonly parts: TinkerEngineParts) {
    this.tokenizer = parts.tokenizer
    this.capabilities = parts.capabilities
    this.traits = targetTraits(parts.target)
    this.guard = new SamplingGuard(this.traits.snapshots === 'until-next-step')
  }

  async sampler(): Promise<Sampler> {
    const { version } = this.guard
    if (this.source?.version !== version) {
      const { steady } = this.parts
      const fresh = this.untouched && this.traits.samplesBaseModel && this.parts.rank > 0
      const before = this.traits.straySamplesRollBack ? this.source?.found : undefined
      const found = before
        ? this.leaveStrays(before).then(() => snapshotSource(steady, this.guard, version))
        : fresh
          ? baseModelSource(steady)
          : snapshotSource(steady, this.guard)
      this.source = { version, found }
      found.catch(() => {
        if (this.source?.found === found) this.source = undefined
      })
    }
    const { traits, capabilities, tokenizer } = this
    return new TinkerSampler({ source: await this.source.found, traits, capabilities, tokenizer })
  }

  /** A model whose older snapshot may still be asked for is given up before a newer one is sampled from. */
  private async leaveStrays(found: Promise<SamplingSource>): Promise<void> {
    const source = await found.catch(() => undefined)
    if (source) await this.parts.steady.renew(() => source.mayStray())
  }

  async forwardBackward(batch: readonly Datum[], loss: Loss): Promise<ForwardBackwardResult> {
    checkBatch(batch, this.capabilities)
    if (!this.traits.losses.includes(loss.type))
      throw new SpiceError('engine', `${this.traits.title} has no loss ${loss.type}`, {
        hint: `It has ${this.traits.losses.join(', ')}.`,
      })
    const sent = batch.map(learns)
    const { data, ...kind } = tinkerPass(
      batch.filter((_, index) => sent[index]),
      loss,
      this.traits,
    )
    if (data.length === 0) return passResult(batch, loss, engineLogprobs(batch, sent, []))
    const { making } = this
    if (this.traits.passesPerStep === 'one' && making.passes > 0)
      throw new SpiceError(
        'engine',
        `${this.traits.title} takes one forwardBackward for each optimStep, this is a second`,
        {
          hint: 'It averages over the batch, whose size must be known: give all sequences of a step at once.',
        },
      )
    making.passes++
    try {
      return await this.parts.steady.call({
        effect: 'gradients',
        bytes: bytesOf(batch),
        submit: (model) => {
          const { accepted, result } = model.forwardBackward(data, kind.loss, kind.lossConfig)
          const passed = result.then((answer) => {
            const logprobs = engineLogprobs(batch, sent, answer.logprobs)
            making.mustMove ||= hasGradient(batch, loss, logprobs)
            return passResult(batch, loss, logprobs)
          })
          return { accepted, result: passed }
        },
      })
    } catch (error) {
      making.passes--
      throw error
    }
  }

  async forward(batch: readonly Datum[]): Promise<ForwardResult> {
    checkBatch(batch, this.capabilities)
    const sent = batch.map(learns)
    const data = tinkerForward(batch.filter((_, index) => sent[index]))
    if (data.length === 0) return { logprobs: engineLogprobs(batch, sent, []) }
    const { logprobs } = await this.parts.steady.call({
      effect: 'none',
      bytes: 0,
      submit: (model) => model.forward(data),
    })
    return { logprobs: engineLogprobs(batch, sent, logprobs) }
  }

  async optimStep(params: AdamParams): Promise<OptimStepResult> {
    this.guard.newWeights()
    const making = this.beginStep()
    this.untouched = false
    const step = ++this.step
    const { gradClip: gradClipNorm, ...adam } = params
    try {
      const gradNorm = await this.parts.steady.call({
        effect: 'step',
        bytes: 0,
        submit: (model) => {
          const { accepted, result } = model.optimStep({ ...adam, gradClipNorm })
          return { accepted, result: this.checkedNorm(result, making) }
        },
      })
      return { gradNorm, step }
    } catch (error) {
      this.step--
      this.goOnWith(making)
      throw error
    }
  }

  async save(directory: string): Promise<void> {
    const { client, steady, target, baseModel, rank } = this.parts
    const { step } = this
    // At once, as calls that follow come after it.
    const saving = steady.save(`step_${step}_${++this.saves}`)
    saving.catch(() => undefined)
    await emptyFolder(directory)
    const path = await saving
    await writeCheckpointFile(directory, { path, server: client.baseUrl, target, baseModel, rank, step })
  }

  async load(directory: string): Promise<void> {
    const checkpoint = await readCheckpointFile(directory)
    await requireCheckpoint(this.parts, checkpoint)
    this.guard.newWeights()
    const making = this.beginStep()
    try {
      await this.parts.steady.load(checkpoint.path)
    } catch (error) {
      this.goOnWith(making)
      throw error
    }
    this.untouched = false
    this.step = checkpoint.step
  }

  exportWeights(directory: string): Promise<void> {
    return exportWeights(directory, { ...this.parts, name: `export_${this.step}_${++this.saves}` })
  }

  close(): Promise<void> {
    this.closing ??= this.parts.steady.close().then(() => this.parts.client.close())
    return this.closing
  }

  /** Returns what the step so far was made of. */
  private beginStep(): StepInMaking {
    const { making } = this
    this.making = { passes: 0, mustMove: false, doubted: false }
    return making
  }

  /** Gradients that were not applied wait for the next step. */
  private goOnWith({ passes, mustMove }: StepInMaking): void {
    this.making.passes += passes
    this.making.mustMove ||= mustMove
  }

  /**
   * Servers that order by arrival have been seen to apply a step before the gradients that were sent ahead of it: its norm
   * is then 0, and the gradients would join the next step's. The model is made again; if the norm still is 0, the
   * gradients cancel out.
   */
  private async checkedNorm(
    result: Pending<{ metrics: Readonly<Record<string, number>> }>['result'],
    making: StepInMaking,
  ) {
    const { metrics } = await result
    const told = Object.entries(metrics).find(([name]) => /grad_norm(:|$)/.test(name))
    if (told === undefined) return Number.NaN
    const [, gradNorm] = told
    if (this.traits.reportsGradNorm && gradNorm === 0 && making.mustMove && !making.doubted) {
      making.doubted = true
      throw new TinkerError('uncertain', 'an optimizer step was applied without the gradients sent before it')
    }
    if (!Number.isFinite(gradNorm))
      throw new SpiceError('engine', `the gradient norm became ${gradNorm}`, {
        hint: 'Lower optimizer.learningRate, or resume from an earlier checkpoint.',
      })
    return gradNorm
  }
}

/** As held in the journal: five arrays of 4 bytes a token. */
function bytesOf(batch: readonly Datum[]): number {
  return batch.reduce((sum, { tokens }) => sum + 20 * tokens.length, 0)
}
