import type { Config } from '../config/index.js'
import type { AnswerJudge } from '../evals/index.js'
import type { Tokenizer } from '../tokenizer/index.js'

/** The judge that `evaluation.judge` names, after asking for its model; undefined without one. Throws SpiceError. */
export async function openJudge(
  { evaluation }: Pick<Config, 'evaluation'>,
  tokenizer: Tokenizer,
  options: { signal?: AbortSignal | undefined; onNotice?: ((message: string) => void) | undefined } = {},
): Promise<AnswerJudge | undefined> {
  if (evaluation.judge === null) return undefined
  const { openOpenAiSampler } = await import('../engines/openai/index.js')
  const { apiKeyEnv, system, maxTokens, ...place } = evaluation.judge
  const apiKey = process.env[apiKeyEnv]
  const sampler = await openOpenAiSampler({ ...place, tokenizer, apiKey, system: system ?? '', ...options })
  return { name: place.model, sampler, tokenizer, maxTokens }
}
