import { textOf } from './answer-text.js'
import { TinkerError } from './tinker-error.js'
import type { HttpAnswer } from './transport.js'

/** The server lets nobody in for now. */
export type Pause = 'rate-limit' | 'billing'

/** What people are told while a request waits for its next try. */
export function waiting(reason: string, pause: Pause | undefined): string {
  return pause === 'billing'
    ? `paused for payment, see the billing page of the service's console: ${reason}`
    : `${reason}; trying again`
}

/** What is to be done about an answer. */
export type Verdict =
  | { readonly is: 'good' }
  | { readonly is: 'bad'; readonly error: TinkerError }
  | {
      readonly is: 'again'
      readonly reason: string
      /** What the server asks to wait. */
      readonly waitMs: number | undefined
      /** False: the server certainly didn't take the request. */
      readonly taken: boolean
      readonly pause: Pause | undefined
    }

export interface Judged {
  /** For people: `optim_step`. */
  readonly what: string
  /** The request names something that the server keeps for us alone (session, model, sampler), so 404 is a loss of memory. */
  readonly forgets: boolean
  readonly redact: (text: string) => string
}

/** As the official client: who asks for longer is asked again before. */
const MAX_ASKED_MS = 60_000
const FORGETFUL = /not loaded|(session|model|sampler)\b.*not found|no such (session|model|sampler)|expired/i
/** FastAPI's words for a path that isn't there. */
const NO_SUCH_PATH = /^(not found)?$/i

/** The server's words for a model, session or sampler it no longer has. */
export function isForgetful(text: string): boolean {
  return FORGETFUL.test(text) && !/checkpoint/i.test(text)
}

/** Reads status and headers of an answer as the official client does, but more careful about what may have been taken. */
export function judge(answer: HttpAnswer, { what, forgets, redact }: Judged): Verdict {
  const { status, headers } = answer
  if (status >= 200 && status < 300) return { is: 'good' }
  const said = textOf(answer.body, redact)
  const reason = `${status} for ${what}${said && `: ${said}`}`
  const bad = (kind: TinkerError['kind'], hint?: string): Verdict => ({
    is: 'bad',
    error: new TinkerError(kind, reason, { status, hint }),
  })
  const again = (taken: boolean, pause?: Pause): Verdict => ({
    is: 'again',
    reason,
    waitMs: askedMs(headers),
    taken,
    pause,
  })
  if (status === 401)
    return bad(
      'authentication',
      'the key is missing, wrong or has run out: check TINKER_API_KEY, which goes over http to this machine only',
    )
  if (status === 403) return bad('authentication', 'this key may not do that')
  if (status === 402) return again(false, 'billing')
  if (status === 429) return again(false, 'rate-limit')
  if (headers['x-should-retry'] === 'false') return bad(status >= 500 ? 'failed' : 'rejected')
  if (status === 404)
    return forgets && !NO_SUCH_PATH.test(said) && !/^checkpoint/i.test(said)
      ? bad('forgotten', 'the server restarted, or the session ran out')
      : bad('rejected', NO_SUCH_PATH.test(said) ? 'is the base URL that of a Tinker server?' : undefined)
  // A request that the server did not finish reading, or a gateway that waited in vain.
  if (status === 408) return again(true)
  if (status === 409 && !/reused|exists/i.test(said)) return again(false)
  // A checkpoint that is still being written.
  if (status === 425) return again(false)
  // Nobody who has read the request answers so: something between here and there.
  if (status === 400 && answer.body.length === 0) return again(false)
  if (status >= 500 && status !== 501) return /creation failed/i.test(said) ? bad('failed') : again(true)
  if (status >= 300 && status < 400) return bad('protocol', 'is the base URL that of a Tinker server?')
  return bad('rejected')
}

/** `retry-after-ms`, or `retry-after` in seconds; dates are left aside. */
export function askedMs(headers: Readonly<Record<string, string>>): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'] ?? Number.NaN)
  const asked = Number.isFinite(milliseconds)
    ? milliseconds
    : Number(headers['retry-after'] ?? Number.NaN) * 1000
  return Number.isFinite(asked) && asked >= 0 ? Math.min(asked, MAX_ASKED_MS) : undefined
}
