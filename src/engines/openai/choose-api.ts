import { ask, type Endpoint, type Refusal } from './endpoint.js'
import { EndpointError } from './endpoint-error.js'
import type { Api } from './request-body.js'

const PROBE_BYTES = 1 << 20

/**
 * Which API to ask: completions where the tokenizer is ours, as our prompts then are the model's own; chat for other models,
 * which know their own turns. The other one where the server lacks it. Costs a request for one token.
 */
export async function chooseApi(
  endpoint: Endpoint,
  model: string,
  sameTokenizer: boolean,
  signal: AbortSignal | undefined,
): Promise<Api> {
  let broken: EndpointError | undefined
  const has = async (api: Api): Promise<boolean> => {
    const { path, body } = PROBES[api]
    const question = { body: { model, max_tokens: 1, ...body }, maxBytes: PROBE_BYTES, signal }
    try {
      const answer = await ask(endpoint, path, question)
      return answer.ok || !isMissing(api, answer.refusal)
    } catch (error) {
      // Some fall over a model without a chat template.
      if (!(error instanceof EndpointError && error.kind === 'busy' && error.status === 500)) throw error
      broken = error
      return false
    }
  }
  for (const api of sameTokenizer ? (['completions', 'chat'] as const) : (['chat', 'completions'] as const))
    if (await has(api)) return api
  throw (
    broken ??
    new EndpointError(
      'refused',
      `${endpoint.baseUrl} has neither completions nor chat/completions for ${model}`,
      { hint: 'Most addresses end in /v1' },
    )
  )
}

const PROBES: Readonly<Record<Api, { readonly path: string; readonly body: object }>> = {
  completions: { path: '/completions', body: { prompt: 'Hello' } },
  chat: { path: '/chat/completions', body: { messages: [{ role: 'user', content: 'Hello' }] } },
}

/** A model that only chats refuses completions in many words; one without a chat template refuses to chat in few. */
function isMissing(api: Api, { status, says }: Refusal): boolean {
  return api === 'completions' || [404, 405, 501].includes(status) || /chat.?template/i.test(says)
}
