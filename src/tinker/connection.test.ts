import { afterEach, describe, expect, test } from 'vitest'
import { realClock } from './clock.js'
import type { Call } from './connection.js'
import type { TinkerClientOptions } from './contract.js'
import { connectionTo } from './fixtures/connection-to.js'
import { idleClock } from './fixtures/idle-clock.js'
import { type Reply, type Script, startScriptedServer } from './fixtures/scripted-server.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function setUp(replies: Script[string], options: TinkerClientOptions = {}) {
  const server = await startScriptedServer({ optim_step: replies })
  const way = connectionTo(server.url, options)
  open.push(server, way)
  const call = (more: Partial<Call> = {}) =>
    way.connection.call({
      what: 'optim_step',
      path: 'optim_step',
      body: { seq_id: 1 },
      lane: 'training',
      repeatable: true,
      ...more,
    })
  return { ...way, server, call, asked: () => server.of('optim_step') }
}

const TAKEN: Reply = { body: { request_id: '1' } }
const INNOCENT: readonly [string, Reply][] = [
  ['402', { status: 402 }],
  ['409 of another request', { status: 409, body: { detail: 'busy' } }],
  ['425', { status: 425 }],
  ['429', { status: 429 }],
  ['400 without a word', { status: 400 }],
]
const DOUBTFUL: readonly [string, Reply][] = [
  ['408', { status: 408 }],
  ['500', { status: 500, body: 'Internal Server Error' }],
  ['502', { status: 502 }],
  ['503', { status: 503, body: { detail: 'later' } }],
  ['a connection that breaks', 'break'],
  [
    'an answer that breaks off',
    (response) => void response.writeHead(200, { 'content-length': 99 }).write('{', () => response.destroy()),
  ],
]

describe('a request that may be repeated', () => {
  test.each([
    ...INNOCENT,
    ...DOUBTFUL,
  ])('is, after %s: same bytes, same name of the try', async (_, reply) => {
    const { call, asked } = await setUp([reply, reply, TAKEN])
    expect(await call()).toMatchObject({ status: 200, doubtful: DOUBTFUL.some(([, one]) => one === reply) })
    expect(asked()).toHaveLength(3)
    expect(new Set(asked().map(({ body }) => body.toString()))).toEqual(new Set(['{"seq_id":1}']))
    const names = new Set(asked().map(({ headers }) => headers['x-idempotency-key']))
    expect(names.size).toBe(1)
    expect([...names][0]).toMatch(/\S+/)
  })

  test('after silence it is sent again', async () => {
    const { call, asked } = await setUp(['hang', TAKEN])
    expect(await call()).toMatchObject({ doubtful: true })
    expect(asked()).toHaveLength(2)
  })
})

describe('a request that must not be repeated', () => {
  test.each(INNOCENT)('is nevertheless after %s: it was not taken', async (_, reply) => {
    const { call, asked } = await setUp([reply, TAKEN])
    expect(await call({ repeatable: false })).toMatchObject({ status: 200, doubtful: false })
    expect(asked()).toHaveLength(2)
  })

  test.each(DOUBTFUL)('is sent once, and after %s its fate is unknown', async (_, reply) => {
    const { call, asked } = await setUp([reply, TAKEN])
    await expect(call({ repeatable: false })).rejects.toMatchObject({ kind: 'uncertain' })
    expect(asked()).toHaveLength(1)
  })

  test('its answer is waited for as long as patience lasts, for there is no second try', async () => {
    const clock = idleClock()
    const slow: Reply = (response) => void clock.after(200_000, () => response.end('{}'))
    const { call, asked } = await setUp([slow], { clock })
    expect(await call({ repeatable: false })).toMatchObject({ status: 200 })
    expect(asked()).toHaveLength(1)
  })

  test('silence for longer than patience leaves its fate unknown', async () => {
    const { call, asked } = await setUp(['hang'], { patienceSeconds: 20 })
    await expect(call({ repeatable: false })).rejects.toMatchObject({ kind: 'uncertain' })
    expect(asked()).toHaveLength(1)
  })

  test('a server that takes no connection has not taken it', async () => {
    const { call, server } = await setUp([])
    await server.close()
    await expect(call({ repeatable: false })).rejects.toMatchObject({ kind: 'unreachable' })
  })
})

describe('patience', () => {
  test('ends with the reason, after pauses that grow', async () => {
    const { call, asked, notices } = await setUp([{ status: 503, body: { detail: 'still loading' } }])
    await expect(call()).rejects.toMatchObject({
      kind: 'unreachable',
      message: 'optim_step is not answered for 300 s (503 for optim_step: still loading)',
    })
    // 0.5, 1, 2, 4, 8 and 16 s, then every 30 s.
    expect(asked()).toHaveLength(6 + 9)
    expect(notices[0]).toEqual({ kind: 'retry', message: '503 for optim_step: still loading; trying again' })
  })

  test('a pause of half an hour is not silence, nor is the error after it the last straw', async () => {
    const pause: Reply = { status: 402, headers: { 'retry-after': '60' } }
    const { call, notices } = await setUp((_, nth) => (nth < 30 ? pause : nth < 32 ? { status: 503 } : TAKEN))
    expect(await call()).toMatchObject({ status: 200 })
    expect(notices[0]).toMatchObject({ kind: 'billing' })
  })

  test('payment that never comes ends as billing', async () => {
    const { call } = await setUp([{ status: 402 }], { patienceSeconds: 10 })
    await expect(call()).rejects.toMatchObject({ kind: 'billing', status: 402 })
  })

  test('a server that names a time is asked again after it', async () => {
    const clock = idleClock()
    const full: Reply = { status: 429, headers: { 'retry-after': '40' } }
    const { call, notices } = await setUp([full, TAKEN], { clock })
    await call()
    expect(clock.now()).toBe(40_000)
    expect(notices[0]).toMatchObject({ kind: 'rate-limit' })
  })

  test('to wait for one of the few connections is no failure', async () => {
    // 8 connections, taken for 200 s by 16 requests of 100 s; then one error before all is well.
    const clock = idleClock()
    const { connection, call } = await setUp(
      ({ json }, nth) => {
        if (json.blocks) return (response) => void clock.after(100_000, () => response.end('{}'))
        return nth === 16 ? { status: 503 } : TAKEN
      },
      { patienceSeconds: 180, clock },
    )
    const block = { what: 'x', path: 'optim_step', body: { blocks: true }, deadlineMs: 180_000 } as const
    const blocks = Array.from({ length: 16 }, () =>
      connection.call({ ...block, lane: 'training', repeatable: true }),
    )
    const behind = call()
    await Promise.all(blocks)
    expect(await behind).toMatchObject({ status: 200 })
  })
})

test('answers that the caller judges are handed over', async () => {
  const { call } = await setUp(['break', { status: 409, body: { detail: 'exists' } }])
  expect(await call({ passes: ({ status }) => status === 409 })).toMatchObject({
    status: 409,
    doubtful: true,
  })
})

test('the end of the client and that of the call both end the wait', async () => {
  const { call, lifetime } = await setUp(['hang'], { clock: realClock })
  const own = new AbortController()
  const first = call({ signal: own.signal })
  const second = call()
  own.abort(new Error('of the call'))
  await expect(first).rejects.toThrow('of the call')
  lifetime.abort(new Error('of the client'))
  await expect(second).rejects.toThrow('of the client')
  await expect(call()).rejects.toThrow('of the client')
})

test('what an answer quotes of the key is not in the complaint about it', async () => {
  const { connection, call } = await setUp([{ body: { request_id: { 'tml-secret': 1 } } }])
  const answer = await call()
  expect(() => connection.read('future', answer)).toThrow('answer "future"')
  expect(() => connection.decode(() => JSON.parse('{'))).toThrow(SyntaxError)
})
