import { SpiceError } from '../errors.js'
import type { EngineCapabilities, SamplingParams, TokenIds } from './engine.js'

/** @throws SpiceError('engine') for what the model or the sampler cannot do. */
export function checkRequest(
  { contextTokens, vocabulary }: Pick<EngineCapabilities, 'contextTokens' | 'vocabulary'>,
  prompts: readonly TokenIds[],
  params: SamplingParams,
): void {
  const refuse = (message: string, hint?: string): never => {
    throw new SpiceError('engine', message, hint === undefined ? {} : { hint })
  }
  const { n, maxTokens, temperature, topP, topK, indices, stopTokens } = params
  const isCount = (x: number, least: number): boolean => Number.isSafeInteger(x) && x >= least
  if (!isCount(n, 1)) refuse(`n is ${n}, expected an integer from 1`)
  if (!isCount(maxTokens, 1)) refuse(`maxTokens is ${maxTokens}, expected an integer from 1`)
  if (!(temperature >= 0 && Number.isFinite(temperature)))
    refuse(`temperature is ${temperature}, expected a number from 0`)
  if (!(topP > 0 && topP <= 1)) refuse(`topP is ${topP}, expected a number in (0, 1]`)
  if (!isCount(topK, 0)) refuse(`topK is ${topK}, expected an integer from 0 (0 is off)`)
  if (indices && indices.length !== prompts.length)
    refuse(`indices has ${indices.length} entries for ${prompts.length} prompts`)
  const inVocabulary = (token: number): boolean => isCount(token, 0) && token < vocabulary
  const strangeStop = stopTokens.find((token) => !inVocabulary(token))
  if (strangeStop !== undefined)
    refuse(`stop token ${strangeStop} is outside the vocabulary of ${vocabulary}`)
  for (const [p, prompt] of prompts.entries()) {
    if (prompt.length === 0) refuse(`prompt ${p} is empty`, 'Start it with at least one token.')
    if (prompt.length + maxTokens > contextTokens)
      refuse(
        `prompt ${p} of ${prompt.length} tokens with maxTokens ${maxTokens} exceeds the context of ${contextTokens}`,
        'Shorten the prompt or lower the token limit.',
      )
    const strange = prompt.find((token) => !inVocabulary(token))
    if (strange !== undefined)
      refuse(`prompt ${p} holds token ${strange}, outside the vocabulary of ${vocabulary}`)
  }
}
