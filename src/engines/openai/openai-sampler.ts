import { setMaxListeners } from 'node:events'
import type { Tokenizer } from '../../tokenizer/index.js'
import type { Completion } from '../../words.js'
import { checkRequest } from '../check-request.js'
import type { Sampler, SamplingParams, TokenIds } from '../engine.js'
import { chooseApi } from './choose-api.js'
import { ask, type Endpoint, endpointOf } from './endpoint.js'
import { EndpointError } from './endpoint-error.js'
import { requireModel } from './find-model.js'
import { adapt, type Habits } from './habits.js'
import { ENDPOINT_PATIENCE, type EndpointPatience } from './patience.js'
import { readAnswer, type Usage } from './read-answer.js'
import { type Api, requestBody, type Speaker, type Wanted } from './request-body.js'
import { slots } from './slots.js'
import { toCompletion } from './to-completion.js'

export interface OpenAiSamplerOptions {
  /** Up to the version: `http://localhost:8000/v1`. */
  readonly baseUrl: string
  /** What the server calls it. */
  readonly model: string
  /** Ours: prompts are in its ids, and completions will be. */
  readonly tokenizer: Tokenizer
  /** Default `auto`: completions where `sameTokenizer` and the server has them, else chat. */
  readonly api?: Api | 'auto'
  /** The model has our tokenizer and, for `completions`, our chat template. Default false. */
  readonly sameTokenizer?: boolean
  /** Texts won't do, as they may lack special tokens: a server that doesn't tell the tokens it drew is refused. Default false. */
  readonly exactTokens?: boolean
  /** System turn of `chat`; default none. */
  readonly system?: string
  /** Default: OPENAI_API_KEY of the environment. */
  readonly apiKey?: string | undefined
  /** Requests under way at a time; default 16. */
  readonly concurrency?: number
  readonly patience?: Partial<EndpointPatience>
  /** Told of waits for a server that is busy or out of reach: at once, then once a minute. */
  readonly onNotice?: ((message: string) => void) | undefined
  /** Of opening alone. */
  readonly signal?: AbortSignal | undefined
}

/** A model behind a server: it never learns. */
export interface OpenAiSampler extends Sampler {
  readonly api: Api
  readonly prompts: 'rendered' | 'bare'
  /** What the server has counted so far, reasoning included. */
  spent(): Usage
}

/** The first contact is short: a wrong address should be told of soon. */
const TRIES_OF_OPENING = 3
const MAX_ADAPTATIONS = 12
const MAX_ANSWER_BYTES = 512 << 20

/**
 * A sampler for any server that speaks the OpenAI API (vLLM, llama.cpp, Ollama, hosted ones), after asking it for the model.
 *
 * Prompts are `rendered` for completions with `sameTokenizer`, sent as token ids where the server takes them; else `bare`. A
 * completion has the tokens that the model drew and their log-probabilities (as the server reports them) only with
 * `sameTokenizer` and where the server tells them; any other has `text`, our spelling of it as tokens, and NaN.
 *
 * Throws EndpointError (a SpiceError).
 */
export async function openOpenAiSampler(options: OpenAiSamplerOptions): Promise<OpenAiSampler> {
  const { baseUrl, model, signal, sameTokenizer = false, concurrency = 16, system = '' } = options
  const { exactTokens = false } = options
  const patience = { ...ENDPOINT_PATIENCE, ...options.patience }
  const apiKey = 'apiKey' in options ? options.apiKey : process.env.OPENAI_API_KEY
  const endpoint = endpointOf(baseUrl, apiKey, patience, concurrency, options.onNotice)
  const opening = {
    ...endpoint,
    patience: { ...patience, tries: Math.min(TRIES_OF_OPENING, patience.tries) },
  }
  await requireModel(opening, model, signal)
  const { api: wanted = 'auto' } = options
  const api = wanted === 'auto' ? await chooseApi(opening, model, sameTokenizer, signal) : wanted
  const speaker = { api, model, system, sameTokenizer }
  return new EndpointSampler(endpoint, speaker, options.tokenizer, concurrency, exactTokens)
}

class EndpointSampler implements OpenAiSampler {
  readonly prompts: 'rendered' | 'bare'
  private readonly slot: ReturnType<typeof slots>
  private readonly usage = { promptTokens: 0, completionTokens: 0, reasoningTokens: 0 }
  private habits: Habits = {
    tokenPrompts: true,
    severalAtOnce: true,
    seed: true,
    logprobs: true,
    extensions: true,
    stopStrings: true,
    temperature: true,
    topP: true,
    cutsOff: true,
    budget: 'max_tokens',
  }

  constructor(
    private readonly endpoint: Endpoint,
    private readonly speaker: Speaker,
    private readonly tokenizer: Tokenizer,
    concurrency: number,
    private readonly exactTokens: boolean,
  ) {
    this.prompts = speaker.api === 'completions' && speaker.sameTokenizer ? 'rendered' : 'bare'
    this.slot = slots(concurrency)
  }

  get api(): Api {
    return this.speaker.api
  }

  spent(): Usage {
    return { ...this.usage }
  }

  async sample(
    prompts: readonly TokenIds[],
    params: SamplingParams,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (tokens: number) => void } = {},
  ): Promise<Completion[][]> {
    // Only the endpoint knows its context.
    const { vocabulary } = this.tokenizer
    checkRequest({ contextTokens: Number.POSITIVE_INFINITY, vocabulary }, prompts, params)
    const stop = new AbortController()
    // Each request under way listens.
    setMaxListeners(0, stop.signal)
    const passOn = () => stop.abort(signal?.reason)
    signal?.throwIfAborted()
    signal?.addEventListener('abort', passOn, { once: true })
    let generated = 0
    const call: Call = {
      params,
      signal: stop.signal,
      onTokens: (tokens) => {
        generated += tokens
        onProgress?.(generated)
      },
    }
    const work = prompts.map((prompt, p) => this.continue(prompt, params.indices?.[p] ?? p * params.n, call))
    try {
      return await Promise.all(work)
    } catch (error) {
      stop.abort(error)
      await Promise.allSettled(work)
      throw error
    } finally {
      signal?.removeEventListener('abort', passOn)
    }
  }

  /** n continuations: in one request as far as the server gives them, else in one each. */
  private async continue(prompt: TokenIds, first: number, call: Call): Promise<Completion[]> {
    const { n } = call.params
    const text = this.tokenizer.decode(prompt)
    const draw = (count: number, index: number) =>
      this.slot(() => this.draw({ prompt, text, n: count, index, params: call.params }, call))
    const together = n > 1 && this.habits.severalAtOnce ? await draw(n, first) : []
    // Some servers don't refuse n, they just don't know it.
    if (together.length === 1) this.habits = { ...this.habits, severalAtOnce: false }
    const missing = Array.from({ length: Math.max(0, n - together.length) }, (_, i) => together.length + i)
    const single = await Promise.all(missing.map((j) => draw(1, first + j)))
    return [...together.slice(0, n), ...single.flatMap((drawn) => drawn.slice(0, 1))]
  }

  /** What one request gives; nothing where it turned out that the server won't give several. */
  private async draw(wanted: Wanted, call: Call): Promise<Completion[]> {
    const { api, model, sameTokenizer } = this.speaker
    const path = api === 'chat' ? '/chat/completions' : '/completions'
    const { maxTokens } = call.params
    for (let adapted = 0; ; adapted++) {
      const before = this.habits
      if (wanted.n > 1 && !before.severalAtOnce) return []
      const { body, uses } = requestBody(this.speaker, before, wanted)
      const maxBytes = Math.min(2 ** 21 + wanted.n * maxTokens * 2048, MAX_ANSWER_BYTES)
      const answer = await ask(this.endpoint, path, { body, maxBytes, signal: call.signal })
      const what = `${this.endpoint.baseUrl} (${model})`
      if (answer.ok) {
        const { choices, usage } = readAnswer(answer.json, api, what)
        if (choices.length === 0) throw new EndpointError('protocol', `${what}: an answer of no choices`)
        const reading = { tokenizer: this.tokenizer, sameTokenizer, params: call.params, what }
        const completions = choices.map((choice) => toCompletion(choice, reading))
        // Of llama.cpp's answers, one that has a piece of a character comes as text: there is little to lose.
        if (
          this.exactTokens &&
          choices.some(({ ids, spelled }, c) => !(ids ?? spelled?.ids) && completions[c]?.text !== undefined)
        )
          throw withoutTokens(what)
        this.count(usage, completions, call)
        return completions
      }
      const habits = adapted < MAX_ADAPTATIONS ? adapt(before, uses, answer.refusal) : null
      if (habits === null) throw refused(what, answer.refusal)
      // Another request may have found out something meanwhile: both hold.
      this.habits = merge(this.habits, before, habits)
    }
  }

  private count(usage: Usage | null, completions: readonly Completion[], call: Call): void {
    // A count may leave out reasoning, or (llama.cpp) all but one of several continuations.
    const own = completions.reduce(
      (sum, { tokens, text }) => sum + (usage === null || text === undefined ? tokens.length : 0),
      0,
    )
    const completionTokens = Math.max(usage?.completionTokens ?? 0, own)
    this.usage.promptTokens += usage?.promptTokens ?? 0
    this.usage.completionTokens += completionTokens
    this.usage.reasoningTokens += usage?.reasoningTokens ?? 0
    call.onTokens(completionTokens)
  }
}

interface Call {
  readonly params: SamplingParams
  readonly signal: AbortSignal
  readonly onTokens: (tokens: number) => void
}

function merge(now: Habits, before: Habits, found: Habits): Habits {
  const changed = Object.entries(found).filter(([name, value]) => before[name as keyof Habits] !== value)
  return { ...now, ...Object.fromEntries(changed) }
}

function withoutTokens(what: string): EndpointError {
  return new EndpointError(
    'refused',
    `${what}: it does not tell which tokens it drew, and its texts lack the special ones`,
    {
      hint: 'Choose templates in plain text (paper), or a server that tells token ids or log-probabilities, such as vLLM or llama.cpp.',
    },
  )
}

function refused(what: string, { status, says }: { status: number; says: string }): EndpointError {
  if (status === 404 && /model/i.test(says))
    return new EndpointError('no-model', `${what}: ${says}`, { status })
  return new EndpointError('refused', `${what}: ${status} ${says}`, {
    status,
    ...(/context|too long|length/i.test(says) && {
      hint: 'Lower corpus.maxDocumentTokens or the generation budget.',
    }),
  })
}
