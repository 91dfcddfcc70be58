import { type AdvantageEstimator, mean } from './advantage-estimator.js'

/**
 * REINFORCE with the mean of the role's whole batch as the baseline: A = r - mean(all groups). Failure mode: the
 * difficulty of a document or task is credited to its generations: every answer to a hard task is pushed down, right
 * ones hardly up, so the variance is higher than with group means.
 */
export const reinforceMean: AdvantageEstimator = {
  name: 'reinforce-mean',
  normaliser: 'constant',
  advantages(groups, baseline) {
    const all = groups.flat()
    if (all.every((reward) => reward === all[0]))
      return { advantages: groups.map((group) => group.map(() => 0)), baseline }
    const centre = mean(all)
    return { advantages: groups.map((group) => group.map((reward) => reward - centre)), baseline }
  },
}
