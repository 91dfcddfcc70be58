import { sleep } from './clock.js'
import { type Call, type Connection, PAUSE_FACTOR } from './connection.js'
import { type FutureState, stateOf } from './future-state.js'
import type { Limit } from './limit.js'
import { TinkerError } from './tinker-error.js'
import { type HttpAnswer, Lost } from './transport.js'
import { judge, type Pause, waiting } from './verdict.js'
import { PROTOBUF_TYPE } from './wire/index.js'

/** As long as one question for a result waits; servers that hold it longer are asked again. */
const POLL_MS = 45_000
/** Without any sign of life, heartbeats included, at least so long. */
const LEAST_PATIENCE_MS = 30_000
/** From then on the user is told that a result takes long. */
const LONG_MS = 600_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
const BILLING_WAIT_MS = 5_000
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
  const silence = Math.max(settings.patienceMs, LEAST_PATIENCE_MS)
  let setbacks = 0
  let failingSince: number | undefined
  let pausedSince: number | undefined
  let quick = 0

  function waits(notice: Extract<FutureState, { is: 'waiting' }>['notice']): void {
    setbacks = 0
    failingSince = pausedSince = undefined
    const minutes = Math.floor((clock.now() - begun) / 60_000)
    if (notice) notify(notice.kind, `${what} waits: ${notice.text}`)
    else if (minutes * 60_000 >= LONG_MS) notify('capacity', `${what} has waited for ${minutes} minutes`)
  }

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
    let pause: Pause | undefined
    let wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(setbacks, 10), LONGEST_WAIT_MS)
    try {
      const answer = await connection.attempt(call, signal)
      const state = stateOf(connection, what, answer)
      if (state.is === 'result') return state.answer
      if (state.is === 'large') return { size: state.size }
      if (state.is === 'waiting') {
        waits(state.notice)
        // A server that does not hold the question must not be asked in a frenzy.
        quick = clock.now() - sent < 250 ? quick + 1 : 0
        if (quick > 0) await sleep(clock, Math.min(50 * 2 ** Math.min(quick, 10), 1000), signal)
        continue
      }
      const verdict = judge(answer, { what: call.what, forgets: true, redact: credential.redact })
      if (verdict.is === 'bad') throw verdict.error
      if (verdict.is === 'good') return answer
      reason = verdict.reason
      pause = verdict.pause
      wait = Math.max(pause === 'billing' ? BILLING_WAIT_MS : wait, verdict.waitMs ?? 0)
    } catch (error) {
      if (!(error instanceof Lost)) throw error
      reason = `${call.what}: ${error.message}`
      const heard = Math.max(begun, transport.lastAnswer)
      // Silence is how some servers wait: only if nothing at all is heard of them is it a bad sign.
      if (error.slow && clock.now() - heard <= silence) {
        waits(undefined)
        continue
      }
      if (error.slow) failingSince ??= heard
      else if (setbacks === 0 && error.sent) wait = 0
    }
    setbacks++
    const now = clock.now()
    // It may have waited for a connection before it went out.
    if (!pause) failingSince ??= Math.max(sent, now - POLL_MS)
    else failingSince = undefined
    pausedSince ??= pause && sent
    const since = failingSince ?? pausedSince ?? sent
    const limit = pause ? PAUSE_FACTOR * settings.patienceMs : silence
    if (now + wait - since > limit) throw connection.gaveUp(call.what, reason, pause, limit)
    if (wait > 0) notify(pause ?? 'retry', waiting(reason, pause))
    await sleep(clock, wait, signal)
  }
}
