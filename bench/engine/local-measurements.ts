import { type LocalEngine, openLocalEngine } from '../../src/engines/local/index.js'
import { randomStream } from '../../src/random/index.js'
import { repeatFor } from './repeat-for.js'
import { GENERATION, type Shape } from './shapes.js'

export interface Measured {
  /** Trained tokens per second: forward, backward, AdamW. */
  train(seconds: number): Promise<number>
  /** Generated tokens per second, prompts included in the time. */
  generate(seconds: number): Promise<number>
  close(): Promise<void>
}

/** The local engine's side. Cross entropy on every token of sequences that share nothing: no work can be saved. */
export async function localMeasurements(folder: string, shape: Shape, threads: number): Promise<Measured> {
  const engine: LocalEngine = await openLocalEngine({ model: folder, threads })
  const random = randomStream({ seed: 2, iteration: 0, purpose: 'test', index: 0 })
  const tokens = (length: number) => Int32Array.from({ length }, () => random.integer(shape.vocabulary))
  const batch = Array.from({ length: shape.batch }, () => ({
    tokens: tokens(shape.tokens),
    weights: Float32Array.from({ length: shape.tokens }, (_, i) =>
      i > 0 ? 1 / shape.tokens / shape.batch : 0,
    ),
  }))
  const prompts = Array.from({ length: GENERATION.prompts }, () => tokens(GENERATION.promptTokens))
  return {
    async train(seconds) {
      const perStep = await repeatFor(seconds, async () => {
        await engine.forwardBackward(batch, { type: 'cross_entropy' })
        await engine.optimStep({
          learningRate: 1e-4,
          beta1: 0.9,
          beta2: 0.95,
          epsilon: 1e-8,
          weightDecay: 0,
          gradClip: 1,
        })
      })
      return (shape.batch * shape.tokens) / perStep
    },
    async generate(seconds) {
      const sampler = await engine.sampler()
      const perCall = await repeatFor(seconds, async () => {
        await sampler.sample(prompts, {
          n: GENERATION.samples,
          maxTokens: GENERATION.newTokens,
          temperature: 1,
          topP: 1,
          topK: 0,
          stopTokens: [],
          stopStrings: [],
          key: { seed: 3, iteration: 0, purpose: 'test' },
        })
      })
      return (GENERATION.prompts * GENERATION.samples * GENERATION.newTokens) / perCall
    },
    close: () => engine.close(),
  }
}
