import { randomStream } from '../../random/index.js'
import type { SamplingParams, TokenIds } from '../engine.js'
import type { Habits } from './habits.js'

export type Api = 'completions' | 'chat'

/** What all requests of a sampler have in common. */
export interface Speaker {
  readonly api: Api
  readonly model: string
  /** Empty: no system turn. */
  readonly system: string
  /** Its tokenizer is ours: ids mean the same on both sides. */
  readonly sameTokenizer: boolean
}

export interface Wanted {
  readonly prompt: TokenIds
  /** `prompt` as text. */
  readonly text: string
  /** Continuations in this request. */
  readonly n: number
  readonly params: SamplingParams
  /** Its stream's: where n > 1, of the first. */
  readonly index: number
}

/** OpenAI takes four; the answer is cut at all of them in any case. */
const MAX_STOP_STRINGS = 4

/** The body to send, and the habits that it makes use of. */
export function requestBody(
  speaker: Speaker,
  habits: Habits,
  wanted: Wanted,
): { readonly body: object; readonly uses: Partial<Habits> } {
  const { api, model, sameTokenizer } = speaker
  const { n, params, prompt, text } = wanted
  const { maxTokens, temperature, topP, topK, stopStrings, stopTokens } = params
  const tokenPrompts = api === 'completions' && sameTokenizer && habits.tokenPrompts
  const logprobs = sameTokenizer && habits.logprobs
  const extensions = sameTokenizer && habits.extensions
  const draws = temperature > 0
  const seed = draws && habits.seed
  // A server's own temperature may take the place of greedy, or of 1, its usual value; of no other.
  const optional = temperature === 0 || temperature === 1
  const stops = habits.stopStrings ? stopStrings.slice(0, MAX_STOP_STRINGS) : []
  const body = {
    model,
    ...(api === 'chat'
      ? { messages: messages(speaker.system, text) }
      : { prompt: tokenPrompts ? Array.from(prompt) : text }),
    [habits.budget]: maxTokens,
    ...((habits.temperature || !optional) && { temperature }),
    ...(draws && (habits.topP || topP < 1) && { top_p: topP }),
    ...(draws && (habits.cutsOff || topK > 0) && { top_k: topK > 0 ? topK : -1 }),
    ...(draws && habits.cutsOff && { min_p: 0 }),
    ...(n > 1 && { n }),
    ...(seed && { seed: seedOf(wanted) }),
    ...(stops.length > 0 && { stop: stops }),
    ...(logprobs && (api === 'chat' ? { logprobs: true } : { logprobs: 1 })),
    ...(extensions && { return_token_ids: true, skip_special_tokens: false, stop_token_ids: stopTokens }),
  }
  return {
    body,
    uses: {
      budget: habits.budget,
      ...(tokenPrompts && { tokenPrompts }),
      ...(logprobs && { logprobs }),
      ...(extensions && { extensions }),
      ...(seed && { seed }),
      ...(optional && { temperature: habits.temperature }),
      ...(draws && topP === 1 && { topP: habits.topP }),
      ...(draws && { cutsOff: habits.cutsOff }),
      ...(n > 1 && { severalAtOnce: true }),
      ...(stops.length > 0 && { stopStrings: true }),
    },
  }
}

function messages(system: string, content: string): object[] {
  const turn = { role: 'user', content }
  return system === '' ? [turn] : [{ role: 'system', content: system }, turn]
}

/** Of a sample's own stream, so that it depends on its key alone as far as the server keeps to seeds. */
export function seedOf({ params, index }: Pick<Wanted, 'params' | 'index'>): number {
  return randomStream({ ...params.key, index }).integer(2 ** 31)
}
