import type { LossConfig } from '../config/index.js'
import type { Engine } from '../engines/engine.js'
import type { CreditedTrajectory } from './assign-credit.js'

/** A trajectory with what its ratios are taken against. */
export interface FrozenTrajectory extends CreditedTrajectory {
  /** ln p of each completion token under the policy before the first optimizer step. */
  readonly oldLogprobs: Float32Array
  /** min(p trainer / p sampler, cap) of each completion token; null where the sampler is trusted. */
  readonly ratios: Float64Array | null
}

/**
 * How far the policy that learns is from the one that drew, over the trained tokens: arithmetic that differs, and updates in
 * between. With d = ln p trainer - ln p sampler and r = exp(d). All NaN where the sampler is trusted.
 */
export interface Mismatch {
  /** Mean and largest |d|. */
  readonly mean: number
  readonly max: number
  /** Mean of r - 1 - d, the k3 estimate of KL(sampler || trainer). */
  readonly kl: number
  /** Mean of r; 1 in expectation. */
  readonly ratio: number
  /** Kish's effective share of the sample, (sum r)^2 / (n sum r^2), in (0, 1]. */
  readonly effectiveShare: number
  /** Share of tokens whose ratio met the cap. */
  readonly capped: number
}

export interface Freeze {
  readonly frozen: readonly FrozenTrajectory[]
  readonly mismatch: Mismatch
}

/**
 * Fixes the old log-probabilities of both roles before the first optimizer step, so that the second role's ratios are
 * taken against the same policy as the first's. `trainer` recomputes them, and corrects what the sampler's arithmetic
 * drew differently by a capped importance ratio on each token (truncated importance sampling).
 */
export async function freezeLogprobs(
  engine: Engine,
  loss: LossConfig,
  trajectories: readonly CreditedTrajectory[],
): Promise<Freeze> {
  const trusted = (credited: CreditedTrajectory): FrozenTrajectory => ({
    ...credited,
    oldLogprobs: credited.trajectory.completion.logprobs,
    ratios: null,
  })
  const trained = trajectories.filter(({ tokenWeight }) => tokenWeight !== 0)
  if (loss.oldLogprobs === 'sampler' || trained.length === 0)
    return { frozen: trajectories.map(trusted), mismatch: mismatchOf([], loss.importanceCap) }

  const { logprobs } = await engine.forward(trained.map(datumToScore))
  const recomputed = new Map(trained.map((credited, i) => [credited, logprobs[i] as Float32Array]))
  const differences = new Float64Array(
    trained.reduce((sum, { trajectory }) => sum + trajectory.completion.tokens.length, 0),
  )
  let token = 0
  const frozen = trajectories.map((credited): FrozenTrajectory => {
    const all = recomputed.get(credited)
    if (all === undefined) return trusted(credited)
    const { prompt, completion } = credited.trajectory
    const oldLogprobs = all.slice(prompt.length)
    const ratios = new Float64Array(oldLogprobs.length)
    for (let t = 0; t < ratios.length; t++) {
      const difference = (oldLogprobs[t] as number) - (completion.logprobs[t] as number)
      differences[token++] = difference
      ratios[t] = Math.min(Math.exp(difference), loss.importanceCap)
    }
    return { ...credited, oldLogprobs, ratios }
  })
  return { frozen, mismatch: mismatchOf(differences, loss.importanceCap) }
}

/** Of d = ln p trainer - ln p sampler of each trained token. */
export function mismatchOf(differences: ArrayLike<number>, cap: number): Mismatch {
  const sums = { absolute: 0, max: 0, kl: 0, ratio: 0, squares: 0, capped: 0 }
  for (let t = 0; t < differences.length; t++) {
    const difference = differences[t] as number
    const ratio = Math.exp(difference)
    sums.absolute += Math.abs(difference)
    sums.max = Math.max(sums.max, Math.abs(difference))
    sums.kl += ratio - 1 - difference
    sums.ratio += ratio
    sums.squares += ratio * ratio
    if (ratio > cap) sums.capped++
  }
  const tokens = differences.length
  return {
    mean: sums.absolute / tokens,
    max: tokens === 0 ? Number.NaN : sums.max,
    kl: sums.kl / tokens,
    ratio: sums.ratio / tokens,
    effectiveShare: sums.ratio ** 2 / (tokens * sums.squares),
    capped: sums.capped / tokens,
  }
}

/** The completion's tokens with weight 1, for a forward pass. */
function datumToScore({ trajectory }: CreditedTrajectory) {
  const { prompt, completion } = trajectory
  const length = prompt.length + completion.tokens.length
  const tokens = new Int32Array(length)
  tokens.set(prompt)
  tokens.set(completion.tokens, prompt.length)
  return { tokens, weights: new Float32Array(length).fill(1, prompt.length) }
}
