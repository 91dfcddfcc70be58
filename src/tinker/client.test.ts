import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TinkerClientOptions } from './contract.js'
import { hurriedClock } from './fixtures/hurried-clock.js'
import { idleClock } from './fixtures/idle-clock.js'
import { type Script, startScriptedServer } from './fixtures/scripted-server.js'
import { startSimulatedServer } from './fixtures/simulated-server.js'
import { openTinkerClient, realClock, type TinkerNotice, type TrainingModel } from './index.js'

const open: { close(): Promise<void> }[] = []
const rejections: unknown[] = []
const hear = (reason: unknown) => void rejections.push(reason)
beforeEach(() => {
  process.on('unhandledRejection', hear)
})
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', hear)
  expect(rejections.splice(0)).toEqual([])
})

const PARAMS = { maxTokens: 4, temperature: 1, topP: 1, topK: -1 }
const ADAM = { learningRate: 1e-4, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, gradClipNorm: 0 }
const TOKENS = Int32Array.of(5, 6, 7)
const DATA = [
  {
    tokens: TOKENS,
    lossInputs: { target_tokens: Int32Array.of(6, 7, 8), weights: Float32Array.of(0, 1, 1) },
  },
]

async function simulated(dialect: 'hosted' | 'skyrl', options: TinkerClientOptions = {}, more = {}) {
  const server = await startSimulatedServer({ dialect, pollMilliseconds: 50, ...more })
  const client = openTinkerClient({
    baseUrl: server.url,
    apiKey: 'tml-test',
    clock: hurriedClock(5),
    ...options,
  })
  open.push(server, client)
  return { server, client }
}

// As in docs/engines/tinker.md.
test.each(['hosted', 'skyrl'] as const)('the example of the documentation, on %s', async (dialect) => {
  const { server, client } = await simulated(dialect)
  const session = await client.openSession()
  const [offered] = (await client.capabilities()).models
  if (!offered) throw new Error('the server offers no model')
  const model = await session.createModel({ baseModel: offered.name, rank: 8 })
  const tokens = Int32Array.of(5, 6, 7)
  const targets = Int32Array.of(6, 7, 8)
  const pass = model.forwardBackward(
    [{ tokens, lossInputs: { target_tokens: targets, weights: Float32Array.of(0, 1, 1) } }],
    'cross_entropy',
  )
  const before = (await pass.result).logprobs[0] as Float32Array
  expect(before).toHaveLength(3)
  await model.optimStep({
    learningRate: 1e-2,
    beta1: 0.9,
    beta2: 0.95,
    epsilon: 1e-8,
    weightDecay: 0,
    gradClipNorm: 0,
  }).result
  const sampler = await model.snapshot()
  const { sequences } = await sampler.sample(tokens, 4, { maxTokens: 32, temperature: 1, topP: 1, topK: -1 })
  expect(sequences.map(({ tokens }) => tokens.length)).toEqual([32, 32, 32, 32])
  const after = (await model.forward([{ tokens, lossInputs: { target_tokens: targets } }]).result).logprobs[0]
  expect(after?.[2]).toBeGreaterThan(before[2] as number)
  await session.close({ unload: true })
  await client.close()
  expect(server.state.model(model.modelId).loaded).toBe(dialect === 'hosted')
  expect(server.refusals.filter((refusal) => !/unload_model|openapi/.test(refusal))).toEqual([])
})

/** A server that takes everything and never has a result. */
const SILENT: Script = {
  get_server_capabilities: [{ body: { supported_models: [{ model_name: 'toy' }] } }],
  create_model: [{ body: { request_id: 'model' } }],
  retrieve_future: ({ json }) =>
    json.request_id === 'model' ? { body: { model_id: 'model_1' } } : { status: 408 },
  create_sampling_session: [{ body: { sampling_session_id: 's' } }],
  asample: [{ body: { request_id: 'sample' } }],
  forward_backward: [{ body: { request_id: 'pass' } }],
  optim_step: ['hang'],
  get_info: [{ status: 503 }],
}

async function silent(options: TinkerClientOptions = {}) {
  const server = await startScriptedServer(SILENT)
  const client = openTinkerClient({ baseUrl: server.url, wire: 'json', clock: realClock, ...options })
  open.push(server, client)
  const session = await client.openSession()
  const model = await session.createModel({ baseModel: 'toy', rank: 4 })
  const sampler = await session.samplingModel({ baseModel: 'toy' })
  const pending = [
    model.forwardBackward(DATA, 'cross_entropy').result,
    model.optimStep(ADAM).result,
    model.optimStep(ADAM).accepted,
    model.snapshot(),
    model.info(),
    sampler.sample(TOKENS, 1, PARAMS),
    session.createModel({ baseModel: 'toy', rank: 4 }).then((made) => made.optimStep(ADAM).result),
  ]
  const ends = Promise.allSettled(pending)
  await expect.poll(() => server.of('optim_step').length, { interval: 5, timeout: 10_000 }).toBe(2)
  await expect.poll(() => server.of('asample').length, { interval: 5, timeout: 10_000 }).toBe(1)
  return { server, client, session, model, sampler, ends }
}

function kinds(ends: readonly PromiseSettledResult<unknown>[]): unknown[] {
  return ends.map((end) => (end.status === 'rejected' ? (end.reason as { kind?: string }).kind : 'fulfilled'))
}

describe('the end', () => {
  test('close ends all that waits, at once and for good', async () => {
    const { server, client, model, sampler, session, ends } = await silent()
    await client.close()
    expect(kinds(await ends)).toEqual(Array.from({ length: 7 }, () => 'closed'))
    const before = server.received.length
    await expect(client.capabilities()).rejects.toMatchObject({ kind: 'closed' })
    await expect(model.optimStep(ADAM).result).rejects.toMatchObject({ kind: 'closed' })
    await expect(sampler.sample(TOKENS, 1, PARAMS)).rejects.toMatchObject({ kind: 'closed' })
    await session.close({ unload: true })
    await client.close()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(server.received.length).toBe(before)
  })

  test('so does the signal of the client, with its reason; close then only cleans up', async () => {
    const own = new AbortController()
    const { client, ends } = await silent({ signal: own.signal })
    own.abort(new Error('the run was stopped'))
    for (const end of await ends) expect(end).toMatchObject({ reason: { message: 'the run was stopped' } })
    await client.close()
    expect(getEventListeners(own.signal, 'abort')).toEqual([])
  })

  test('a signal that was aborted before lets nothing out', async () => {
    const server = await startScriptedServer(SILENT)
    open.push(server)
    const client = openTinkerClient({ baseUrl: server.url, signal: AbortSignal.abort(new Error('too late')) })
    await expect(client.openSession()).rejects.toThrow('too late')
    expect(server.received).toEqual([])
    await client.close()
  })

  test('closing a session ends what is its own', async () => {
    const { client, session, ends } = await silent()
    await session.close()
    expect(kinds(await ends)).toEqual(Array.from({ length: 7 }, () => 'closed'))
    expect((await client.capabilities()).models).toHaveLength(1)
  })

  test('a sample that is called off leaves the others', async () => {
    const { server, client } = await simulated('hosted', {}, { sampling: { milliseconds: () => 100 } })
    const sampler = await (await client.openSession()).samplingModel({ baseModel: 'toy/base' })
    const own = new AbortController()
    const first = sampler.sample(TOKENS, 1, PARAMS, { signal: own.signal })
    const second = sampler.sample(TOKENS, 1, PARAMS)
    await expect.poll(() => server.requests.get('asample'), { interval: 5, timeout: 10_000 }).toBe(2)
    own.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')
    expect((await second).sequences).toHaveLength(1)
  })
})

describe('a long run', () => {
  test('leaves nothing behind: no listener, no timer, however many samples', async () => {
    const own = new AbortController()
    const each = new AbortController()
    const { client } = await simulated('hosted', { signal: own.signal, maxConcurrentSamples: 64 })
    const sampler = await (await client.openSession()).samplingModel({ baseModel: 'toy/base' })
    const draw = (n: number) =>
      Promise.all(Array.from({ length: n }, () => sampler.sample(TOKENS, 1, PARAMS, { signal: each.signal })))
    const held = () => ({
      signals: [own, each].map(({ signal }) => getEventListeners(signal, 'abort').length),
      timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length,
    })
    await draw(100)
    const before = held()
    await draw(1000)
    const after = held()
    expect(after.signals).toEqual([1, 0])
    // Of idle connections, whose number may differ.
    expect(after.timers).toBeLessThan(before.timers + 100)
  })

  test('no more samples are under way than were asked for', async () => {
    const { server, client } = await simulated(
      'hosted',
      { maxConcurrentSamples: 50 },
      { flags: { sample_max_concurrent_requests: 7 }, sampling: { milliseconds: () => 10 } },
    )
    const sampler = await (await client.openSession()).samplingModel({ baseModel: 'toy/base' })
    await Promise.all(Array.from({ length: 60 }, () => sampler.sample(TOKENS, 1, PARAMS)))
    expect(server.state.futures.mostUnsettled).toBeLessThanOrEqual(7)
    expect(server.state.futures.mostUnsettled).toBeGreaterThan(1)
  })
})

test('a batch too large for the server goes in parts, in order, and comes back as one', async () => {
  const { server, client } = await simulated('hosted', {}, { flags: { fwdbwd_max_chunk_len: 2 } })
  const model = await (await client.openSession()).createModel({ baseModel: 'toy/base', rank: 4 })
  const data = [1, 2, 3, 4, 5].map((length) => ({
    tokens: Int32Array.from({ length }, (_, i) => i),
    lossInputs: { target_tokens: Int32Array.from({ length }, (_, i) => i + 1) },
  }))
  const { logprobs, metrics } = await model.forward(data).result
  expect(logprobs.map((values) => values.length)).toEqual([1, 2, 3, 4, 5])
  expect(metrics['loss:sum']).toBeCloseTo(
    -logprobs.flatMap((values) => [...values]).reduce((a, b) => a + b),
    4,
  )
  expect(server.requests.get('forward_backward')).toBe(3)
})

describe('what leaves a model in doubt', () => {
  const failing = (parts: number): Script => ({
    ...SILENT,
    'client/config': [{ body: { fwdbwd_max_chunk_len: 1 } }],
    forward_backward: (_, nth) => ({ body: { request_id: `pass-${nth}` } }),
    forward: (_, nth) => ({ body: { request_id: `pass-${nth}` } }),
    optim_step: [{ body: { request_id: 'step' } }],
    retrieve_future: ({ json }) => {
      if (json.request_id === 'model') return { body: { model_id: 'model_1' } }
      if (json.request_id === 'step') return { body: { metrics: {} } }
      const output = { logprobs: { data: [-1, -1, -1], dtype: 'float32', shape: [3] } }
      return json.request_id === `pass-${parts - 1}`
        ? { status: 400, body: { detail: 'no memory' } }
        : { body: { loss_fn_output_type: 'scalar', loss_fn_outputs: [output], metrics: {} } }
    },
  })

  async function trained(parts: number, work: (model: TrainingModel) => Promise<unknown>) {
    const server = await startScriptedServer(failing(parts))
    const client = openTinkerClient({ baseUrl: server.url, wire: 'json', clock: idleClock() })
    open.push(server, client)
    const model = await (await client.openSession()).createModel({ baseModel: 'toy', rank: 4 })
    await expect(work(model)).rejects.toMatchObject({ kind: 'failed', message: /no memory/ })
    return model.optimStep(ADAM).result
  }
  const batch = (parts: number) => Array.from({ length: parts }, () => DATA[0] as (typeof DATA)[number])

  test('a batch of which one part failed: the gradients of the others are there', async () => {
    const step = trained(2, (model) => model.forwardBackward(batch(2), 'cross_entropy').result)
    await expect(step).rejects.toMatchObject({ message: /no memory/ })
  })

  test('a batch that failed as a whole does not, nor does one that leaves no gradients', async () => {
    expect(await trained(1, (model) => model.forwardBackward(batch(1), 'cross_entropy').result)).toEqual({
      metrics: {},
    })
    expect(await trained(2, (model) => model.forward(batch(2)).result)).toEqual({ metrics: {} })
  })
})

test('what is wrong with the data is said before anything is sent', async () => {
  const { server, client } = await simulated('hosted')
  const model = await (await client.openSession()).createModel({ baseModel: 'toy/base', rank: 4 })
  const short = { tokens: TOKENS, lossInputs: { target_tokens: Int32Array.of(1) } }
  for (const wrong of [[], [short]])
    await expect(model.forwardBackward(wrong, 'cross_entropy').result).rejects.toMatchObject({
      kind: 'rejected',
    })
  await expect(model.saveWeights('not a name').result).rejects.toMatchObject({ kind: 'rejected' })
  expect(server.requests.get('forward_backward')).toBeUndefined()
  await model.optimStep(ADAM).result
})

test('the key is in no error, no notice and no address, whatever the server quotes', async () => {
  const key = 'tml-very-secret'
  const quote = `you sent ${key}`
  const statuses = [400, 401, 403, 404, 409, 422, 500]
  const server = await startScriptedServer({
    create_session: [{ body: { session_id: 's', warning_message: quote } }],
    session_heartbeat: [{ status: 500, body: quote }],
    get_server_capabilities: (_, nth) => ({
      status: statuses[nth] ?? 200,
      body: { detail: quote, supported_models: quote },
    }),
    create_model: [{ body: { request_id: '1' } }],
    retrieve_future: (_, nth) =>
      [{ body: { error: quote } }, { status: 400, body: { detail: quote } }, { body: quote }][nth],
    weights_info: [{ body: { base_model: { [quote]: 1 } } }],
  })
  const notices: TinkerNotice[] = []
  const client = openTinkerClient({
    baseUrl: `${server.url}/base`,
    apiKey: key,
    clock: idleClock(),
    patienceSeconds: 30,
    onNotice: (notice) => notices.push(notice),
  })
  open.push(server, client)
  const session = await client.openSession()
  const errors: unknown[] = []
  const keep = (error: unknown) => void errors.push(error)
  for (const _ of [...statuses, 'last']) await client.capabilities().catch(keep)
  for (let n = 0; n < 3; n++) await session.createModel({ baseModel: 'toy', rank: 1 }).catch(keep)
  await client.weightsInfo('tinker://m/weights/a').catch(keep)
  expect(errors).toHaveLength(statuses.length + 5)
  expect(notices.length).toBeGreaterThan(1)
  const said = [...errors, ...notices].map((each) =>
    JSON.stringify([
      each,
      Object.getOwnPropertyNames(each).map((name) => String(Reflect.get(each as object, name))),
    ]),
  )
  expect(said.join()).not.toContain('secret')
  expect(said.join()).toContain('you sent [key]')
  for (const { endpoint, headers } of server.received) {
    expect(endpoint).not.toContain('secret')
    expect(headers['x-api-key']).toBe(key)
  }
})
