import { SpiceError } from '../../errors.js'
import type { TinkerDatum, TinkerLoss } from '../../tinker/index.js'
import type { Datum, Loss } from '../engine.js'
import type { TargetTraits } from './targets.js'

/** A batch as one target wants it, such that its gradient is the engine's: the plain sum of token losses. */
export interface TinkerPass {
  readonly data: readonly TinkerDatum[]
  readonly loss: TinkerLoss
  readonly lossConfig: Readonly<Record<string, number>> | undefined
}

/** Whether any token has weight: a datum without adds nothing and isn't sent. */
export function learns({ weights }: Datum): boolean {
  // From the end: completions stand behind their prompts.
  for (let t = weights.length - 1; t >= 0; t--) if (weights[t] !== 0) return true
  return false
}

/**
 * The pass of data that all `learns`. Index i of what is sent belongs to the prediction of token i + 1.
 *
 * Where the server takes the mean over the step's D datums of sum(m l) / sum(m), with mask m, an advantage is sent times
 * sum(m) D. That needs a loss linear in its advantage, which may also be negative: cross_entropy goes as cispo with both
 * bounds 1, whose token loss is -A p.
 * @throws SpiceError('engine') if a datum lacks the log-probabilities that the loss needs, or they are no numbers
 */
export function tinkerPass(batch: readonly Datum[], loss: Loss, traits: TargetTraits): TinkerPass {
  const means = traits.reduction === 'mean-of-means'
  if (loss.type === 'cross_entropy' && !means)
    return {
      data: batch.map((datum) => tinkerDatum(datum, { weights: datum.weights })),
      loss: 'cross_entropy',
      lossConfig: undefined,
    }
  const data = batch.map((datum, index) => {
    const mask = maskOf(datum)
    const factor = means ? batch.length * mask.reduce((sum, one) => sum + one, 0) : 1
    return tinkerDatum(datum, {
      logprobs: referenceOf(datum, loss, index),
      advantages: factor === 1 ? datum.weights : datum.weights.map((weight) => weight * factor),
      ...(traits.maskWeights && { weights: mask }),
    })
  })
  if (loss.type === 'cross_entropy') return { data, loss: 'cispo', lossConfig: bounds(1, 1) }
  const clips = loss.type === 'ppo' || loss.type === 'cispo'
  return {
    data,
    loss: loss.type,
    lossConfig: clips ? bounds(1 - loss.clipLow, 1 + loss.clipHigh) : undefined,
  }
}

/** Data whose tokens with weight are to be scored. */
export function tinkerForward(batch: readonly Datum[]): readonly TinkerDatum[] {
  return batch.map((datum) => tinkerDatum(datum, { weights: maskOf(datum) }))
}

/** Drops each array's entry of token 0, which nothing predicts. Views: the journal holds these for long. */
function tinkerDatum({ tokens }: Datum, inputs: Readonly<Record<string, Float32Array>>): TinkerDatum {
  const shifted = Object.entries(inputs).map(([name, values]) => [name, values.subarray(1)] as const)
  return {
    tokens: tokens.subarray(0, -1),
    lossInputs: { target_tokens: tokens.subarray(1), ...Object.fromEntries(shifted) },
  }
}

function maskOf({ weights }: Datum): Float32Array {
  const mask = new Float32Array(weights.length)
  for (let t = 0; t < mask.length; t++) mask[t] = weights[t] === 0 ? 0 : 1
  return mask
}

/** cross_entropy sent as cispo needs any finite number, as its ratio is bounded to 1. */
function referenceOf({ weights, logprobs }: Datum, loss: Loss, index: number): Float32Array {
  if (loss.type === 'cross_entropy') return new Float32Array(weights.length)
  if (logprobs === undefined)
    throw new SpiceError('engine', `datum ${index} has no logprobs, which the loss ${loss.type} needs`)
  // Where nothing is trained the ratio must still be a number: servers multiply it by 0.
  const reference = new Float32Array(weights.length)
  for (let t = 0; t < reference.length; t++) {
    if (weights[t] === 0) continue
    const logprob = logprobs[t] as number
    if (!Number.isFinite(logprob))
      throw new SpiceError('engine', `token ${t} of datum ${index} has log-probability ${logprob}`)
    reference[t] = logprob
  }
  return reference
}

function bounds(low: number, high: number): Readonly<Record<string, number>> {
  return { clip_low_threshold: low, clip_high_threshold: high }
}
