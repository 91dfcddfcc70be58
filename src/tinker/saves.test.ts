import { afterEach, describe, expect, test } from 'vitest'
import { hurriedClock } from './fixtures/hurried-clock.js'
import { idleClock } from './fixtures/idle-clock.js'
import { type Reply, type Script, startScriptedServer } from './fixtures/scripted-server.js'
import { startSimulatedServer } from './fixtures/simulated-server.js'
import { openTinkerClient } from './index.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

const EXISTS: Reply = { status: 409, body: { detail: "Checkpoint 'a' already exists for model 'm'" } }
const TAKEN: Reply = { body: { request_id: 'save' } }
const ADAM = { learningRate: 0.1, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, gradClipNorm: 0 }

async function setUp(
  script: Script,
  saved: object = { path: 'tinker://m/weights/a' },
  patienceSeconds = 300,
) {
  const server = await startScriptedServer({
    create_model: [{ body: { request_id: 'model' } }],
    retrieve_future: ({ json }) => ({ body: json.request_id === 'model' ? { model_id: 'm' } : saved }),
    optim_step: [{ body: { request_id: 'step' } }],
    ...script,
  })
  const client = openTinkerClient({ baseUrl: server.url, clock: idleClock(), patienceSeconds })
  open.push(server, client)
  const model = await (await client.openSession()).createModel({ baseModel: 'toy', rank: 4 })
  const numbers = (endpoint: string) => server.of(endpoint).map(({ json }) => json.seq_id)
  return { server, client, model, numbers }
}

const listing = (names: readonly string[], kind = 'training') => ({
  body: {
    checkpoints: names.map((name) => ({
      checkpoint_id: name,
      checkpoint_type: kind,
      time: '2026-01-01T00:00:00',
      tinker_path: 'x',
    })),
  },
})
const LIST = 'training_runs/m/checkpoints'

describe('a save under a name', () => {
  test('whose first answer was lost is found in the list, when it is done', async () => {
    const { server, model, numbers } = await setUp({
      save_weights: ['break', EXISTS],
      // Only finished ones are in the list, and a sampler of that name is another.
      [LIST]: [listing([]), listing(['a'], 'sampler'), listing(['b', 'a'])],
    })
    const save = model.saveWeights('a', { ttlSeconds: 7200 })
    const step = model.optimStep(ADAM)
    expect(await save.result).toEqual({ path: 'tinker://m/weights/a' })
    await step.result
    expect(server.of(LIST)).toHaveLength(3)
    expect(server.of('save_weights')[0]?.json).toMatchObject({ path: 'a', ttl_seconds: 7200 })
    expect([...numbers('save_weights'), ...numbers('optim_step')]).toEqual([1, 1, 2])
  })

  test('that meets a checkpoint of another is refused, and the model goes on', async () => {
    const { model, server, numbers } = await setUp({ save_weights: [EXISTS] })
    await expect(model.saveWeights('a').result).rejects.toMatchObject({ kind: 'rejected', status: 409 })
    expect(server.of(LIST)).toHaveLength(0)
    await model.optimStep(ADAM).result
    expect(numbers('optim_step')).toEqual([1])
  })

  test('that never appears ends, and says that it may have failed', async () => {
    const { model } = await setUp(
      { save_weights_for_sampler: ['break', EXISTS], [LIST]: [listing([])] },
      {},
      30,
    )
    await expect(model.saveForSampler('a').result).rejects.toMatchObject({
      kind: 'unreachable',
      hint: /may have failed/,
    })
  })

  test.each([
    ['as the server names it', { path: 'tinker://m/weights/a' }, 'tinker://m/weights/a'],
    ['with the part that SkyRL leaves out', { path: 'tinker://m/a' }, 'tinker://m/sampler_weights/a'],
    ['of our own, where the server names none', { path: null }, 'tinker://m/sampler_weights/a'],
  ])('has a path %s', async (_, saved, path) => {
    const { model } = await setUp({ save_weights_for_sampler: [TAKEN] }, saved)
    expect(await model.saveForSampler('a').result).toEqual({ path })
  })
})

describe('a snapshot', () => {
  const SAVED = { path: null, sampling_session_id: 's' }

  test('whose first answer was lost is made again under another number', async () => {
    const { server, model, numbers } = await setUp(
      { save_weights_for_sampler: ['break', EXISTS, TAKEN] },
      SAVED,
    )
    expect((await model.snapshot()).samplingSessionId).toBe('s')
    const sent = server.of('save_weights_for_sampler').map(({ json }) => json.sampling_session_seq_id)
    expect(sent).toEqual([0, 0, 1])
    expect(numbers('save_weights_for_sampler')).toEqual([1, 1, 1])
    await model.optimStep(ADAM).result
    expect(numbers('optim_step')).toEqual([2])
  })

  test('that the server holds to exist without cause is refused', async () => {
    const { server, model } = await setUp({ save_weights_for_sampler: [EXISTS] }, SAVED)
    await expect(model.snapshot()).rejects.toMatchObject({ kind: 'rejected', status: 409 })
    expect(server.of('save_weights_for_sampler')).toHaveLength(1)
  })

  test('that comes with a path is opened by it, and with nothing is a breach of the protocol', async () => {
    const script: Script = {
      save_weights_for_sampler: [TAKEN],
      create_sampling_session: [{ body: { sampling_session_id: 'opened' } }],
    }
    const { server, model } = await setUp(script, { path: 'tinker://m/sampler_weights/x' })
    expect((await model.snapshot()).samplingSessionId).toBe('opened')
    expect(server.of('create_sampling_session')[0]?.json.model_path).toBe('tinker://m/sampler_weights/x')
    const other = await setUp(script, { path: null })
    await expect(other.model.snapshot()).rejects.toMatchObject({ kind: 'protocol' })
  })
})

test.each([
  'hosted',
  'skyrl',
] as const)('%s: saved, told of, loaded into another model, deleted', async (dialect) => {
  const server = await startSimulatedServer({ dialect })
  const client = openTinkerClient({
    baseUrl: server.url,
    apiKey: 'tml-test',
    clock: hurriedClock(10),
    ...(dialect === 'hosted' && { repeats: 'recognised' }),
  })
  open.push(server, client)
  const session = await client.openSession()
  const model = await session.createModel({ baseModel: 'toy/base', rank: 4, seed: 1 })
  const tokens = Int32Array.of(1, 2)
  const data = [{ tokens, lossInputs: { target_tokens: Int32Array.of(2, 3) } }]
  await model.forwardBackward(data, 'cross_entropy').result
  await model.optimStep(ADAM).result
  const { path } = await model.saveWeights('one').result
  await model.saveForSampler('one').result
  const trained = await model.forward(data).result
  expect(await client.weightsInfo(path)).toEqual({ baseModel: 'toy/base', isLora: true, loraRank: 4 })
  const list = await client.listCheckpoints(model.modelId)
  expect(list.map(({ kind, name, path: each }) => [kind, name, each])).toEqual([
    ['training', 'one', `tinker://${model.modelId}/weights/one`],
    ['sampler', 'one', `tinker://${model.modelId}/sampler_weights/one`],
  ])
  const other = await session.createModel({ baseModel: 'toy/base', rank: 4, seed: 2 })
  await other.loadWeights(path).result
  expect((await other.forward(data).result).logprobs).toEqual(trained.logprobs)
  if (dialect === 'hosted') {
    await client.deleteCheckpoint(path)
    expect((await client.listCheckpoints(model.modelId)).map(({ kind }) => kind)).toEqual(['sampler'])
  }
  await expect(client.deleteCheckpoint(path)).rejects.toMatchObject({ kind: 'rejected' })
})

describe('the list and the bin', () => {
  async function client(script: Script) {
    const server = await startScriptedServer(script)
    const opened = openTinkerClient({ baseUrl: server.url, clock: idleClock() })
    open.push(server, opened)
    return { server, opened }
  }

  test('newest last; ids with and without their kind; ids that hold colons', async () => {
    const at = (id: string, time: string) => ({
      checkpoint_id: id,
      checkpoint_type: 'training',
      time,
      tinker_path: 'x',
      size_bytes: 5,
    })
    const { opened } = await client({
      'training_runs/s:train:0/checkpoints': [
        {
          body: {
            checkpoints: [at('weights/b', '2026-01-02'), at('a', '2026-01-01'), at('c', '2026-01-03')],
          },
        },
      ],
    })
    const list = await opened.listCheckpoints('s:train:0')
    expect(list.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    expect(list[1]).toEqual({
      name: 'b',
      kind: 'training',
      path: 'tinker://s:train:0/weights/b',
      time: '2026-01-02',
      bytes: 5,
    })
  })

  const PLACE = 'training_runs/m/checkpoints/weights/a'
  test.each<[string, readonly Reply[], 'done' | 'rejected']>([
    ['gone', [{ status: 204 }], 'done'],
    ['never there', [{ status: 404, body: { detail: 'Checkpoint not found' } }], 'rejected'],
    [
      'gone by a try whose answer was lost',
      ['break', { status: 404, body: { detail: 'Checkpoint not found' } }],
      'done',
    ],
    ['on a server that deletes nothing', [{ status: 405 }], 'rejected'],
  ])('deleting: %s', async (_, replies, expected) => {
    const { server, opened } = await client({ [PLACE]: replies })
    const outcome = opened.deleteCheckpoint('tinker://m/weights/a').then(
      () => 'done',
      (error: { kind: string }) => error.kind,
    )
    expect(await outcome).toBe(expected)
    expect(server.of(PLACE).map(({ method }) => method)).toEqual(replies.map(() => 'DELETE'))
  })

  test('what is no path of a checkpoint is not sent', async () => {
    const { server, opened } = await client({})
    for (const act of [opened.deleteCheckpoint, opened.weightsInfo])
      await expect(act('tinker://m/../x')).rejects.toMatchObject({ kind: 'rejected' })
    expect(server.received.filter(({ endpoint }) => !/config|openapi/.test(endpoint))).toEqual([])
  })
})
