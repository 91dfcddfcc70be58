import { type ChallengerReward, passRate } from './challenger-reward.js'

/** The paper's Threshold ablation: 1 where some but not all answers match, else 0. Blind to how hard a task is. */
export const threshold: ChallengerReward = {
  name: 'threshold',
  reward(outcomes) {
    const p = passRate(outcomes)
    return p === 0 || p === 1 ? 0 : 1
  },
}
