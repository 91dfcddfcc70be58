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

export interface Freeze {
  readonly frozen: readonly FrozenTrajectory[]
  readonly samplerMismatch: number
  readonly cappedFraction: number
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
    return { frozen: trajectories.map(trusted), samplerMismatch: 0, cappedFraction: 0 }

  const { logprobs } = await engine.forward(trained.map(datumToScore))
  const recomputed = new Map(trained.map((credited, i) => [credited, logprobs[i] as Float32Array]))
  const sums = { tokens: 0, mismatch: 0, capped: 0 }
  const frozen = trajectories.map((credited): FrozenTrajectory => {
    const all = recomputed.get(credited)
    if (all === undefined) return trusted(credited)
    const { prompt, completion } = credited.trajectory
    const oldLogprobs = all.slice(prompt.length)
    const ratios = Float64Array.from(oldLogprobs, (trainer, t) => {
      const difference = trainer - (completion.logprobs[t] as number)
      const ratio = Math.exp(difference)
      sums.tokens++
      sums.mismatch += Math.abs(difference)
      if (ratio > loss.importanceCap) sums.capped++
      return Math.min(ratio, loss.importanceCap)
    })
    return { ...credited, oldLogprobs, ratios }
  })
  const tokens = Math.max(sums.tokens, 1)
  return { frozen, samplerMismatch: sums.mismatch / tokens, cappedFraction: sums.capped / tokens }
}

/** The completion's tokens with weight 1, for a forward pass. */
function datumToScore({ trajectory }: CreditedTrajectory) {
  const { prompt, completion } = trajectory
  const tokens = Int32Array.from([...prompt, ...completion.tokens])
  return { tokens, weights: Float32Array.from(tokens, (_, t) => (t < prompt.length ? 0 : 1)) }
}
