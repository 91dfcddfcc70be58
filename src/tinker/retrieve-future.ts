import { sleep } from './clock.js'
import type { Call, Connection } from './connection.js'
import { stateOf } from './future-state.js'
import type { Limit } from './limit.js'
import { TinkerError } from './tinker-error.js'
import { type HttpAnswer, Lost } from './transport.js'
import { judge } from './verdict.js'
import { PROTOBUF_TYPE } from './wire/index.js'

/** As long as one question for a result waits; servers that hold it longer are asked again. */
const POLL_MS = 45_000
/** Without any sign of life, heartbeats included, at least so long. */
const LEAST_PATIENCE_MS = 30_000
const LARGEST_RESULT = 512 * 2 ** 20

export interface Future {
  /** For people. */
  readonly what: string
  readonly requestId: string
  readonly lane: 'futures' | 'completions'
  /** Room for large results. */
  readonly room: Limit
  readonly signal: AbortSignal
}

/**
 * Waits for the result of a request that the server has taken, for as long as it takes while the server lives.
 * Throws TinkerError (`failed`, `forgotten`, `unreachable`, `protocol`, …), Expired, or the signal's reason.
 */
export async function retrieveFuture<T>(
  connection: Connection,
  future: Future,
  decode: (answer: HttpAnswer) => T,
): Promise<T> {
  const first = await poll(connection, future, true)
  if (!('size' in first)) return connection.decode(() => decode(first))
  const { size } = first
  if (size > LARGEST_RESULT)
    throw new TinkerError(
      'protocol',
      `the result of ${future.what} has ${size} bytes, more than ${LARGEST_RESULT}`,
    )
  return future.room.with(
    future.signal,
    async () => {
      const answer = await poll(connection, future, false)
      if ('size' in answer)
        throw new TinkerError('protocol', `the server tells the size of ${future.what} and never the result`)
      return connection.decode(() => decode(answer))
    },
    size,
  )
}

/** Asks until there is a result, or word of a large one. */
async function poll(
  connection: Connection,
  future: Future,
  metadata: boolean,
): Promise<HttpAnswer | { readonly size: number }> {
  const { settings, notify, credential, transport } = connection
  const { clock } = settings
  const { what, signal } = future
  const begun = clock.now()
  let setbacks = 0
  let failingSince: number | undefined
  let quick = 0
  for (let iteration = 0; ; iteration++) {
    signal.throwIfAborted()
    const call: Call = {
      what: `the result of ${what}`,
      path: 'retrieve_future',
      body: { request_id: future.requestId, allow_metadata_only: metadata },
      headers: {
        accept: `${PROTOBUF_TYPE}, application/json`,
        'x-tinker-request-iteration': String(iteration),
      },
      lane: future.lane,
      repeatable: true,
      maxBytes: LARGEST_RESULT,
      deadlineMs: POLL_MS,
      signal,
    }
    const sent = clock.now()
    let reason: string
    let wait: number
    let limit = Math.max(settings.patienceMs, LEAST_PATIENCE_MS)
    try {
      const answer = await connection.attempt(call, signal)
      const state = stateOf(connection, what, answer)
      if (state.is === 'result') return state.answer
      if (state.is === 'large') return { size: state.size }
      if (state.is === 'waiting') {
        setbacks = 0
        failingSince = undefined
        if (state.notice) notify(state.notice.kind, `${what} waits: ${credential.redact(state.notice.text)}`)
        // A server that does not hold the question must not be asked in a frenzy.
        quick = clock.now() - sent < 250 ? quick + 1 : 0
        if (quick > 0) await sleep(clock, Math.min(50 * 2 ** Math.min(quick, 10), 1000), signal)
        continue
      }
      const verdict = judge(answer, { what: call.what, forgets: true, redact: credential.redact })
      if (verdict.is === 'bad') throw verdict.error
      if (verdict.is === 'good') return answer
      reason = verdict.reason
      const own = verdict.pause === 'billing' ? 5_000 : Math.min(500 * 2 ** Math.min(setbacks, 10), 30_000)
      wait = Math.max(own, verdict.waitMs ?? 0)
      if (verdict.pause) limit = settings.patienceMs * 12
      notify(verdict.pause ?? 'retry', `${reason}; trying again`)
      failingSince ??= sent
    } catch (error) {
      if (!(error instanceof Lost)) throw error
      reason = error.message
      // Silence is how some servers wait: only if nothing at all is heard of them is it a bad sign.
      if (error.slow) {
        failingSince = undefined
        if (clock.now() - Math.max(begun, transport.lastAnswer) <= limit) continue
        failingSince = Math.max(begun, transport.lastAnswer)
      }
      failingSince ??= sent
      wait =
        setbacks === 0 && !error.slow && error.sent ? 0 : Math.min(500 * 2 ** Math.min(setbacks, 10), 30_000)
      if (wait > 0) notify('retry', `${call.what}: ${reason}; trying again`)
    }
    setbacks++
    if (clock.now() + wait - failingSince > limit)
      throw new TinkerError(
        'unreachable',
        `the result of ${what} is out of reach for ${Math.round(limit / 1000)} s (${reason})`,
        { hint: `is ${new URL(settings.baseUrl).host} up and well?` },
      )
    await sleep(clock, wait, signal)
  }
}
