import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Pending,
  type SamplingModel,
  type TinkerClient,
  TinkerError,
  type TinkerSession,
  type TrainingModel,
} from '../../tinker/index.js'
import type { TargetTraits } from './targets.js'

export interface ServerPlaceOptions {
  readonly client: TinkerClient
  readonly traits: TargetTraits
  readonly baseModel: string
  readonly rank: number
  readonly seed: number
}

/** For a server that is asked to let go, and may be gone. */
const GOODBYE_MS = 20_000
const STILL = { learningRate: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, gradClipNorm: 0 }

/** Our session with the server and the one model in it. */
export class ServerPlace {
  #session: TinkerSession | undefined
  #left = false

  constructor(private readonly options: ServerPlaceOptions) {}

  /** Gives up the old model; makes one in a fresh session, from a training checkpoint or the base model. */
  async renew(checkpoint: string | undefined): Promise<TrainingModel> {
    await this.#goodbye()
    const session = await this.options.client.openSession()
    this.#session = session
    if (this.#left) {
      await this.#goodbye()
      throw new TinkerError('closed', 'the engine was closed')
    }
    const model = await this.#freshModel(session)
    if (checkpoint !== undefined) await answerOf(model.loadWeights(checkpoint))
    return model
  }

  /** Of the present session. */
  async baseModelSampler(): Promise<SamplingModel> {
    return (this.#session as TinkerSession).samplingModel({ baseModel: this.options.baseModel })
  }

  async leave(): Promise<void> {
    this.#left = true
    await this.#goodbye()
  }

  async #freshModel(session: TinkerSession): Promise<TrainingModel> {
    const { baseModel, rank, seed, traits } = this.options
    const create = () => session.createModel({ baseModel, rank, seed })
    if (!traits.gradientsOutliveModels) return create()
    // A step that moves nothing empties the slot of gradients that its last model left; the next model takes the slot.
    const rinse = await create()
    await answerOf(rinse.optimStep(STILL))
    await rinse.unload()
    return create()
  }

  async #goodbye(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    if (session) await atMost(GOODBYE_MS, session.close({ unload: true }))
  }
}

/** Of a request that nothing is sent behind; that it wasn't taken is in the result too. */
export function answerOf<T>({ accepted, result }: Pending<T>): Promise<T> {
  accepted.catch(() => undefined)
  return result
}

/** For what is worth a try only. */
async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController()
  const limit = sleep(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([work.catch(() => undefined), limit])
  timer.abort()
}
