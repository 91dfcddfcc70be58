import { setTimeout as sleep } from 'node:timers/promises'
import { EndpointError } from './endpoint-error.js'

export interface Patience {
  /** Tries of one request. */
  readonly tries: number
  /** The first pause; each is twice the one before. */
  readonly firstSeconds: number
  readonly longestSeconds: number
  /** A server that asks for a longer pause is not waited for. */
  readonly longestAsked: number
  /** What one try may take, answer included. */
  readonly deadlineSeconds: number
}

export const PATIENCE: Patience = {
  tries: 6,
  firstSeconds: 1,
  longestSeconds: 30,
  longestAsked: 300,
  deadlineSeconds: 900,
}

/** A failure that may pass: the same request is made again. Nothing is lost by that but what the server has computed. */
export class Passing extends Error {
  constructor(
    readonly failure: EndpointError,
    /** What the server asks to wait, seconds. */
    readonly waitSeconds = 0,
  ) {
    super(failure.message, { cause: failure })
    this.name = 'Passing'
  }
}

/** Makes the request until it succeeds or fails for good. Throws EndpointError, or the signal's reason. */
export async function withPatience<T>(
  request: () => Promise<T>,
  patience: Patience,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let failed = 1; ; failed++) {
    signal?.throwIfAborted()
    try {
      return await request()
    } catch (error) {
      if (!(error instanceof Passing)) throw error
      const { failure, waitSeconds } = error
      if (waitSeconds > patience.longestAsked)
        throw after(failure, `it asks for a pause of ${Math.ceil(waitSeconds)} s`)
      if (failed >= patience.tries) throw after(failure, `${failed} ${failed === 1 ? 'try' : 'tries'}`)
      const own = Math.min(patience.firstSeconds * 2 ** (failed - 1), patience.longestSeconds)
      await pause(Math.max(own, waitSeconds), signal)
    }
  }
}

async function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(seconds * 1000, undefined, signal ? { signal } : {})
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}

function after(failure: EndpointError, what: string): EndpointError {
  const { kind, message, hint, status, cause } = failure
  return new EndpointError(kind, `${message} (given up: ${what})`, { hint, status, cause })
}

/** Seconds that a Retry-After header asks for: a number or a date. */
export function askedSeconds(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string') return undefined
  const text = header.trim()
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Number(text)
  const date = Date.parse(text)
  return Number.isFinite(date) ? Math.max(0, (date - now) / 1000) : undefined
}
