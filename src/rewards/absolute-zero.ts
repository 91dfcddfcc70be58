import { type ChallengerReward, passRate } from './challenger-reward.js'

/**
 * Absolute Zero: 1 - p, and 0 where all or none of the answers match. Pays most just above the unsolvable, so with
 * noisy golds it drifts toward wrong keys that are hit by luck.
 */
export const absoluteZero: ChallengerReward = {
  name: 'absolute-zero',
  reward(outcomes) {
    const p = passRate(outcomes)
    return p === 0 || p === 1 ? 0 : 1 - p
  },
}
