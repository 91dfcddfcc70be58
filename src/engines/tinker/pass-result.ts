import { SpiceError } from '../../errors.js'
import type { Datum, ForwardBackwardResult, Loss } from '../engine.js'
import { lossTerm } from '../loss-terms.js'

/**
 * Log-probabilities as the engine gives them, one per token and 0 where the weight is, from the server's, one per
 * prediction, of those data that were sent (`sent[i]`).
 * @throws SpiceError('engine') if the server's are too few or not numbers
 */
export function engineLogprobs(
  batch: readonly Datum[],
  sent: readonly boolean[],
  answers: readonly Float32Array[],
): Float32Array[] {
  let next = 0
  return batch.map(({ tokens, weights }, index) => {
    const logprobs = new Float32Array(tokens.length)
    if (sent[index] !== true) return logprobs
    const answer = answers[next++]
    if (answer?.length !== tokens.length - 1)
      throw new SpiceError(
        'engine',
        `the server gave ${answer?.length ?? 'no'} log-probabilities for datum ${index} of ${tokens.length - 1} predictions`,
        { hint: 'Is tinker.target the kind of server it is?' },
      )
    for (let t = 1; t < tokens.length; t++) {
      if (weights[t] === 0) continue
      const logprob = answer[t - 1] as number
      if (!Number.isFinite(logprob))
        throw new SpiceError('engine', `token ${t} of datum ${index} has log-probability ${logprob}`, {
          hint: 'Lower optimizer.learningRate, or resume from an earlier checkpoint.',
        })
      logprobs[t] = logprob
    }
    return logprobs
  })
}

/**
 * Loss and metrics, computed here as servers differ in what they report. The entropy is the estimate that `engine.ts`
 * allows: the sum of -p.
 */
export function passResult(
  batch: readonly Datum[],
  loss: Loss,
  logprobs: Float32Array[],
): ForwardBackwardResult {
  const sums = { loss: 0, tokens: 0, clipped: 0, kl: 0, entropy: 0 }
  for (const [index, { weights, logprobs: reference }] of batch.entries()) {
    const own = logprobs[index] as Float32Array
    for (let t = 0; t < weights.length; t++) {
      const weight = weights[t] as number
      if (weight === 0) continue
      const p = own[t] as number
      const term = lossTerm(loss, p, reference?.[t] ?? 0, weight)
      sums.tokens++
      sums.loss += term.loss
      sums.clipped += Number(term.clipped)
      sums.kl += term.kl
      sums.entropy -= p
    }
  }
  const { loss: total, ...metrics } = sums
  if (!Number.isFinite(total))
    throw new SpiceError('engine', `the loss became ${total}`, {
      hint: 'Lower optimizer.learningRate, or resume from an earlier checkpoint.',
    })
  return { loss: total, logprobs, metrics }
}

/**
 * Whether a gradient must be there: some token isn't certain already (its slope through the softmax is 1 - p) and is
 * not cut off by ppo's clip.
 */
export function hasGradient(batch: readonly Datum[], loss: Loss, logprobs: readonly Float32Array[]): boolean {
  return batch.some(({ weights, logprobs: reference }, index) =>
    weights.some((weight, t) => {
      const p = logprobs[index]?.[t] as number
      if (weight === 0 || p > -1e-4) return false
      return loss.type !== 'ppo' || !lossTerm(loss, p, reference?.[t] ?? 0, weight).clipped
    }),
  )
}
