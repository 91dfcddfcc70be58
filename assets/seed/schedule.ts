import type { AdamParams } from '../../src/engines/engine.js'

const PEAK = 2e-3
const WARM_UP = 100

/** Linear warm-up, then a cosine down to 5 percent at the last step. Steps count from 0. */
export function learningRate(step: number, steps: number): number {
  if (step < WARM_UP) return (PEAK * (step + 1)) / WARM_UP
  const done = (step - WARM_UP) / Math.max(1, steps - WARM_UP)
  return PEAK * (0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * done)))
}

/** A quick second moment while copying emerges, a calmer one afterwards. */
export function adamParams(step: number, steps: number): AdamParams {
  return {
    learningRate: learningRate(step, steps),
    beta1: 0.9,
    beta2: step < 500 ? 0.95 : 0.98,
    epsilon: 1e-8,
    weightDecay: 0.01,
    gradClip: 1,
  }
}
