import { afterEach, describe, expect, test } from 'vitest'
import { realClock } from './clock.js'
import type { TinkerClientOptions } from './contract.js'
import { connectionTo } from './fixtures/connection-to.js'
import { idleClock } from './fixtures/idle-clock.js'
import {
  type Reply,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from './fixtures/scripted-server.js'
import { Expired } from './future-state.js'
import { Limit } from './limit.js'
import { retrieveFuture } from './retrieve-future.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function setUp(replies: Script[string], options: TinkerClientOptions = {}) {
  const server: ScriptedServer = await startScriptedServer({ retrieve_future: replies })
  const way = connectionTo(server.url, options)
  open.push(server, way)
  const room = new Limit(1000)
  const own = new AbortController()
  const future = { what: 'a pass', requestId: '7', lane: 'futures', room, signal: own.signal } as const
  const result = () => retrieveFuture(way.connection, future, ({ body }) => body.toString())
  return { ...way, server, own, room, result, asked: () => server.of('retrieve_future') }
}

const DONE: Reply = { body: { done: true } }
const DONE_TEXT = '{"done":true}'
const again = (state: object = {}): Reply => ({ body: { type: 'try_again', request_id: '7', ...state } })

describe('what is no result yet', () => {
  test.each<[string, Reply]>([
    ['try_again', again({ queue_state: 'active' })],
    ['408 of SkyRL', { status: 408, body: { detail: 'Timeout waiting for result' } }],
    ['408 without a word', { status: 408 }],
    ['408 with the state of the queue', { status: 408, body: { queue_state: 'active' } }],
    ['429', { status: 429 }],
    ['402', { status: 402 }],
    ['400 without a word', { status: 400 }],
    ['500', { status: 500, body: 'Internal Server Error' }],
    ['503 of a gateway', { status: 503, body: '<html>' }],
    ['a connection that breaks', 'break'],
    ['silence', 'hang'],
  ])('%s is asked about again', async (_, reply) => {
    const { result, asked } = await setUp([reply, reply, DONE])
    expect(await result()).toBe(DONE_TEXT)
    expect(asked()).toHaveLength(3)
    expect(asked().map(({ headers }) => headers['x-tinker-request-iteration'])).toEqual(['0', '1', '2'])
    expect(asked()[0]?.json).toEqual({ request_id: '7', allow_metadata_only: true })
  })

  test('a server that answers at once is not asked in a frenzy', async () => {
    const clock = idleClock()
    const { result, asked } = await setUp([again(), again(), again(), DONE], { clock })
    await result()
    expect(clock.now()).toBe(100 + 200 + 400)
    expect(asked()).toHaveLength(4)
  })

  test('waiting for capacity is told, with the reason of the server and without its control characters', async () => {
    const why = 'all GPUs are\n busy \u001b[31mtml-secret'
    const paused = again({ queue_state: 'paused_capacity', queue_state_reason: why })
    const limited = again({ queue_state: 'paused_rate_limit' })
    const { result, notices } = await setUp([paused, limited, DONE])
    await result()
    expect(notices).toEqual([
      { kind: 'capacity', message: 'a pass waits: all GPUs are busy [31m[key]' },
      { kind: 'rate-limit', message: 'a pass waits: too many requests of this account at a time' },
    ])
  })

  test('a result that takes very long is spoken of', async () => {
    // Polls of 45 s that get no answer, while other requests do: this is how SkyRL waits.
    const { result, notices, connection, own } = await setUp((_, nth) => {
      if (nth === 17) return DONE
      const beat = { what: 'x', path: 'session_heartbeat', lane: 'heartbeat', repeatable: true } as const
      connection.attempt(beat, own.signal).catch(() => {})
      return 'hang'
    })
    expect(await result()).toBe(DONE_TEXT)
    expect(notices).toEqual([
      { kind: 'capacity', message: 'a pass has waited for 10 minutes' },
      { kind: 'capacity', message: 'a pass has waited for 12 minutes' },
    ])
  })
})

describe('what is the end', () => {
  test.each<[string, Reply, object]>([
    [
      'failed, hosted',
      { body: { error: 'loss of tml-secret\nis NaN', category: 'server' } },
      { kind: 'failed', message: 'the server failed a pass: loss of [key] is NaN', hint: undefined },
    ],
    [
      'the fault of the request',
      { body: { error: 'bad', category: 'user' } },
      { kind: 'failed', hint: expect.stringContaining('request itself') },
    ],
    [
      'failed, SkyRL',
      { status: 400, body: { detail: 'rank' } },
      { kind: 'failed', message: 'the server failed a pass: rank' },
    ],
    ['failed, SkyRL, reason unknown', { status: 500, body: { detail: 'Unknown error' } }, { kind: 'failed' }],
    ['not loaded', { status: 400, body: { detail: 'Model m not loaded' } }, { kind: 'forgotten' }],
    ['not loaded, hosted', { body: { error: 'session expired', category: 'server' } }, { kind: 'forgotten' }],
    ['unknown', { status: 404, body: { detail: 'Future not found' } }, { kind: 'forgotten' }],
    ['no key', { status: 401, body: { detail: 'tml-secret' } }, { kind: 'authentication', status: 401 }],
    ['no JSON', { body: '<html>' }, { kind: 'protocol' }],
  ])('%s', async (_, reply, error) => {
    const { result, asked } = await setUp([reply])
    await expect(result()).rejects.toMatchObject(error)
    expect(asked()).toHaveLength(1)
  })

  test('410: the result has run out', async () => {
    const { result } = await setUp([{ status: 410 }])
    await expect(result()).rejects.toBeInstanceOf(Expired)
  })

  test('what cannot be decoded is not asked for again', async () => {
    const { connection, own, room, asked } = await setUp([DONE])
    const future = { what: 'a pass', requestId: '7', lane: 'futures', room, signal: own.signal } as const
    const decode = () => {
      throw new Error('not what was promised')
    }
    await expect(retrieveFuture(connection, future, decode)).rejects.toThrow('not what was promised')
    expect(asked()).toHaveLength(1)
  })
})

describe('patience', () => {
  // SkyRL answers so for ever where a result is not a number.
  test('500 for ever ends as unreachable, and says why', async () => {
    const { result, asked, notices } = await setUp([{ status: 500, body: 'Internal Server Error' }])
    await expect(result()).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('500 for the result of a pass: Internal Server Error'),
    })
    expect(asked().length).toBeGreaterThan(5)
    expect(asked().length).toBeLessThan(30)
    expect(notices[0]?.kind).toBe('retry')
  })

  test('a server that never says a word ends as unreachable', async () => {
    const { result, asked } = await setUp(['hang'], { patienceSeconds: 120 })
    await expect(result()).rejects.toMatchObject({ kind: 'unreachable' })
    expect(asked().length).toBeGreaterThan(2)
  })

  test('a server that has gone ends as unreachable', async () => {
    const { result, server } = await setUp([DONE])
    await server.close()
    await expect(result()).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  const PAUSE: Reply = { status: 402, headers: { 'retry-after': '60' } }

  test('payment is waited for twelve times as long, and an error after it is not the last straw', async () => {
    const { result, notices } = await setUp((_, nth) =>
      nth < 30 ? PAUSE : nth < 32 ? { status: 500 } : DONE,
    )
    expect(await result()).toBe(DONE_TEXT)
    expect(notices[0]).toMatchObject({ kind: 'billing' })
  })

  test('trouble before a pause does not count against that after it', async () => {
    // 211 s, and 150 s.
    const { result } = await setUp((_, nth) =>
      nth < 12 ? { status: 503 } : nth === 12 ? PAUSE : nth < 18 ? { status: 503 } : DONE,
    )
    expect(await result()).toBe(DONE_TEXT)
  })

  test('nor does a pause before the server let us in count against the next', async () => {
    // Two of nine minutes; for twelve we have patience.
    const { result } = await setUp((_, nth) => (nth === 9 ? again() : nth < 19 ? PAUSE : DONE), {
      patienceSeconds: 60,
    })
    expect(await result()).toBe(DONE_TEXT)
  })

  test('payment that never comes ends as billing', async () => {
    const { result, asked } = await setUp([PAUSE], { patienceSeconds: 60 })
    await expect(result()).rejects.toMatchObject({ kind: 'billing', status: 402 })
    expect(asked()).toHaveLength(13)
  })

  test('trouble and pauses in turn do not go on for ever', async () => {
    const { result } = await setUp((_, nth) => ({ status: nth % 2 ? 500 : 429 }), { patienceSeconds: 31 })
    await expect(result()).rejects.toMatchObject({ kind: 'unreachable' })
  })
})

describe('large results', () => {
  const large = (size: number): Reply => ({
    body: { status: 'complete_metadata', response_payload_size: size },
  })

  test('are announced, and fetched when there is room for them', async () => {
    const { result, asked, room } = await setUp([large(600), again(), DONE])
    let leave = () => {}
    // As long as another result is read.
    const others = room.with(
      new AbortController().signal,
      () => new Promise<void>((done) => (leave = done)),
      500,
    )
    const waiting = result()
    await expect.poll(() => asked().length, { interval: 5, timeout: 10_000 }).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(asked()).toHaveLength(1)
    leave()
    await others
    expect(await waiting).toBe(DONE_TEXT)
    expect(asked().map(({ json }) => json.allow_metadata_only)).toEqual([true, false, false])
  })

  test.each([
    ['announced twice', [large(10), large(10)], 2],
    ['beyond all bounds', [large(2 ** 40)], 1],
  ])('%s is a breach of the protocol', async (_, replies, requests) => {
    const { result, asked } = await setUp(replies)
    await expect(result()).rejects.toMatchObject({ kind: 'protocol' })
    expect(asked()).toHaveLength(requests)
  })
})

test('who is called off does not wait, and asks no more', async () => {
  const { result, own, asked } = await setUp(['hang'], { clock: realClock })
  const waiting = result()
  await expect.poll(() => asked().length, { interval: 5, timeout: 10_000 }).toBe(1)
  own.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(asked()).toHaveLength(1)
})
