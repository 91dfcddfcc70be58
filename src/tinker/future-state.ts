import { plainLine, textOf } from './answer-text.js'
import type { Connection } from './connection.js'
import { TinkerError } from './tinker-error.js'
import type { HttpAnswer } from './transport.js'
import { isForgetful } from './verdict.js'
import { isAnswer, isProtobuf, readJson } from './wire/index.js'

/** Longer JSON is a result: whatever else there is to say is short. */
const SHORT = 64 * 1024

/** The server has lost the result of a request it had taken. */
export class Expired extends Error {}

export type FutureState =
  | { readonly is: 'result'; readonly answer: HttpAnswer }
  | { readonly is: 'large'; readonly size: number }
  | {
      readonly is: 'waiting'
      readonly notice: { readonly kind: 'capacity' | 'rate-limit'; readonly text: string } | undefined
    }
  | { readonly is: 'trouble' }

/** What an answer to retrieve_future means. Throws TinkerError when the request has failed for good, or Expired. */
export function stateOf(connection: Connection, what: string, answer: HttpAnswer): FutureState {
  const { status, body, contentType } = answer
  const { redact } = connection.credential
  if (status >= 200 && status < 300) {
    if (isProtobuf(contentType)) return { is: 'result', answer }
    if (body.length > SHORT && !/^\s*\{\s*"error"/.test(startOf(body))) return { is: 'result', answer }
    const value = connection.decode(() => readJson(`the result of ${what}`, body))
    const waiting = isAnswer('tryAgain', value)
    if (waiting) return { is: 'waiting', notice: noticeOf(waiting) }
    const large = isAnswer('completeMetadata', value)
    if (large) return { is: 'large', size: large.response_payload_size }
    const failed = isAnswer('failed', value)
    if (failed) throw failure(what, plainLine(redact(failed.error)), failed.category)
    return { is: 'result', answer }
  }
  if (status === 408) {
    const value = body.length === 0 || body.length > SHORT ? {} : parsed(body)
    const waiting = isAnswer('timeout', value)
    return { is: 'waiting', notice: waiting && noticeOf(waiting) }
  }
  if (status === 410) throw new Expired(`the result of ${what} has run out`)
  const said = textOf(body, redact)
  // SkyRL reports failed requests so, and 500 for those whose reason it does not know.
  if ((status === 400 && body.length > 0) || (status === 500 && said === 'Unknown error'))
    throw failure(what, said, undefined)
  return { is: 'trouble' }
}

function failure(what: string, said: string, category: string | undefined): TinkerError {
  if (isForgetful(said))
    return new TinkerError('forgotten', `${what}: ${said}`, {
      hint: 'the server restarted, or the session ran out',
    })
  return new TinkerError('failed', `the server failed ${what}${said && `: ${said}`}`, {
    hint: category === 'user' ? 'it holds the request itself to be wrong' : undefined,
  })
}

function noticeOf(state: { queue_state?: string | undefined; queue_state_reason?: string | undefined }) {
  const { queue_state: queue, queue_state_reason: why } = state
  if (queue === 'paused_capacity')
    return { kind: 'capacity', text: why ?? 'the server is short of capacity' } as const
  if (queue === 'paused_rate_limit')
    return { kind: 'rate-limit', text: why ?? 'too many requests of this account at a time' } as const
  return undefined
}

function startOf(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, 64)).toString('utf8')
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return {}
  }
}
