import { Agent, request } from 'undici'
import { SpiceError } from '../../errors.js'
import { type Passing, retryAfterSeconds, withPatience } from '../../patience/index.js'
import { keepSecret } from '../../secrets.js'
import { EndpointError } from './endpoint-error.js'
import { EndpointPassing, type EndpointPatience, pauseNotices } from './patience.js'

/** Where the server is and how it is asked. */
export interface Endpoint {
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly apiKey: string | undefined
  readonly patience: EndpointPatience
  /** Told before each pause. */
  readonly onPause: ((failure: Passing, seconds: number) => void) | undefined
  readonly agent: Agent
}

/** What the server said: of 2xx the JSON, of a refusal what there is to read. */
export type Answer =
  | { readonly ok: true; readonly json: unknown; readonly refusal?: undefined }
  | { readonly ok: false; readonly refusal: Refusal }

export interface Refusal {
  readonly status: number
  /** For people and for `adapt`: bounded, on one line, without the key. */
  readonly says: string
}

export interface Question {
  /** Sent as JSON by POST; without one it is a GET. */
  readonly body?: object
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
}

/** Throws SpiceError ('config') if the address or the key cannot be used. */
export function endpointOf(
  baseUrl: string,
  apiKey: string | undefined,
  patience: EndpointPatience,
  concurrency: number,
  onNotice?: (message: string) => void,
): Endpoint {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new SpiceError('config', `endpoint: ${baseUrl.slice(0, 200)} is no http or https address`, {
      hint: 'For example http://localhost:8000/v1',
    })
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new SpiceError('config', `endpoint: the address of ${url.host} holds more than host and path`, {
      hint: 'A key belongs into the environment variable that apiKeyEnv names.',
    })
  const key = apiKey?.trim()
  if (key !== undefined && !/^[\x21-\x7e]*$/.test(key))
    throw new SpiceError('config', `endpoint: the key for ${url.host} has characters that no key has`)
  keepSecret(key)
  const agent = new Agent({
    connections: concurrency,
    // One deadline for all of it, set for each try: an answer that is not streamed begins when it is complete.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const address = `${url.origin}${url.pathname}`.replace(/\/+$/, '')
  return {
    baseUrl: address,
    apiKey: key === '' ? undefined : key,
    patience,
    onPause: pauseNotices(onNotice),
    agent,
  }
}

/**
 * Asks, again where a failure may pass. Redirects are not followed: the key goes to one place. Throws EndpointError, or the
 * signal's reason.
 */
export async function ask(endpoint: Endpoint, path: string, question: Question): Promise<Answer> {
  const { patience, onPause } = endpoint
  try {
    return await withPatience(() => askOnce(endpoint, path, question), patience, {
      signal: question.signal,
      onPause,
    })
  } catch (error) {
    throw error instanceof EndpointPassing ? error.afterAll(patience) : error
  }
}

async function askOnce(endpoint: Endpoint, path: string, question: Question): Promise<Answer> {
  const { baseUrl, apiKey, patience, agent } = endpoint
  const { signal, body, maxBytes } = question
  const stop = new AbortController()
  const late = new EndpointPassing(
    new EndpointError('timeout', `${baseUrl}${path}: no whole answer within ${patience.deadlineSeconds} s`, {
      hint: 'Lower the generation budget or concurrency, or give the server more room.',
    }),
  )
  const timer = setTimeout(() => stop.abort(late), patience.deadlineSeconds * 1000)
  const passOn = () => stop.abort(signal?.reason)
  signal?.addEventListener('abort', passOn, { once: true })
  try {
    signal?.throwIfAborted()
    const response = await request(`${baseUrl}${path}`, {
      dispatcher: agent,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: stop.signal,
    })
    const ok = response.statusCode >= 200 && response.statusCode < 300
    const text = await readText(
      response.body,
      ok ? maxBytes : MAX_REFUSAL_BYTES,
      ok ? `${baseUrl}${path}` : null,
    )
    if (ok) return { ok, json: parse(text, `${baseUrl}${path}`) }
    const refusal = { status: response.statusCode, says: excerpt(text, apiKey) }
    refuseOrPass(
      refusal,
      `${baseUrl}${path}`,
      apiKey !== undefined,
      retryAfterSeconds(response.headers['retry-after'], Date.now()),
    )
    return { ok, refusal }
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (stop.signal.aborted) throw stop.signal.reason
    if (error instanceof SpiceError || error instanceof EndpointPassing) throw error
    throw new EndpointPassing(
      new EndpointError('unreachable', `${baseUrl}${path}: ${reasonOf(error)}`, {
        hint: 'Is the server running, and is this its address (most end in /v1)?',
      }),
    )
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', passOn)
  }
}

const MAX_REFUSAL_BYTES = 1 << 16

/** At most `maxBytes`: beyond, what there is, or where `what` names the answer an error. */
async function readText(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  what: string | null,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop early closes the connection.
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > maxBytes) {
      if (what === null) break
      throw new EndpointError('protocol', `${what}: an answer of more than ${maxBytes} bytes`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new EndpointPassing(
      new EndpointError(
        'protocol',
        `${what}: an answer that is not JSON or not whole: ${excerpt(text, undefined)}`,
      ),
    )
  }
}

/** Throws for what no other wording of the request would change. */
function refuseOrPass(
  { status, says }: Refusal,
  what: string,
  withKey: boolean,
  waitSeconds: number | undefined,
): void {
  const message = `${what}: ${status} ${says}`
  if (status === 401 || status === 403)
    throw new EndpointError('unauthorised', message, {
      status,
      hint: `${withKey ? 'The key' : 'No key was sent: it'} is read from the environment variable OPENAI_API_KEY, or the one that is named instead (apiKeyEnv, --judge-key-env).`,
    })
  if (status === 429 && /insufficient_quota|credit balance|billing/i.test(says))
    throw new EndpointError('busy', message, { status, hint: 'The account has no credit left.' })
  if (status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501))
    throw new EndpointPassing(
      new EndpointError('busy', message, { status, hint: 'Lower concurrency, or try again later.' }),
      waitSeconds,
    )
}

/** What a refusal says: `error.message` with its parameter, or the text. */
function excerpt(text: string, apiKey: string | undefined): string {
  let says = text
  try {
    const { error, message, detail } = JSON.parse(text) as Record<string, unknown>
    says = JSON.stringify(error ?? message ?? detail ?? text)
  } catch {
    // Not JSON: as it is.
  }
  const hidden = apiKey === undefined ? says : says.replaceAll(apiKey, '***')
  const line = hidden.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  return line.length > 400 ? `${line.slice(0, 400)}…` : line
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed'
  const { code } = error as NodeJS.ErrnoException
  const inner = error instanceof AggregateError ? error.errors[0] : undefined
  const message = error.message || (inner instanceof Error ? inner.message : error.name)
  return code === undefined || message.includes(code) ? message : `${message} (${code})`
}
