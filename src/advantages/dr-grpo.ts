import { type AdvantageEstimator, centred } from './advantage-estimator.js'

/**
 * Dr. GRPO, the paper's estimator: A = r - mean(group), never divided by the standard deviation.
 * Unbiased up to the factor 1 - 1/n that comes from the group's own reward in the mean. Failure mode: a group whose
 * rewards are all equal teaches nothing, so a Challenger that poses only trivial or hopeless tasks starves the Reasoner.
 */
export const drGrpo: AdvantageEstimator = {
  name: 'dr-grpo',
  normaliser: 'constant',
  advantages: (groups, baseline) => ({ advantages: groups.map(centred), baseline }),
}
