import { type ErrorCode, SpiceError } from '../errors.js'

/**
 * - `unreachable`: no answer for longer than patience allows; nothing is known to have been lost
 * - `uncertain`: a request that must not be applied twice may or may not have reached a server that does not recognise repeats
 * - `forgotten`: the server no longer knows the session, model or sampler (it restarted, or the session expired)
 * - `rejected`: the server refuses the request as it is (4xx); sending it again won't help
 * - `failed`: the server took the request and then failed it
 * - `authentication`: the key is missing, wrong or expired
 * - `billing`: paused for payment for longer than patience allows
 * - `protocol`: an answer that is not what the API promises, or beyond bounds
 * - `closed`: used after `close`
 */
export type TinkerErrorKind =
  | 'unreachable'
  | 'uncertain'
  | 'forgotten'
  | 'rejected'
  | 'failed'
  | 'authentication'
  | 'billing'
  | 'protocol'
  | 'closed'

const CODES: Partial<Record<TinkerErrorKind, ErrorCode>> = { authentication: 'config' }

/** What goes wrong between us and a Tinker server. Never holds a key. */
export class TinkerError extends SpiceError {
  readonly kind: TinkerErrorKind
  /** HTTP status, where there was one. */
  readonly status: number | undefined

  constructor(
    kind: TinkerErrorKind,
    message: string,
    options: { hint?: string | undefined; cause?: unknown; status?: number | undefined } = {},
  ) {
    super(CODES[kind] ?? 'engine', message, {
      ...(options.hint !== undefined && { hint: options.hint }),
      cause: options.cause,
    })
    this.name = 'TinkerError'
    this.kind = kind
    this.status = options.status
  }
}
