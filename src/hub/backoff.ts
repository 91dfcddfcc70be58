import { Passing, retryAfterSeconds } from '../patience/index.js'

/** A failure on the way to the hub or its store that may pass. */
export class HubPassing extends Passing {
  /** How people are told of it once there is no hope. */
  readonly kind: 'network' | 'busy' | 'stalled'

  constructor(
    kind: HubPassing['kind'],
    message: string,
    options: { waitSeconds?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options)
    this.kind = kind
  }
}

/** Seconds that a server asks for: Retry-After, else the hub's `ratelimit: "api";r=0;t=55`. */
export function askedSeconds(headers: Headers, now: number): number | undefined {
  const after = retryAfterSeconds(headers.get('retry-after'), now)
  if (after !== undefined) return after
  const limit = /(?:^|;)\s*t=(\d{1,9})(?:;|$)/.exec(headers.get('ratelimit') ?? '')
  return limit ? Number(limit[1]) : undefined
}
