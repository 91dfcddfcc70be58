import type { AdamParams } from '../../engine.js'

/** First and second moments of one weight. */
export interface Moments {
  readonly first: Float32Array
  readonly second: Float32Array
}

/**
 * One AdamW step in place (Loshchilov and Hutter, "Decoupled weight decay regularization", algorithm 2), as PyTorch
 * computes it. `step` counts from 1; `gradientScale` multiplies the gradient first (the global-norm clip).
 */
export function adamWStep(
  weight: Float32Array,
  gradient: Float32Array,
  { first, second }: Moments,
  step: number,
  params: AdamParams,
  gradientScale: number,
): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = params
  const stepSize = learningRate / (1 - beta1 ** step)
  const secondCorrection = Math.sqrt(1 - beta2 ** step)
  const kept = 1 - learningRate * weightDecay
  for (let i = 0; i < weight.length; i++) {
    const g = (gradient[i] as number) * gradientScale
    const m = beta1 * (first[i] as number) + (1 - beta1) * g
    const v = beta2 * (second[i] as number) + (1 - beta2) * g * g
    first[i] = m
    second[i] = v
    weight[i] = (weight[i] as number) * kept - (stepSize * m) / (Math.sqrt(v) / secondCorrection + epsilon)
  }
}

/** The L2 norm over all gradients, summed in double precision. */
export function globalNorm(gradients: Iterable<Float32Array>): number {
  let squares = 0
  for (const gradient of gradients)
    for (let i = 0; i < gradient.length; i++) squares += (gradient[i] as number) ** 2
  return Math.sqrt(squares)
}
