import type { ChallengerReward } from './challenger-reward.js'

/** Dr. Zero: (n - k) / (n - 1) for k of n matches with 0 < k < n, else 0: 1 for the single lucky answer. */
export const drZero: ChallengerReward = {
  name: 'dr-zero',
  reward(outcomes) {
    const n = outcomes.length
    const k = outcomes.filter(Boolean).length
    return k === 0 || k === n ? 0 : (n - k) / (n - 1)
  },
}
