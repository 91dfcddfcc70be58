import { SpiceError } from '../errors.js'
import type { Patience } from '../patience/index.js'
import { HubPassing } from './backoff.js'
import type { HubPlace } from './environment.js'
import { type Asked, refusalOf } from './refusals.js'

const MAX_REDIRECTS = 5

export interface ClientOptions {
  readonly place: HubPlace
  readonly patience: Patience
  /** A connection without a byte for as long is given up. */
  readonly stallSeconds: number
  readonly signal: AbortSignal | undefined
}

/** One answer, whose body is read by `chunks` alone, so that a stall ends it. */
export interface Answer {
  readonly response: Response
  /** The headers of the hub's own answer, before it sent us elsewhere. */
  readonly first: Headers
  chunks(): AsyncGenerator<Uint8Array>
  /** Lets go of the connection. */
  close(): void
}

/**
 * Asks once and follows redirects by hand: the token goes to the endpoint's origin and nowhere else, and nothing goes
 * from https to http. Throws HubPassing for what may pass, SpiceError for a refusal, the signal's reason when aborted.
 */
export async function ask(
  client: ClientOptions,
  url: URL,
  asked: Asked,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { place, stallSeconds, signal } = client
  const stall = new AbortController()
  const stalled = new HubPassing('stalled', `no bytes for ${stallSeconds} s`)
  let timer = setTimeout(() => stall.abort(stalled), stallSeconds * 1000)
  const letGo = passOn(signal, stall)
  const close = () => {
    clearTimeout(timer)
    letGo()
    stall.abort(new HubPassing('network', 'closed'))
  }
  const explain = (error: unknown): unknown => {
    clearTimeout(timer)
    letGo()
    if (signal?.aborted) return signal.reason
    if (stall.signal.aborted) return stall.signal.reason
    if (error instanceof SpiceError || error instanceof HubPassing) return error
    return new HubPassing('network', reasonOf(error), { cause: error })
  }
  try {
    let at = url
    let first: Headers | undefined
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const own = at.origin === place.endpoint.origin
      const response = await fetch(at, {
        headers: {
          'user-agent': 'spice-self-play',
          // Lengths and ranges are those of the file itself.
          'accept-encoding': 'identity',
          ...headers,
          ...(own && place.token !== undefined ? { authorization: `Bearer ${place.token}` } : {}),
        },
        redirect: 'manual',
        signal: stall.signal,
      })
      first ??= response.headers
      const next = response.headers.get('location')
      if (response.status >= 300 && response.status < 400 && next !== null) {
        await response.body?.cancel()
        at = redirected(next, at, asked)
        continue
      }
      if (!response.ok) {
        const error = refusalOf(response, asked, own)
        await response.body?.cancel()
        throw error
      }
      const answer = response
      return {
        response: answer,
        first,
        close,
        async *chunks() {
          try {
            for await (const chunk of answer.body ?? []) {
              clearTimeout(timer)
              timer = setTimeout(() => stall.abort(stalled), stallSeconds * 1000)
              yield chunk
            }
          } catch (error) {
            throw explain(error)
          } finally {
            clearTimeout(timer)
            letGo()
          }
        },
      }
    }
    throw new SpiceError(
      'input',
      `${asked.host} sends ${asked.what} of ${asked.kind} ${asked.repository} in circles`,
      {
        hint: 'is HF_ENDPOINT a hub?',
      },
    )
  } catch (error) {
    throw explain(error)
  }
}

/** Aborts the one when the other is; returns how to let go of a signal that outlives many requests. */
export function passOn(from: AbortSignal | undefined, to: AbortController): () => void {
  const abort = () => to.abort(from?.reason)
  if (from?.aborted) abort()
  else from?.addEventListener('abort', abort, { once: true })
  return () => from?.removeEventListener('abort', abort)
}

function redirected(location: string, from: URL, asked: Asked): URL {
  let to: URL | undefined
  try {
    to = new URL(location, from)
  } catch {
    // Said below.
  }
  const allowed = to && (to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:'))
  if (!to || !allowed || to.username || to.password)
    throw new SpiceError(
      'input',
      `${asked.host} sends ${asked.what} of ${asked.kind} ${asked.repository} to no safe address`,
      {
        hint: 'is HF_ENDPOINT the hub, or does something stand between?',
      },
    )
  return to
}

/** The body as text, as long as it is not larger than the bound. */
export async function readText(answer: Answer, maxBytes: number, what: string): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of answer.chunks()) {
    bytes += chunk.length
    if (bytes > maxBytes) {
      answer.close()
      throw new SpiceError('input', `${what} is larger than ${maxBytes} bytes`, {
        hint: 'such a repository cannot be taken by name; download what you need and give the folder',
      })
    }
    parts.push(chunk)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** What lies under `fetch failed`, without an address that may be signed. */
function reasonOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = (at as { code?: unknown }).code
    if (typeof code === 'string') return code
    if (at.cause === undefined) return at.message.replace(/https?:\S+/g, 'the address')
  }
  return 'the connection broke'
}
