import { SpiceError } from '../../errors.js'
import { type SamplingModel, TinkerError } from '../../tinker/index.js'
import type { SteadyModel } from './steady-model.js'
import type { SamplingSource } from './tinker-sampler.js'

/** Whether samplers of older weights still serve those, and how many samples are being drawn. */
export class SamplingGuard {
  #version = 0
  #drawing = 0

  /** `expires`: a sampler may be used until the next step only. */
  constructor(private readonly expires: boolean) {}

  /** Counts the weights that there were. */
  get version(): number {
    return this.#version
  }

  /** @throws SpiceError('engine') if weights must not change now */
  newWeights(): void {
    if (this.expires && this.#drawing > 0)
      throw new SpiceError(
        'engine',
        `${this.#drawing} calls of sample are under way, which a step would disturb`,
        {
          hint: 'This server samples from the weights in training: wait for the samples before optimStep or load.',
        },
      )
    this.#version++
  }

  begin(version: number): () => void {
    if (this.expires && version !== this.#version)
      throw new SpiceError(
        'engine',
        'this sampler is from before an optimizer step and would now draw from other weights',
        {
          hint: 'This server keeps the newest snapshot only: take a new sampler() after each step.',
        },
      )
    this.#drawing++
    return () => {
      this.#drawing--
    }
  }
}

/** Takes the present weights, of that version. Its place is in the order of calls, so steps called before it count. */
export async function snapshotSource(
  steady: SteadyModel,
  guard: SamplingGuard,
  version = guard.version,
): Promise<SamplingSource> {
  let held: { readonly model: SamplingModel; readonly generation: number } | undefined
  await steady.call({
    effect: 'snapshot',
    bytes: 0,
    submit: (model) => ({ accepted: Promise.resolve(), result: model.snapshot() }),
    onResult: (model) => {
      held = { model, generation: steady.generation }
    },
  })
  return {
    current: async () => held as NonNullable<typeof held>,
    lost: async (generation, error) => {
      await steady.lost(generation, error)
      if (held?.generation !== generation || steady.generation === generation) return
      throw new TinkerError('forgotten', 'the server lost a snapshot of weights that have since moved on', {
        hint: 'Go on from the last checkpoint with spice train --resume.',
        cause: error,
      })
    },
    progressed: () => steady.progressed(),
    mayStray: () => held?.model.mayStray ?? false,
    begin: () => guard.begin(version),
  }
}

/** The base model: what a fresh adapter is. Steps never change it. */
export async function baseModelSource(steady: SteadyModel): Promise<SamplingSource> {
  let held: ReturnType<SteadyModel['baseModelSampler']> | undefined
  const current = () => {
    if (held) return held
    const asked = steady.baseModelSampler()
    held = asked
    // Whoever comes next asks again.
    asked.catch(() => {
      if (held === asked) held = undefined
    })
    return asked
  }
  await current()
  // Unlike one that only takes the place of one that was lost.
  steady.progressed()
  return {
    current,
    lost: async (generation, error) => {
      await steady.lost(generation, error)
      const before = held
      if ((await before)?.generation === generation && held === before) held = undefined
      await current()
    },
    progressed: () => steady.progressed(),
    // The base model is in nobody's place.
    mayStray: () => false,
    begin: () => () => undefined,
  }
}
