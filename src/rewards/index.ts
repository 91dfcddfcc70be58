import type { ChallengerRewardName } from '../config/index.js'
import { absoluteZero } from './absolute-zero.js'
import type { ChallengerReward } from './challenger-reward.js'
import { drZero } from './dr-zero.js'
import { primeRl } from './prime-rl.js'
import { rZero } from './r-zero.js'
import { spell } from './spell.js'
import { ssr } from './ssr.js'
import { threshold } from './threshold.js'
import { variance } from './variance.js'

export type { ChallengerReward } from './challenger-reward.js'
export { duplicateShares } from './duplicate-shares.js'

/** Every Challenger reward by its name in the configuration. */
export const challengerRewards: Readonly<Record<ChallengerRewardName, ChallengerReward>> = {
  variance,
  'r-zero': rZero,
  'absolute-zero': absoluteZero,
  threshold,
  'prime-rl': primeRl,
  spell,
  ssr,
  'dr-zero': drZero,
}
