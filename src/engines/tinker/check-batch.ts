import { SpiceError } from '../../errors.js'
import type { Datum, EngineCapabilities } from '../engine.js'

/** @throws SpiceError('engine') for a datum that breaks what `engine.ts` says of it or that the model cannot take */
export function checkBatch(
  batch: readonly Datum[],
  { contextTokens, vocabulary }: Pick<EngineCapabilities, 'contextTokens' | 'vocabulary'>,
): void {
  for (const [index, { tokens, weights, logprobs }] of batch.entries()) {
    const refuse = (message: string): never => {
      throw new SpiceError('engine', `datum ${index} ${message}`)
    }
    if (tokens.length > contextTokens)
      refuse(`has ${tokens.length} tokens, more than the context of ${contextTokens}`)
    if (weights.length !== tokens.length) refuse(`has ${weights.length} weights for ${tokens.length} tokens`)
    if (logprobs !== undefined && logprobs.length !== tokens.length)
      refuse(`has ${logprobs.length} log-probabilities for ${tokens.length} tokens`)
    if (weights[0] !== 0 && tokens.length > 0)
      refuse('has a weight on its first token, which nothing predicts')
    for (let t = 0; t < tokens.length; t++) {
      const token = tokens[t] as number
      if (token < 0 || token >= vocabulary)
        refuse(`holds token ${token}, outside the vocabulary of ${vocabulary}`)
      const weight = weights[t] as number
      if (!Number.isFinite(weight)) refuse(`has a weight of ${weight}`)
    }
  }
}
