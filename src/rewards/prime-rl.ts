import { type ChallengerReward, passRate } from './challenger-reward.js'

/** The proposer of prime-rl: 4 p (1 - p), a parabola that is flatter at its top than R-Zero's triangle. */
export const primeRl: ChallengerReward = {
  name: 'prime-rl',
  reward(outcomes) {
    const p = passRate(outcomes)
    return 4 * p * (1 - p)
  },
}
