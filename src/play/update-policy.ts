import type { Config } from '../config/index.js'
import type { AdamParams, Datum, Engine, Loss } from '../engines/engine.js'
import { randomStream } from '../random/index.js'
import type { CreditedTrajectory } from './assign-credit.js'
import { type FrozenTrajectory, freezeLogprobs, type Mismatch } from './freeze-logprobs.js'

/** Sums and means of one policy update, for the record. */
export interface Update {
  readonly steps: number
  readonly learningRate: number
  /** Sequences in the update, and those of them that carried gradient. */
  readonly trajectories: number
  readonly trained: number
  /** Tokens that carried gradient, counted once per epoch. */
  readonly tokens: number
  /** Means over optimizer steps; 0 without any. */
  readonly loss: number
  readonly gradNorm: number
  /** Means over trained tokens; 0 without any. */
  readonly kl: number
  readonly clipFraction: number
  readonly entropy: number
  /** Between the policy that learns and the one that drew. */
  readonly mismatch: Mismatch
}

/**
 * One joint update on both roles' trajectories: old log-probabilities of all of them frozen first, then `epochs` passes
 * in seeded order, one optimizer step for each minibatch of about trajectoriesPerOptimizerStep (minibatches differ by one at
 * most). The loss of a step is the mean over its sequences of tokenWeight-weighted sums. Sequences of zero advantage
 * count in that mean and are otherwise left out, which changes nothing; a minibatch of them alone makes no step.
 */
export async function updatePolicy(
  engine: Engine,
  config: Config,
  iteration: number,
  trajectories: readonly CreditedTrajectory[],
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Update> {
  const learningRate = learningRateAt(config, iteration)
  const { frozen, mismatch } = await freezeLogprobs(engine, config.loss, trajectories)
  const sums = { steps: 0, tokens: 0, loss: 0, gradNorm: 0, kl: 0, clipped: 0, entropy: 0 }
  const loss = lossOf(config)
  let done = 0
  const step = async (minibatch: readonly FrozenTrajectory[]): Promise<void> => {
    const batch = minibatch.flatMap((trajectory) =>
      trajectory.tokenWeight === 0 ? [] : [datumOf(trajectory, minibatch.length)],
    )
    if (batch.length > 0) {
      const { result, gradNorm } = await takeStep(engine, batch, loss, { ...adam(config), learningRate })
      sums.steps++
      sums.loss += result.loss
      sums.gradNorm += gradNorm
      sums.tokens += result.metrics.tokens
      sums.kl += result.metrics.kl
      sums.clipped += result.metrics.clipped
      sums.entropy += result.metrics.entropy
    }
    done += minibatch.length
    onProgress(done, frozen.length * config.epochs)
  }
  const minibatches = Array.from({ length: config.epochs }, (_, epoch) => {
    const key = { seed: config.seed, iteration, purpose: 'shuffle', index: epoch } as const
    return evenParts(randomStream(key).shuffle(frozen), config.trajectoriesPerOptimizerStep)
  }).flat()
  await inOrder(minibatches, engine.capabilities.queuesCalls ? STEPS_IN_FLIGHT : 1, step)
  const perStep = Math.max(sums.steps, 1)
  const perToken = Math.max(sums.tokens, 1)
  return {
    steps: sums.steps,
    learningRate,
    trajectories: trajectories.length,
    trained: trajectories.filter(({ tokenWeight }) => tokenWeight !== 0).length,
    tokens: sums.tokens,
    loss: sums.loss / perStep,
    gradNorm: sums.gradNorm / perStep,
    kl: sums.kl / perToken,
    clipFraction: sums.clipped / perToken,
    entropy: sums.entropy / perToken,
    mismatch,
  }
}

/** Steps that an engine with a queue may hold: while the server takes one, the next is on its way. */
const STEPS_IN_FLIGHT = 3

async function takeStep(engine: Engine, batch: readonly Datum[], loss: Loss, params: AdamParams) {
  if (!engine.capabilities.queuesCalls) {
    const result = await engine.forwardBackward(batch, loss)
    return { result, gradNorm: (await engine.optimStep(params)).gradNorm }
  }
  const [result, { gradNorm }] = await Promise.all([
    engine.forwardBackward(batch, loss),
    engine.optimStep(params),
  ])
  return { result, gradNorm }
}

/** Begins `work` on one item after another, at most `limit` unfinished at a time; after a failure none is begun. */
export async function inOrder<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const unfinished: Promise<void>[] = []
  let failed = false
  try {
    for (const item of items) {
      if (unfinished.length >= limit) await unfinished.shift()
      // Also where it wasn't the one that was waited for.
      if (failed) break
      const begun = work(item)
      begun.catch(() => {
        failed = true
      })
      unfinished.push(begun)
    }
    for (const begun of unfinished) await begun
  } finally {
    await Promise.allSettled(unfinished)
  }
}

/** Constant, or linear from the peak in the first iteration to `finalFraction` of it in the last. */
export function learningRateAt({ optimizer, iterations }: Config, iteration: number): number {
  if (optimizer.schedule === 'constant' || iterations === 1) return optimizer.learningRate
  const progress = Math.min(iteration / (iterations - 1), 1)
  return optimizer.learningRate * (1 - (1 - optimizer.finalFraction) * progress)
}

/** Consecutive parts of at most `size` items whose sizes differ by one at most. */
export function evenParts<T>(items: readonly T[], size: number): T[][] {
  const parts = Math.ceil(items.length / size)
  return Array.from({ length: parts }, (_, i) =>
    items.slice(Math.floor((i * items.length) / parts), Math.floor(((i + 1) * items.length) / parts)),
  )
}

/** A sequence of a mean over `sequences` of them. */
export function datumOf(
  { trajectory, tokenWeight, oldLogprobs, ratios }: FrozenTrajectory,
  sequences: number,
): Datum {
  const { prompt, completion } = trajectory
  const length = prompt.length + completion.tokens.length
  const tokens = new Int32Array(length)
  tokens.set(prompt)
  tokens.set(completion.tokens, prompt.length)
  const weights = new Float32Array(length)
  for (let t = 0; t < completion.tokens.length; t++)
    weights[prompt.length + t] = (tokenWeight * (ratios?.[t] ?? 1)) / sequences
  const logprobs = new Float32Array(length)
  logprobs.set(oldLogprobs, prompt.length)
  return { tokens, weights, logprobs }
}

function lossOf({ loss }: Config): Loss {
  const { type, clipLow, clipHigh } = loss
  return type === 'importance_sampling' ? { type } : { type, clipLow, clipHigh }
}

function adam({ optimizer }: Config) {
  const { beta1, beta2, epsilon, weightDecay, gradClip } = optimizer
  return { beta1, beta2, epsilon, weightDecay, gradClip }
}
