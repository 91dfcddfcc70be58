import { randomUUID } from 'node:crypto'
import { follow, sleep } from './clock.js'
import type { Credential } from './credential.js'
import type { Notify } from './notices.js'
import type { Settings } from './settings.js'
import { TinkerError } from './tinker-error.js'
import { type HttpAnswer, type Lane, Lost, type Transport } from './transport.js'
import { judge, type Pause, waiting } from './verdict.js'
import { type Answer, type AnswerName, readAnswer, type WireBody } from './wire/index.js'

const DEADLINE_MS = 60_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
const BILLING_WAIT_MS = 5_000
/** Pauses that the server asks for may last so many times longer than its silence. */
export const PAUSE_FACTOR = 12
const SMALL_ANSWER = 64 * 2 ** 20

/** One request of the API, without the patience it needs. */
export interface Call {
  /** For people: `optim_step`. */
  readonly what: string
  readonly method?: 'GET' | 'POST' | 'DELETE' | undefined
  /** Below `/api/v1/`, or from the base URL where it begins with a slash. */
  readonly path: string
  readonly body?: WireBody | object | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly lane: Lane
  /** False: it must not be done twice and the server would not notice. */
  readonly repeatable: boolean
  /** See Judged. */
  readonly forgets?: boolean | undefined
  readonly maxBytes?: number | undefined
  readonly deadlineMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Answers that the caller judges itself. */
  readonly passes?: ((answer: HttpAnswer) => boolean) | undefined
  /** Sends the key itself, where otherwise a token made from it would go. */
  readonly withKey?: boolean | undefined
}

export interface Called extends HttpAnswer {
  /** An earlier try may have been taken too. */
  readonly doubtful: boolean
}

/** The way to one server: who we are, how patient, and whom we tell. */
export class Connection {
  readonly settings: Settings
  readonly transport: Transport
  readonly credential: Credential
  readonly notify: Notify
  /** Aborted when the client is closed or its own signal is. */
  readonly lifetime: AbortSignal

  constructor(
    settings: Settings,
    transport: Transport,
    credential: Credential,
    notify: Notify,
    lifetime: AbortSignal,
  ) {
    this.settings = settings
    this.transport = transport
    this.credential = credential
    this.notify = notify
    this.lifetime = lifetime
  }

  /** One exchange without patience; a token that ran out is renewed once. Throws Lost, or what Transport throws. */
  async attempt(call: Call, signal: AbortSignal, headers: Readonly<Record<string, string>> = {}) {
    for (let renewed = false; ; renewed = true) {
      const shown = call.withKey ? this.credential.keyHeaders() : await this.credential.headers()
      const answer = await this.transport.exchange({
        method: call.method ?? 'POST',
        url: this.settings.baseUrl + (call.path.startsWith('/') ? call.path : `/api/v1/${call.path}`),
        headers: {
          accept: 'application/json',
          ...headers,
          ...call.headers,
          ...(call.body && {
            'content-type': isWire(call.body) ? call.body.contentType : 'application/json',
          }),
          ...shown,
        },
        body: isWire(call.body) ? call.body.body : call.body && JSON.stringify(call.body),
        lane: call.repeatable ? call.lane : 'once',
        maxBytes: call.maxBytes ?? SMALL_ANSWER,
        deadlineMs: this.#deadlineOf(call),
        signal,
      })
      if (answer.status !== 401 || renewed || !this.credential.forget(shown)) return answer
    }
  }

  /**
   * Sends the request, again and again where that may help and does no harm, until it is answered with 2xx (or as
   * `passes` wants it). Throws TinkerError of the kinds unreachable, uncertain, forgotten, rejected, failed, authentication,
   * billing or protocol; the reason of a signal when aborted.
   */
  async call(call: Call): Promise<Called> {
    const { clock } = this.settings
    const { controller, letGo } = follow(this.lifetime, call.signal)
    const { signal } = controller
    // The same for each try: what a server or proxy may know a repeat by.
    const headers = call.method === 'GET' ? {} : { 'x-idempotency-key': `spice-retry-${randomUUID()}` }
    const began = clock.now()
    let failingSince: number | undefined
    let doubtful = false
    try {
      for (let tries = 1; ; tries++) {
        signal.throwIfAborted()
        const sent = clock.now()
        const setback = await this.#setback(call, headers, signal)
        if (!('reason' in setback)) return { ...setback, doubtful }
        const { reason, taken, pause, waitMs } = setback
        if (taken && !call.repeatable) throw uncertain(call.what, reason)
        doubtful ||= taken
        const now = clock.now()
        // It may have waited for a connection before it went out.
        failingSince = pause ? undefined : (failingSince ?? Math.max(sent, now - this.#deadlineOf(call)))
        const patience = this.settings.patienceMs * (pause ? PAUSE_FACTOR : 1)
        // A socket that was closed while idle costs nothing: the first repeat is at once.
        const own = setback.broken && tries === 1 ? 0 : FIRST_WAIT_MS * 2 ** Math.min(tries - 1, 10)
        const wait = Math.max(
          pause === 'billing' ? BILLING_WAIT_MS : Math.min(own, LONGEST_WAIT_MS),
          waitMs ?? 0,
        )
        if (now + wait - (failingSince ?? began) > patience)
          throw this.gaveUp(call.what, reason, pause, patience)
        if (wait > 0) this.notify(pause ?? 'retry', waiting(reason, pause))
        await sleep(clock, wait, signal)
      }
    } finally {
      letGo()
    }
  }

  /** Reads an answer, see {@link readAnswer}. */
  read<Name extends AnswerName>(which: Name, answer: HttpAnswer): Answer<Name> {
    return this.decode(() => readAnswer(which, answer.body))
  }

  /** Decodes; complaints quote the answer, and the answer may quote the key. */
  decode<T>(decode: () => T): T {
    try {
      return decode()
    } catch (error) {
      if (!(error instanceof TinkerError)) throw error
      const { kind, hint, status } = error
      throw new TinkerError(kind, this.credential.redact(error.message), { hint, status })
    }
  }

  /** The error of one whose patience of so many milliseconds is over. */
  gaveUp(what: string, reason: string, pause: Pause | undefined, patience: number): TinkerError {
    const seconds = Math.round(patience / 1000)
    if (pause === 'billing')
      return new TinkerError('billing', `${what} waits for payment for more than ${seconds} s (${reason})`, {
        hint: "see the billing page of the service's console, then go on",
        status: 402,
      })
    return new TinkerError(
      'unreachable',
      `${what} is not ${pause ? 'let in' : 'answered'} for ${seconds} s (${reason})`,
      { hint: `is ${new URL(this.settings.baseUrl).host} up and well?` },
    )
  }

  /** Who can't ask a second time waits for the answer as long as patience lasts. */
  #deadlineOf({ deadlineMs, repeatable }: Call): number {
    const { patienceMs } = this.settings
    return Math.min(deadlineMs ?? (repeatable ? DEADLINE_MS : patienceMs), patienceMs)
  }

  async #setback(call: Call, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
    try {
      const answer = await this.attempt(call, signal, headers)
      if (call.passes?.(answer)) return answer
      const { what, forgets = false } = call
      const verdict = judge(answer, { what, forgets, redact: this.credential.redact })
      if (verdict.is === 'good') return answer
      if (verdict.is === 'bad') throw verdict.error
      return { ...verdict, broken: false }
    } catch (error) {
      if (!(error instanceof Lost)) throw error
      const reason = `${call.what}: ${error.message}`
      return {
        reason,
        taken: error.sent,
        pause: undefined,
        waitMs: undefined,
        broken: error.sent && !error.slow,
      }
    }
  }
}

function isWire(body: object | undefined): body is WireBody {
  return body !== undefined && 'contentType' in body && 'body' in body
}

function uncertain(what: string, reason: string): TinkerError {
  return new TinkerError('uncertain', `whether the server took ${what} is unknown (${reason})`, {
    hint: 'it does not recognise repeats, so the request was not sent again: go on from a checkpoint',
  })
}
