import { afterEach, describe, expect, test } from 'vitest'
import type { TinkerClientOptions } from './contract.js'
import { idleClock } from './fixtures/idle-clock.js'
import { type Reply, type Script, startScriptedServer } from './fixtures/scripted-server.js'
import { openTinkerClient, type TinkerNotice } from './index.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

const PROMPT = Int32Array.of(10, 11)
const PARAMS = { maxTokens: 4, temperature: 1, topP: 1, topK: -1 }
const TAKEN: Reply = { body: { request_id: 'sample' } }
const DRAWN: Reply = {
  body: { sequences: [{ stop_reason: 'stop', tokens: [7, 8], logprobs: [-0.5, -1] }], prompt_logprobs: [-2] },
}
const FULL: Reply = { status: 429, body: { detail: 'too many' } }

async function setUp(script: Script, options: TinkerClientOptions = {}) {
  const server = await startScriptedServer({
    create_sampling_session: [{ body: { sampling_session_id: 's' } }],
    asample: [TAKEN],
    retrieve_future: [DRAWN],
    ...script,
  })
  const notices: TinkerNotice[] = []
  const onNotice = (notice: TinkerNotice) => void notices.push(notice)
  const client = openTinkerClient({ baseUrl: server.url, clock: idleClock(), onNotice, ...options })
  open.push(server, client)
  const sampler = await (await client.openSession()).samplingModel({ path: 'tinker://m/sampler_weights/a' })
  const numbers = () => server.of('asample').map(({ json }) => json.seq_id)
  return { server, client, sampler, notices, numbers }
}

test('what goes out and what comes back', async () => {
  const { server, sampler } = await setUp({})
  const params = { ...PARAMS, seed: 3, stop: [1, 2] }
  const { sequences, promptLogprobs } = await sampler.sample(PROMPT, 1, params, { promptLogprobs: true })
  expect(sequences).toEqual([
    { tokens: Int32Array.of(7, 8), logprobs: Float32Array.of(-0.5, -1), stopReason: 'stop' },
  ])
  // SkyRL leaves out the first.
  expect(promptLogprobs).toEqual(Float32Array.of(Number.NaN, -2))
  const [{ json, headers }] = server.of('asample') as [(typeof server.received)[number]]
  expect(json).toMatchObject({
    sampling_session_id: 's',
    seq_id: 0,
    num_samples: 1,
    prompt: { chunks: [{ tokens: [10, 11] }] },
    sampling_params: { max_tokens: 4, temperature: 1, top_p: 1, top_k: -1, seed: 3, stop: [1, 2] },
    prompt_logprobs: true,
  })
  expect(headers['x-tinker-sampling-backpressure']).toBe('1')
})

test('each sample has its own number; a request that is repeated keeps it', async () => {
  const { numbers, sampler } = await setUp({ asample: [TAKEN, 'break', { status: 503 }, TAKEN] })
  await sampler.sample(PROMPT, 1, PARAMS)
  await sampler.sample(PROMPT, 1, PARAMS)
  await sampler.sample(PROMPT, 1, PARAMS)
  expect(numbers()).toEqual([0, 1, 1, 1, 2])
})

describe('a server that is full', () => {
  test('holds all samples, is told of, and gets the same number again', async () => {
    const times: number[] = []
    const clock = idleClock()
    const { sampler, notices, numbers } = await setUp(
      {
        asample: (_, nth) => {
          times.push(clock.now())
          return nth === 0 ? { ...(FULL as object), headers: { 'retry-after': '20' } } : TAKEN
        },
      },
      { clock },
    )
    const first = sampler.sample(PROMPT, 1, PARAMS)
    await expect.poll(() => notices.length, { interval: 2, timeout: 10_000 }).toBe(1)
    const second = sampler.sample(PROMPT, 1, PARAMS)
    await Promise.all([first, second])
    expect([...numbers()].sort()).toEqual([0, 0, 1])
    expect(times).toEqual([0, 20_000, 20_000])
    expect(notices).toEqual([
      { kind: 'rate-limit', message: 'the server has as many samples as it takes; waiting' },
    ])
  })

  test('for ever is out of reach in the end', async () => {
    const full = { ...(FULL as object), headers: { 'retry-after': '30' } }
    const { sampler } = await setUp({ asample: [full] }, { patienceSeconds: 20 })
    await expect(sampler.sample(PROMPT, 1, PARAMS)).rejects.toMatchObject({
      kind: 'unreachable',
      status: 429,
    })
  })
})

test('a request that is given up may stray, one that was answered may not', async () => {
  const { sampler, server } = await setUp({
    asample: [TAKEN, { status: 400, body: { detail: 'no' } }, 'hang'],
  })
  await sampler.sample(PROMPT, 1, PARAMS)
  await expect(sampler.sample(PROMPT, 1, PARAMS)).rejects.toMatchObject({ kind: 'rejected' })
  expect(sampler.mayStray).toBe(false)
  const controller = new AbortController()
  const sample = sampler.sample(PROMPT, 1, PARAMS, { signal: controller.signal })
  await expect.poll(() => server.of('asample').length, { interval: 2, timeout: 10_000 }).toBe(3)
  controller.abort()
  await expect(sample).rejects.toThrow('aborted')
  expect(sampler.mayStray).toBe(true)
})

describe('results that the server lost', () => {
  test('are drawn again under another number', async () => {
    const { sampler, numbers } = await setUp({ retrieve_future: [{ status: 410 }, { status: 410 }, DRAWN] })
    expect((await sampler.sample(PROMPT, 1, PARAMS)).sequences).toHaveLength(1)
    expect(numbers()).toEqual([0, 1, 2])
  })

  test('but not for ever', async () => {
    const { sampler, numbers } = await setUp({ retrieve_future: [{ status: 410 }] })
    await expect(sampler.sample(PROMPT, 1, PARAMS)).rejects.toMatchObject({ kind: 'failed' })
    expect(numbers()).toHaveLength(10)
  })
})

test.each<[string, Reply, string]>([
  ['a session that is gone', { status: 404, body: { detail: 'Sampling session not found' } }, 'forgotten'],
  ['a checkpoint that is gone', { status: 404, body: { detail: 'Checkpoint not found: m/a' } }, 'rejected'],
  ['settings that cannot be', { status: 400, body: { detail: 'max_tokens must be positive' } }, 'rejected'],
])('%s', async (_, reply, kind) => {
  const { sampler, numbers } = await setUp({ asample: [reply] })
  await expect(sampler.sample(PROMPT, 1, PARAMS)).rejects.toMatchObject({ kind })
  expect(numbers()).toEqual([0])
})

test('an answer that is not what was asked for is a breach of the protocol', async () => {
  const { sampler } = await setUp({
    retrieve_future: [{ body: { sequences: [{ stop_reason: 'stop', tokens: [7], logprobs: [1, 2] }] } }],
  })
  await expect(sampler.sample(PROMPT, 1, PARAMS)).rejects.toMatchObject({ kind: 'protocol' })
})
