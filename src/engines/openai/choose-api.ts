import { ask, type Endpoint } from './endpoint.js'
import { EndpointError } from './endpoint-error.js'
import type { Api } from './request-body.js'

const PROBE_BYTES = 1 << 20
const MISSING = [404, 405, 501]

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
  const has = async (path: string, body: object, isMissing: (status: number, says: string) => boolean) => {
    const answer = await ask(endpoint, path, {
      body: { model, max_tokens: 1, ...body },
      maxBytes: PROBE_BYTES,
      signal,
    })
    return answer.ok || !isMissing(answer.refusal.status, answer.refusal.says)
  }
  // A model that only chats refuses in many words; one without a chat template in few.
  const completions = () => has('/completions', { prompt: 'Hello' }, () => true)
  const chat = () =>
    has(
      '/chat/completions',
      { messages: [{ role: 'user', content: 'Hello' }] },
      (status, says) => MISSING.includes(status) || /chat.?template/i.test(says),
    )
  const order = sameTokenizer ? (['completions', 'chat'] as const) : (['chat', 'completions'] as const)
  for (const api of order) if (await { completions, chat }[api]()) return api
  throw new EndpointError(
    'refused',
    `${endpoint.baseUrl} has neither completions nor chat/completions for ${model}`,
    {
      hint: 'Most addresses end in /v1',
    },
  )
}
