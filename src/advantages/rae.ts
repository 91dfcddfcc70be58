import type { AdvantageEstimator } from './advantage-estimator.js'

const DECAY = 0.95

/**
 * Role-conditioned advantage estimation (SPIRAL): one running mean per role, b <- 0.95 b + 0.05 r for each
 * trajectory in order, from 0, then A = r - b. Needs no groups. Failure mode: the baseline knows the role but not the
 * document, and lags behind a policy that improves, so for a while everything looks good (or bad) and is pushed up
 * (or down) together.
 */
export const rae: AdvantageEstimator = {
  name: 'rae',
  normaliser: 'constant',
  advantages(groups, baseline) {
    let running = baseline ?? 0
    const advantages = groups.map((group) =>
      group.map((reward) => {
        running = DECAY * running + (1 - DECAY) * reward
        return reward - running
      }),
    )
    return { advantages, baseline: running }
  },
}
