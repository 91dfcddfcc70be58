import type { Refusal } from './endpoint.js'

/** What a server takes, as far as it has been found out: it starts with all that could be, and refusals take away. */
export interface Habits {
  /** Prompts as token ids. */
  readonly tokenPrompts: boolean
  /** Several continuations in one request. */
  readonly severalAtOnce: boolean
  readonly seed: boolean
  readonly logprobs: boolean
  /** Token ids in answers, special tokens in texts, ids to stop at (vLLM). */
  readonly extensions: boolean
  readonly stopStrings: boolean
  /** Where it is 0 or 1: models that reason often keep to their own. */
  readonly temperature: boolean
  /** Where it is 1: servers have other values of their own. */
  readonly topP: boolean
  /** `top_k` and `min_p`, which are no part of the API, told to be off: servers that know them have them on (llama.cpp: 40, 0.05). */
  readonly cutsOff: boolean
  /** Name of the generation budget: newer OpenAI models take only the second. */
  readonly budget: 'max_tokens' | 'max_completion_tokens'
}

const TOO_LONG = /context|too (?:long|large)|maximum.{0,20}length|max_model_len/i

/** In the order in which they are given up: the less a name can mean anything else, the earlier. */
const RULES: readonly {
  readonly says: RegExp
  readonly adapted: Partial<Habits>
  readonly unless?: RegExp
}[] = [
  { says: /max_completion_tokens/, adapted: { budget: 'max_completion_tokens' } },
  { says: /\b(?:top_k|min_p)\b/, adapted: { cutsOff: false } },
  { says: /\btop_p\b/, adapted: { topP: false } },
  {
    says: /return_token_ids|skip_special_tokens|stop_token_ids|unrecogni[sz]ed|unknown|unexpected|extra/i,
    adapted: { extensions: false },
  },
  { says: /unrecogni[sz]ed|unknown|unexpected|extra/i, adapted: { cutsOff: false } },
  { says: /\btemperature\b/, adapted: { temperature: false } },
  { says: /\bseed\b/, adapted: { seed: false } },
  { says: /log_?probs?\b/i, adapted: { logprobs: false } },
  {
    says: /only one|one (?:choice|completion)|single (?:choice|completion)|multiple (?:choice|completion)|["'`\s.]n["'`\s,:=]|best_of/i,
    adapted: { severalAtOnce: false },
  },
  { says: /["'`\s.]stop["'`\s,:]/, adapted: { stopStrings: false } },
  { says: /prompt|unmarshal|input/i, adapted: { tokenPrompts: false }, unless: TOO_LONG },
  // A refusal that names nothing may well be about the rarest thing asked for.
  { says: /(?:)/, adapted: { severalAtOnce: false }, unless: TOO_LONG },
]

/** The habits under which the request may be worth another try; null if the refusal is about something else. */
export function adapt(habits: Habits, asked: Partial<Habits>, { status, says }: Refusal): Habits | null {
  if (status !== 400 && status !== 422 && status !== 501) return null
  for (const rule of RULES) {
    if (!rule.says.test(says) || rule.unless?.test(says)) continue
    const changed = Object.entries(rule.adapted).some(
      ([name, value]) => asked[name as keyof Habits] !== undefined && asked[name as keyof Habits] !== value,
    )
    if (changed) return { ...habits, ...rule.adapted }
  }
  return null
}
