import { setTimeout as sleep } from 'node:timers/promises'

export interface Patience {
  /** Failures in a row. */
  readonly tries: number
  /** The first pause; each is twice the one before. */
  readonly firstSeconds: number
  readonly longestSeconds: number
  /** A server that asks for a longer pause is not waited for. */
  readonly longestAsked: number
}

export const PATIENCE: Patience = { tries: 6, firstSeconds: 1, longestSeconds: 30, longestAsked: 300 }

/** A failure that may pass: the same request is made again. Each client has its own, with what it will say in the end. */
export class Passing extends Error {
  /** What the server asks to wait, seconds. */
  readonly waitSeconds: number

  constructor(message: string, options: { waitSeconds?: number | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Passing'
    this.waitSeconds = options.waitSeconds ?? 0
  }
}

/** Waits as long as the number of failures and the server ask. Throws the failure when it is not worth another try. */
export async function pauseAfter(
  failure: Passing,
  failed: number,
  patience: Patience,
  options: {
    readonly signal?: AbortSignal | undefined
    /** Told before each pause. */
    readonly onPause?: ((failure: Passing, seconds: number) => void) | undefined
  } = {},
): Promise<void> {
  const { signal, onPause } = options
  if (failed >= patience.tries || failure.waitSeconds > patience.longestAsked) throw failure
  const own = Math.min(patience.firstSeconds * 2 ** (failed - 1), patience.longestSeconds)
  const seconds = Math.max(own, failure.waitSeconds)
  onPause?.(failure, seconds)
  try {
    await sleep(seconds * 1000, undefined, signal ? { signal } : {})
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}

/**
 * Makes the request until it succeeds, fails for good, or has failed too often (then with the last `Passing`). Throws the
 * signal's reason when aborted.
 */
export async function withPatience<T>(
  request: () => Promise<T>,
  patience: Patience,
  options: Parameters<typeof pauseAfter>[3] = {},
): Promise<T> {
  for (let failed = 1; ; failed++) {
    options.signal?.throwIfAborted()
    try {
      return await request()
    } catch (error) {
      if (!(error instanceof Passing)) throw error
      await pauseAfter(error, failed, patience, options)
    }
  }
}
