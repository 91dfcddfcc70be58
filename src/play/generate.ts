import { SpiceError } from '../errors.js'
import type { Purpose } from '../random/index.js'
import type { Trajectory } from '../words.js'
import type { Game } from './game.js'
import type { Phase } from './iteration-record.js'
import type { Voice } from './voices.js'

export interface Generation {
  readonly voice: Voice
  readonly prompts: readonly Int32Array[]
  /** Continuations per prompt. */
  readonly n: number
  readonly maxTokens: number
  readonly greedy?: boolean
  readonly phase: Phase
  readonly iteration: number
  readonly purpose: Purpose
  /** First stream index of each prompt: what makes a sample independent of the rest of the batch. */
  readonly indices: readonly number[]
}

/**
 * n trajectories of each prompt, as the configuration samples rollouts. Throws SpiceError ('config') if a prompt and its
 * budget don't fit the model's context.
 */
export async function generate(game: Game, request: Generation): Promise<Trajectory[][]> {
  const { voice, prompts, n, maxTokens, phase, iteration, purpose, indices } = request
  if (prompts.length === 0) return []
  for (const prompt of prompts) requireContext(prompt, request)
  const { config, signal, onProgress } = game
  const { sampler, roles } = voice
  const total = prompts.length * n * maxTokens
  const completions = await sampler.sample(
    prompts,
    {
      n,
      maxTokens,
      temperature: request.greedy === true ? 0 : config.sampling.temperature,
      topP: request.greedy === true ? 1 : config.sampling.topP,
      topK: request.greedy === true ? 0 : config.sampling.topK,
      stopTokens: roles.stopTokens,
      stopStrings: roles.stopStrings,
      key: { seed: config.seed, iteration, purpose },
      indices,
    },
    { ...(signal && { signal }), onProgress: (tokens) => onProgress?.(phase, tokens, total) },
  )
  signal?.throwIfAborted()
  for (const { tokens } of completions.flat()) game.generated[phase] += tokens.length
  return completions.map((group, p) =>
    group.map((completion) => ({
      prompt: prompts[p] as Int32Array,
      completion,
      text: roles.text(completion),
    })),
  )
}

/** Does the prompt leave room for its budget? */
export function fitsContext(
  { contextTokens }: Pick<Voice, 'contextTokens'>,
  prompt: Int32Array,
  maxTokens: number,
): boolean {
  return prompt.length + maxTokens <= contextTokens
}

function requireContext(prompt: Int32Array, { voice, maxTokens, phase }: Generation): void {
  if (fitsContext(voice, prompt, maxTokens)) return
  throw new SpiceError(
    'config',
    `${phase}: a prompt of ${prompt.length} tokens and a budget of ${maxTokens} exceed the model's context of ${voice.contextTokens}`,
    {
      hint: 'Lower corpus.maxDocumentTokens or the generation budget (maxChallengeTokens, maxAnswerTokens).',
    },
  )
}
