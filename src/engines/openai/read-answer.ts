import { EndpointError } from './endpoint-error.js'
import type { Api } from './request-body.js'

/** One continuation as the server tells it. */
export interface Choice {
  readonly text: string
  /** The length limit ended it. */
  readonly cut: boolean
  /** Its tokens' ids where the server gives them. */
  readonly ids: readonly number[] | null
  /** What stands beside log-probabilities where it gives them: not always all tokens. */
  readonly spelled: Spelled | null
  /** There was reasoning beside or before the text. */
  readonly reasoned: boolean
}

export interface Spelled {
  readonly tokens: readonly string[]
  /** llama.cpp tells them too, and spells special tokens as nothing. */
  readonly ids: readonly number[] | null
  /** NaN for one that is none. */
  readonly logprobs: Float32Array
}

export interface Reply {
  readonly choices: readonly Choice[]
  /** As the server counts, reasoning included; null where it doesn't. */
  readonly usage: Usage | null
}

export interface Usage {
  readonly promptTokens: number
  readonly completionTokens: number
  readonly reasoningTokens: number
}

type Json = Readonly<Record<string, unknown>>

/** Reads an answer of either API by hand: there may be a million numbers in it. Throws EndpointError ('protocol'). */
export function readAnswer(json: unknown, api: Api, what: string): Reply {
  const { choices, usage } = tree(json)
  if (!Array.isArray(choices))
    throw new EndpointError('protocol', `${what}: an answer without choices: ${show(json)}`)
  const inOrder = [...choices].map(tree).sort((a, b) => order(a) - order(b))
  return {
    choices: inOrder.map((choice) => readChoice(choice, api, what)),
    usage: usageOf(tree(usage)),
  }
}

function readChoice(choice: Json, api: Api, what: string): Choice {
  const message = api === 'chat' ? tree(choice.message) : choice
  const content = api === 'chat' ? message.content : message.text
  if (typeof content !== 'string' && content !== null && content !== undefined)
    throw new EndpointError('protocol', `${what}: a choice whose text is ${show(content)}`)
  const { text, thought } =
    api === 'chat' ? withoutThought(content ?? '') : { text: content ?? '', thought: false }
  const beside = message.reasoning_content ?? message.reasoning
  return {
    text,
    cut: choice.finish_reason === 'length',
    ids: integers(choice.token_ids),
    spelled: spelled(tree(choice.logprobs)),
    reasoned: thought || (typeof beside === 'string' && beside !== ''),
  }
}

/** Servers without a parser of reasoning leave it in the text; some templates have opened it before the answer begins. */
function withoutThought(content: string): { text: string; thought: boolean } {
  const end = content.lastIndexOf('</think>')
  if (end >= 0) return { text: content.slice(end + '</think>'.length).trimStart(), thought: true }
  return /^\s*<think>/.test(content) ? { text: '', thought: true } : { text: content, thought: false }
}

/** Both forms: parallel lists (completions), or one list of objects (chat, and llama.cpp's completions). */
function spelled({ tokens, token_logprobs: logprobs, content }: Json): Choice['spelled'] {
  if (Array.isArray(content)) {
    const entries = content.map(tree)
    if (!entries.every(({ token }) => typeof token === 'string')) return null
    return {
      tokens: entries.map(({ token }) => token as string),
      ids: integers(entries.map(({ id }) => id)),
      logprobs: Float32Array.from(entries, ({ logprob }) => number(logprob)),
    }
  }
  if (!Array.isArray(tokens) || !Array.isArray(logprobs) || tokens.length !== logprobs.length) return null
  if (!tokens.every((token) => typeof token === 'string')) return null
  return { tokens, ids: null, logprobs: Float32Array.from(logprobs, number) }
}

function usageOf(usage: Json): Usage | null {
  const count = (value: unknown) =>
    Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0
  const { prompt_tokens: prompt, completion_tokens: completion, completion_tokens_details: details } = usage
  if (typeof completion !== 'number') return null
  return {
    promptTokens: count(prompt),
    completionTokens: count(completion),
    reasoningTokens: count(tree(details).reasoning_tokens),
  }
}

function integers(value: unknown): number[] | null {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isSafeInteger) ? value : null
}

/** Log-probabilities are at most 0, but for rounding. */
function number(value: unknown): number {
  return typeof value === 'number' && value < 1e-3 ? value : Number.NaN
}

function order({ index }: Json): number {
  return typeof index === 'number' && Number.isFinite(index) ? index : 0
}

function tree(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 200)
}
