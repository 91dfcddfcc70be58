import { type ErrorCode, SpiceError } from '../../errors.js'

/**
 * - `unreachable`: no connection, resets or broken answers for longer than patience allows
 * - `busy`: 429 or 5xx for longer than patience allows, or a longer wait asked for than is waited
 * - `timeout`: no whole answer before the deadline
 * - `unauthorised`: the key is missing or wrong
 * - `refused`: the server refuses the request as it is (other 4xx)
 * - `no-model`: the server doesn't have the model
 * - `protocol`: an answer that is not what the API promises, or beyond bounds
 */
export type EndpointErrorKind =
  | 'unreachable'
  | 'busy'
  | 'timeout'
  | 'unauthorised'
  | 'refused'
  | 'no-model'
  | 'protocol'

const CODES: Partial<Record<EndpointErrorKind, ErrorCode>> = { unauthorised: 'config', 'no-model': 'config' }

/** What goes wrong between us and an OpenAI-compatible endpoint. Never holds a key. */
export class EndpointError extends SpiceError {
  readonly kind: EndpointErrorKind
  /** HTTP status, where there was one. */
  readonly status: number | undefined

  constructor(
    kind: EndpointErrorKind,
    message: string,
    options: { hint?: string | undefined; cause?: unknown; status?: number | undefined } = {},
  ) {
    super(CODES[kind] ?? 'engine', message, {
      ...(options.hint !== undefined && { hint: options.hint }),
      cause: options.cause,
    })
    this.name = 'EndpointError'
    this.kind = kind
    this.status = options.status
  }
}
