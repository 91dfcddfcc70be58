import { type ChallengerReward, passRate } from './challenger-reward.js'

const WIDTH = 1 / 6

/** SPELL: exp(-(p - 1/2)^2 / (2 (1/6)^2)), and 0 where all or none of the answers match. */
export const spell: ChallengerReward = {
  name: 'spell',
  reward(outcomes) {
    const p = passRate(outcomes)
    return p === 0 || p === 1 ? 0 : Math.exp(-((p - 0.5) ** 2) / (2 * WIDTH * WIDTH))
  },
}
