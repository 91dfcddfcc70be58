import { Agent } from 'undici'
import { follow, type TinkerClock } from './clock.js'
import { Limit } from './limit.js'
import { TinkerError } from './tinker-error.js'

/**
 * Connections at a time. Requests of different urgency don't wait for each other: a burst of samples must not keep a
 * heartbeat waiting. `once` opens a connection for each request, so that none meets a socket that the server is closing.
 */
const LANES = {
  control: 8,
  heartbeat: 2,
  training: 8,
  once: 8,
  samples: 32,
  futures: 64,
  completions: 256,
  downloads: 4,
} as const
export type Lane = keyof typeof LANES

const CONNECT_MS = 10_000
/** uvicorn closes after 5 s of idleness; who stops before it meets no closed socket. */
const KEEP_ALIVE_MS = 4_000
const STALL_MS = 30_000
const STALLED = `the answer stopped for ${STALL_MS / 1000} s`

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string | undefined
  readonly lane: Lane
  /** A longer answer is refused. */
  readonly maxBytes: number
  /** Until the headers of the answer. */
  readonly deadlineMs: number
  readonly signal: AbortSignal
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Lower case, '' if absent. */
  readonly contentType: string
  readonly body: Uint8Array
}

/** An answer whose body is still on its way. */
export interface HttpStream {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array>
}

/** No (complete) answer came. */
export class Lost extends Error {
  /** False: the request certainly never left. */
  readonly sent: boolean
  /** It was our deadline, not the connection. */
  readonly slow: boolean

  constructor(message: string, options: { sent: boolean; slow: boolean }) {
    super(message)
    this.name = 'Lost'
    this.sent = options.sent
    this.slow = options.slow
  }
}

/** One HTTP exchange at a time, without patience. Throws Lost, TinkerError('protocol') or the signal's reason. */
export class Transport {
  readonly #clock: TinkerClock
  readonly #lanes = new Map<Lane, { readonly agent: Agent; readonly limit: Limit }>()
  #lastAnswer = Number.NEGATIVE_INFINITY

  constructor(clock: TinkerClock) {
    this.#clock = clock
  }

  /** When the server was last heard of, on the clock. */
  get lastAnswer(): number {
    return this.#lastAnswer
  }

  exchange(request: HttpRequest): Promise<HttpAnswer> {
    const { agent, limit } = this.#lane(request.lane)
    return limit.with(request.signal, () => this.#exchange(agent, request))
  }

  /**
   * One exchange whose body is read as it comes, however long it is; the signal ends both. A body that stops for long
   * fails with Lost.
   */
  async stream(request: Omit<HttpRequest, 'body' | 'maxBytes'>): Promise<HttpStream> {
    const { controller, letGo } = follow(request.signal)
    const giveUp = (what: string) => () => controller.abort(new Lost(what, { sent: true, slow: true }))
    const callOff = deadline(
      this.#clock,
      request.deadlineMs,
      giveUp(`no answer in ${request.deadlineMs / 1000} s`),
    )
    try {
      const response = await send(this.#lane(request.lane).agent, request, controller.signal)
      const clock = this.#clock
      const body = async function* () {
        let stall = deadline(clock, STALL_MS, giveUp(STALLED))
        try {
          for await (const part of response.body as AsyncIterable<Uint8Array>) {
            stall()
            yield part
            stall = deadline(clock, STALL_MS, giveUp(STALLED))
          }
        } catch (error) {
          throw whyLost(error, request.signal)
        } finally {
          stall()
          controller.abort()
          letGo()
        }
      }
      return { status: response.statusCode, headers: plain(response.headers), body: body() }
    } catch (error) {
      letGo()
      throw whyLost(error, request.signal)
    } finally {
      callOff()
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map(({ agent }) => agent.destroy()))
  }

  async #exchange(agent: Agent, request: HttpRequest): Promise<HttpAnswer> {
    const { controller, letGo } = follow(request.signal)
    const giveUp = (what: string) => () => controller.abort(new Lost(what, { sent: true, slow: true }))
    let callOff = deadline(
      this.#clock,
      request.deadlineMs,
      giveUp(`no answer in ${request.deadlineMs / 1000} s`),
    )
    try {
      const response = await send(agent, request, controller.signal)
      const headers = plain(response.headers)
      if (Number(headers['content-length'] ?? 0) > request.maxBytes) throw tooLarge(request.maxBytes)
      const parts: Uint8Array[] = []
      let bytes = 0
      for await (const part of response.body as AsyncIterable<Uint8Array>) {
        callOff()
        callOff = deadline(this.#clock, STALL_MS, giveUp(STALLED))
        bytes += part.length
        if (bytes > request.maxBytes) throw tooLarge(request.maxBytes)
        parts.push(part)
      }
      // A gateway says 502 of a server that is not there.
      if (response.statusCode < 500) this.#lastAnswer = this.#clock.now()
      const contentType = (headers['content-type'] ?? '').toLowerCase()
      return { status: response.statusCode, headers, contentType, body: Buffer.concat(parts) }
    } catch (error) {
      // Whatever is still to come of the answer is not wanted.
      controller.abort()
      throw whyLost(error, request.signal)
    } finally {
      callOff()
      letGo()
    }
  }

  #lane(name: Lane) {
    let lane = this.#lanes.get(name)
    if (!lane) {
      const connections = LANES[name]
      const agent = new Agent({
        connections,
        pipelining: name === 'once' ? 0 : 1,
        keepAliveTimeout: KEEP_ALIVE_MS,
        keepAliveMaxTimeout: KEEP_ALIVE_MS,
        connect: { timeout: CONNECT_MS },
        // Deadlines are those of each request, above.
        headersTimeout: 0,
        bodyTimeout: 0,
      })
      lane = { agent, limit: new Limit(connections) }
      this.#lanes.set(name, lane)
    }
    return lane
  }
}

function send(agent: Agent, request: Omit<HttpRequest, 'maxBytes'>, signal: AbortSignal) {
  const url = new URL(request.url)
  return agent.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: request.method,
    headers: { 'user-agent': 'spice-self-play', 'accept-encoding': 'identity', ...request.headers },
    body: request.body ?? null,
    signal,
  })
}

/**
 * Calls when so much time is over, unless called off before. A process that was busy for longer looks at what has come in
 * meanwhile first: the answer may be there.
 */
function deadline(clock: TinkerClock, milliseconds: number, then: () => void): () => void {
  let look: NodeJS.Immediate | undefined
  const callOff = clock.after(milliseconds, () => {
    look = setImmediate(then)
  })
  return () => {
    callOff()
    clearImmediate(look)
  }
}

function whyLost(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  return error instanceof Lost || error instanceof TinkerError ? error : lost(error)
}

const NO_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
const NO_TRUST = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/

/** What the network said, in a code: its messages may hold addresses. */
function lost(error: unknown): Lost | TinkerError {
  const { code, syscall, socket } = (error ?? {}) as {
    code?: unknown
    syscall?: unknown
    socket?: { bytesWritten?: number } | null
  }
  const word = typeof code === 'string' ? code : 'the connection broke'
  if (NO_TRUST.test(word))
    return new TinkerError('unreachable', `the server's certificate is not trusted: ${word}`, {
      hint: 'for an authority of your own set NODE_EXTRA_CA_CERTS',
    })
  // Several addresses, and none to connect to.
  const none = error instanceof AggregateError
  const left = !(none || NO_CONNECTION.has(word) || syscall === 'connect' || socket?.bytesWritten === 0)
  return new Lost(word, { sent: left, slow: false })
}

function tooLarge(maxBytes: number): TinkerError {
  return new TinkerError('protocol', `an answer of the server is larger than ${maxBytes} bytes`)
}

function plain(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) out[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  return out
}
