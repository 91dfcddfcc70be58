import { afterEach, describe, expect, test } from 'vitest'
import { connectionTo } from './fixtures/connection-to.js'
import { hurriedClock } from './fixtures/hurried-clock.js'
import { idleClock } from './fixtures/idle-clock.js'
import { type Script, startScriptedServer } from './fixtures/scripted-server.js'
import { startSimulatedServer } from './fixtures/simulated-server.js'
import { startHeartbeat } from './heartbeat.js'
import { openTinkerClient, type TinkerClock, type TinkerNotice } from './index.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

const ADAM = { learningRate: 0.1, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, gradClipNorm: 0 }

async function scripted(script: Script, options: Parameters<typeof openTinkerClient>[0] = {}) {
  const server = await startScriptedServer(script)
  const client = openTinkerClient({ baseUrl: server.url, clock: idleClock(), ...options })
  open.push(server, client)
  return { server, client }
}

describe('heartbeats', () => {
  test('go out at once and every ten seconds, until stopped', async () => {
    const times: number[] = []
    const { stop, clock } = await beating(() => {
      times.push(clock.now())
      return 200
    })
    await expect.poll(() => times.length, { interval: 2, timeout: 10_000 }).toBe(4)
    stop()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(times).toEqual([0, 10_000, 20_000, 30_000])
  })

  test('lost ones are not repeated, and told of after two minutes; one that arrives calms', async () => {
    const times: number[] = []
    const { notices, clock } = await beating(() => {
      times.push(clock.now())
      return clock.now() < 125_000 ? 503 : 200
    })
    await expect.poll(() => clock.now(), { interval: 2, timeout: 10_000 }).toBeGreaterThan(200_000)
    expect(notices).toEqual([
      { kind: 'heartbeat', message: 'no heartbeat has arrived for 120 s: the server may end the session' },
    ])
    expect(times.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, n) => 10_000 * n))
  })

  test('stopping calls off the next one', async () => {
    const armed = new Set<() => void>()
    // Deadlines of requests are not background.
    const after: TinkerClock['after'] = (_, then, options) => {
      if (options?.background) armed.add(then)
      return () => void armed.delete(then)
    }
    let beats = 0
    const clock = { now: () => 0, after }
    const { stop } = await beating(() => {
      beats++
      return 200
    }, clock)
    await expect.poll(() => beats === 1 && armed.size, { interval: 2, timeout: 10_000 }).toBe(1)
    stop()
    expect(armed.size).toBe(0)
  })

  async function beating(answer: (nth: number) => number, clock: TinkerClock = idleClock()) {
    const server = await startScriptedServer({ session_heartbeat: (_, nth) => ({ status: answer(nth) }) })
    const way = connectionTo(server.url, { clock })
    const stop = startHeartbeat(way.connection, 'session_1', way.lifetime.signal)
    open.push(server, way, { close: async () => stop() })
    return { notices: way.notices, clock, stop }
  }

  test('keep a session that is otherwise silent: SkyRL unloads the models of one without', async () => {
    const server = await startSimulatedServer({ dialect: 'skyrl', sessionTimeoutSeconds: 0.8 })
    const client = openTinkerClient({ baseUrl: server.url, clock: hurriedClock(200) })
    open.push(server, client)
    const session = await client.openSession()
    const model = await session.createModel({ baseModel: 'toy/base', rank: 4 })
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await model.optimStep(ADAM).result
    await session.close()
    await expect
      .poll(() => server.state.model(model.modelId).loaded, { interval: 20, timeout: 10_000 })
      .toBe(false)
  })
})

describe('a session', () => {
  test('passes on what the server says at its start', async () => {
    const notices: TinkerNotice[] = []
    const { client, server } = await scripted(
      {
        create_session: [
          {
            body: {
              session_id: 's',
              info_message: 'hello',
              warning_message: null,
              error_message: 'ends\nat six',
            },
          },
        ],
      },
      { onNotice: (notice) => notices.push(notice) },
    )
    expect((await client.openSession({ tags: ['run'] })).sessionId).toBe('s')
    expect(notices.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      'server-message: hello',
      'server-message: ends at six',
    ])
    expect(server.of('create_session')[0]?.json).toMatchObject({ tags: ['run'] })
  })

  test('counts its models and sampling sessions from 0', async () => {
    const { client, server } = await scripted({
      create_model: [{ body: { request_id: 'model' } }],
      retrieve_future: ({ json }) => ({
        body:
          json.request_id === 'model'
            ? { model_id: 'm' }
            : { path: null, sampling_session_id: 'of-snapshot' },
      }),
      create_sampling_session: [{ body: { sampling_session_id: 'opened' } }],
      save_weights_for_sampler: [{ body: { request_id: 'save' } }],
    })
    const session = await client.openSession()
    const model = await session.createModel({
      baseModel: 'toy',
      rank: 4,
      seed: 3,
      userMetadata: { run: 'a' },
    })
    await session.createModel({ baseModel: 'toy', rank: 4 })
    await session.samplingModel({ baseModel: 'toy' })
    expect((await model.snapshot()).samplingSessionId).toBe('of-snapshot')
    await session.samplingModel({ path: 'tinker://m/sampler_weights/a' })
    const [first, second] = server.of('create_model').map(({ json }) => json)
    expect(first).toMatchObject({
      model_seq_id: 0,
      base_model: 'toy',
      lora_config: { rank: 4, seed: 3, train_unembed: true, train_mlp: true, train_attn: true },
      user_metadata: { run: 'a' },
    })
    expect(second?.model_seq_id).toBe(1)
    expect(second?.lora_config).not.toHaveProperty('seed')
    const numbers = server.received.flatMap(({ json }) => json.sampling_session_seq_id ?? [])
    expect(numbers).toEqual([0, 1, 2])
  })

  test('a model of which nobody knows whether it was made is not made again', async () => {
    const { client, server } = await scripted({ create_model: ['break'] })
    const session = await client.openSession()
    await expect(session.createModel({ baseModel: 'toy', rank: 4 })).rejects.toMatchObject({
      kind: 'uncertain',
    })
    expect(server.of('create_model')).toHaveLength(1)
  })

  test('a model whose making has run out is forgotten', async () => {
    const { client } = await scripted({
      create_model: [{ body: { request_id: '1' } }],
      retrieve_future: [{ status: 410 }],
    })
    const session = await client.openSession()
    await expect(session.createModel({ baseModel: 'toy', rank: 4 })).rejects.toMatchObject({
      kind: 'forgotten',
    })
  })

  test('after unload the model takes nothing more; what was sent before is done', async () => {
    const server = await startSimulatedServer({ dialect: 'skyrl' })
    const client = openTinkerClient({ baseUrl: server.url, clock: hurriedClock(10) })
    open.push(server, client)
    const session = await client.openSession()
    const model = await session.createModel({ baseModel: 'toy/base', rank: 4 })
    const step = model.optimStep(ADAM)
    await step.result
    await model.unload()
    await expect(model.optimStep(ADAM).result).rejects.toMatchObject({ kind: 'closed' })
    expect(server.state.model(model.modelId)).toMatchObject({ loaded: false, journal: ['step'] })
  })

  test.each<[string, Script]>([
    ['never unloads', { unload_model: [{ body: { request_id: 'unload' } }] }],
    ['takes a step and never says so', { optim_step: ['hang'] }],
  ])('a server that %s keeps nobody longer than half a minute', async (_, script) => {
    const clock = idleClock()
    const steps = {
      create_model: [{ body: { request_id: 'model' } }],
      optim_step: [{ body: { request_id: 'step' } }],
      retrieve_future: ({ json }) =>
        json.request_id === 'model' ? { body: { model_id: 'm' } } : { status: 408 },
    } satisfies Script
    const { client } = await scripted({ ...steps, ...script }, { clock })
    const session = await client.openSession()
    const model = await session.createModel({ baseModel: 'toy', rank: 4 })
    const step = model.optimStep(ADAM).result.catch((error: unknown) => error)
    const began = clock.now()
    await session.close({ unload: true })
    expect(clock.now() - began).toBe(30_000)
    expect(await step).toMatchObject({ kind: 'closed' })
  })

  test.each([
    [
      'hosted',
      {
        model_id: 'm',
        model_data: { tokenizer_id: 'a/b:main', model_name: 'a/b' },
        lora_rank: 8,
        model_name: 'a/b',
      },
      { baseModel: 'a/b', rank: 8, tokenizer: 'a/b' },
    ],
    [
      'SkyRL',
      { model_id: 'm', model_data: { base_model: 'a/b', lora_config: { rank: 8 }, model_name: 'a/b' } },
      { baseModel: 'a/b', rank: 8, tokenizer: undefined },
    ],
    [
      'one that says nothing',
      { model_id: 'm', model_data: {} },
      { baseModel: 'toy', rank: undefined, tokenizer: undefined },
    ],
  ])('what a model is, as %s says', async (_, answer, info) => {
    const { client } = await scripted({
      create_model: [{ body: { request_id: '1' } }],
      retrieve_future: [{ body: { model_id: 'm' } }],
      get_info: [{ body: answer }],
    })
    const session = await client.openSession()
    expect(await (await session.createModel({ baseModel: 'toy', rank: 4 })).info()).toEqual(info)
  })
})

describe('whether repeats are recognised', () => {
  const document = (properties: object) => ({
    '/openapi.json': [{ body: { components: { schemas: { OptimStepRequest: { properties } } } } }],
  })
  test.each<[string, Script, 'recognised' | 'applied-twice']>([
    ['its document has seq_id', document({ model_id: {}, seq_id: {} }), 'recognised'],
    ['its document has none', document({ model_id: {} }), 'applied-twice'],
    ['it has no document', {}, 'applied-twice'],
    ['its document is something else', { '/openapi.json': [{ body: [1] }] }, 'applied-twice'],
    ['its document is a page', { '/openapi.json': [{ body: '<html>' }] }, 'applied-twice'],
  ])('%s', async (_, script, expected) => {
    const { client } = await scripted(script)
    expect(await client.repeats()).toBe(expected)
  })

  test('an explicit word counts, and a server older than client/config is asked no less', async () => {
    const { client, server } = await scripted(
      { 'client/config': [{ status: 404 }] },
      { repeats: 'recognised' },
    )
    expect(await client.repeats()).toBe('recognised')
    expect(await client.repeats()).toBe('recognised')
    expect(server.of('client/config')).toHaveLength(1)
  })

  test('what could not be found out is asked again', async () => {
    const { client } = await scripted({ 'client/config': [{ status: 403 }, { body: {} }] })
    await expect(client.repeats()).rejects.toMatchObject({ kind: 'authentication' })
    expect(await client.repeats()).toBe('applied-twice')
  })
})
