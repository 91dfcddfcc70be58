import { type ChallengerReward, passRate } from './challenger-reward.js'

/**
 * R-Zero: 1 - 2 |p - 1/2|, a triangle over the pass rate. R-Zero also subtracts the share of near-duplicates in the
 * batch: that is `challenger.duplicatePenalty`, which goes with any reward.
 */
export const rZero: ChallengerReward = {
  name: 'r-zero',
  reward: (outcomes) => 1 - 2 * Math.abs(passRate(outcomes) - 0.5),
}
