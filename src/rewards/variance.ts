import { type ChallengerReward, passRate } from './challenger-reward.js'

const CENTRE = 0.25
const WIDTH = 0.01

/**
 * SPICE (equation of section 3.2): exp(-(Var - 0.25)^2 / (2 * 0.01)), largest where half of the answers match.
 * Var is the population variance p (1 - p). The sample variance would exceed the centre at p = 1/2 and pay 4 of 8
 * less than 3 of 8. Always positive, so even a task that nobody solves pays more than an invalid one.
 */
export const variance: ChallengerReward = {
  name: 'variance',
  reward(outcomes) {
    const p = passRate(outcomes)
    return Math.exp(-((p * (1 - p) - CENTRE) ** 2) / (2 * WIDTH))
  },
}
