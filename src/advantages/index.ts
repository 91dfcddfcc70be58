import type { AdvantageName } from '../config/index.js'
import type { AdvantageEstimator } from './advantage-estimator.js'
import { drGrpo } from './dr-grpo.js'
import { grpo } from './grpo.js'
import { rae } from './rae.js'
import { reinforceMean } from './reinforce-mean.js'

export type { AdvantageEstimate, AdvantageEstimator, Baseline } from './advantage-estimator.js'

/** Every advantage estimator by its name in the configuration. */
export const advantageEstimators: Readonly<Record<AdvantageName, AdvantageEstimator>> = {
  'dr-grpo': drGrpo,
  grpo,
  'reinforce-mean': reinforceMean,
  rae,
}
