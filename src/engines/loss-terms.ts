import type { Loss } from './engine.js'

/** What one predicted token adds to the loss and to the metrics of `ForwardBackwardResult`. */
export interface LossTerm {
  readonly loss: number
  readonly clipped: boolean
  readonly kl: number
}

/** The loss of one token, as `engine.ts` defines it: p and q log-probabilities (current, reference), w its weight. */
export function lossTerm(loss: Loss, p: number, q: number, w: number): LossTerm {
  if (loss.type === 'cross_entropy') return { loss: -w * p, clipped: false, kl: 0 }
  const ratio = Math.exp(p - q)
  const kl = ratio - 1 - (p - q)
  if (loss.type === 'importance_sampling') return { loss: -w * ratio, clipped: false, kl }
  const bounded = Math.min(Math.max(ratio, 1 - loss.clipLow), 1 + loss.clipHigh)
  if (loss.type === 'cispo') return { loss: -w * bounded * p, clipped: bounded !== ratio, kl }
  return { loss: -Math.min(w * ratio, w * bounded), clipped: w * ratio > w * bounded, kl }
}
