import { setTimeout as sleep } from 'node:timers/promises'

/** A failure that may pass: the same request is made again. */
export class Passing extends Error {
  /** What the server asked us to wait, seconds. */
  readonly waitSeconds: number | undefined
  /** How people are told of it once there is no hope. */
  readonly kind: 'network' | 'busy' | 'stalled'

  constructor(
    kind: Passing['kind'],
    message: string,
    options: { waitSeconds?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Passing'
    this.kind = kind
    this.waitSeconds = options.waitSeconds
  }
}

export interface Patience {
  /** Tries in a row without a byte gained. */
  readonly tries: number
  /** The first pause; each is twice the one before. */
  readonly firstSeconds: number
  readonly longestSeconds: number
  /** A server that asks for more than this is not waited for. */
  readonly longestAsked: number
}

export const PATIENCE: Patience = { tries: 6, firstSeconds: 1, longestSeconds: 30, longestAsked: 300 }

/** Waits as long as the try and the server ask. Throws the failure when it is not worth another try. */
export async function pauseAfter(
  failure: Passing,
  failed: number,
  patience: Patience,
  signal: AbortSignal | undefined,
): Promise<void> {
  const own = Math.min(patience.firstSeconds * 2 ** (failed - 1), patience.longestSeconds)
  const seconds = Math.max(own, failure.waitSeconds ?? 0)
  if (failed >= patience.tries || (failure.waitSeconds ?? 0) > patience.longestAsked) throw failure
  try {
    await sleep(seconds * 1000, undefined, signal ? { signal } : {})
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}

/** Makes the request until it succeeds, fails for good, or has failed too often. */
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
      await pauseAfter(error, failed, patience, signal)
    }
  }
}

/** Seconds that a server asks for: Retry-After as a number or a date, else the hub's `ratelimit: "api";r=0;t=55`. */
export function askedSeconds(headers: Headers, now: number): number | undefined {
  const after = headers.get('retry-after')?.trim()
  if (after) {
    if (/^\d{1,9}$/.test(after)) return Number(after)
    const date = Date.parse(after)
    if (Number.isFinite(date)) return Math.max(0, (date - now) / 1000)
  }
  const limit = /(?:^|;)\s*t=(\d{1,9})(?:;|$)/.exec(headers.get('ratelimit') ?? '')
  return limit ? Number(limit[1]) : undefined
}
