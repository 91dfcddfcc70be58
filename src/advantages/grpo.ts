import { type AdvantageEstimator, centred } from './advantage-estimator.js'

const EPSILON = 1e-6

/**
 * GRPO: A = (r - mean) / (std + 1e-6) with the sample standard deviation (n - 1), and losses averaged over each
 * sequence's own length. Failure mode: dividing by a small deviation makes nearly solved and nearly hopeless tasks count
 * most, and noise in almost equal Challenger rewards becomes full-sized advantages.
 */
export const grpo: AdvantageEstimator = {
  name: 'grpo',
  normaliser: 'length',
  advantages: (groups, baseline) => ({ advantages: groups.map(standardised), baseline }),
}

function standardised(group: readonly number[]): number[] {
  const differences = centred(group)
  if (group.length < 2) return differences
  const squares = differences.reduce((sum, difference) => sum + difference * difference, 0)
  const deviation = Math.sqrt(squares / (group.length - 1))
  return differences.map((difference) => difference / (deviation + EPSILON))
}
