import { type ChallengerReward, passRate } from './challenger-reward.js'

const PENALTY = 0.8

/** SSR: max(0, 1 - 1.8 p), and -0.8 where all or none of the answers match: worse there than an invalid challenge. */
export const ssr: ChallengerReward = {
  name: 'ssr',
  reward(outcomes) {
    const p = passRate(outcomes)
    return p === 0 || p === 1 ? -PENALTY : Math.max(0, 1 - (1 + PENALTY) * p)
  },
}
