import { ask, type Endpoint } from './endpoint.js'
import { EndpointError } from './endpoint-error.js'

const MAX_LIST_BYTES = 16 << 20
const SHOWN = 12

/**
 * Does the server have the model? One that gives no list is taken at its word later. Throws EndpointError: 'no-model' naming
 * those it has.
 */
export async function requireModel(
  endpoint: Endpoint,
  model: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const answer = await ask(endpoint, '/models', { maxBytes: MAX_LIST_BYTES, signal }).catch((error) => {
    // Some can't list what they serve; what they serve is asked for next.
    if (error instanceof EndpointError && (error.kind === 'protocol' || error.kind === 'busy'))
      return undefined
    throw error
  })
  const names = answer?.ok === true ? namesIn(answer.json) : []
  // Ollama lists `qwen3` as `qwen3:latest`.
  if (names.length === 0 || names.includes(model) || names.includes(`${model}:latest`)) return
  const shown = names.slice(0, SHOWN).map((name) => name.slice(0, 100))
  const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : ''
  throw new EndpointError('no-model', `${endpoint.baseUrl} has no model ${model.slice(0, 200)}`, {
    hint: `It has ${shown.join(', ')}${more}`,
  })
}

function namesIn(json: unknown): string[] {
  const data = (json as { data?: unknown } | null)?.data
  if (!Array.isArray(data)) return []
  return data.map((entry) => (entry as { id?: unknown } | null)?.id).filter((id) => typeof id === 'string')
}
