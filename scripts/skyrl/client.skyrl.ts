import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { randomStream } from '../../src/random/index.js'
import {
  openTinkerClient,
  type TinkerClient,
  type TinkerDatum,
  TinkerError,
  type TinkerSession,
  type TrainingModel,
} from '../../src/tinker/index.js'

const { url, random: baseModel, folder } = inject('skyrl')
const ADAM = {
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0,
  gradClipNorm: 0,
}

let client: TinkerClient
let session: TinkerSession
beforeAll(async () => {
  client = openTinkerClient({ baseUrl: url })
  session = await client.openSession()
})
afterAll(async () => {
  await session.close({ unload: true })
  await client.close()
})

function randomTokens(length: number, index: number): Int32Array {
  const stream = randomStream({ seed: 1, iteration: 0, purpose: 'test', index })
  return Int32Array.from({ length }, () => 2 + stream.integer(510))
}

/** Cross entropy on every token but the first few. */
function datum(sequence: Int32Array): TinkerDatum {
  const weights = new Float32Array(sequence.length - 1).fill(1).fill(0, 0, 3)
  return {
    tokens: sequence.slice(0, -1),
    lossInputs: { target_tokens: sequence.slice(1), weights },
  }
}

const SEQUENCES = [20, 31, 12, 27].map(randomTokens)
const BATCH = SEQUENCES.map(datum)

async function forward(model: TrainingModel, data = BATCH): Promise<number[][]> {
  const { logprobs } = await model.forward(data).result
  return logprobs.map((one) => [...one])
}

/** Gradient norms of steps on the batch: they tell two models apart by the last bit. */
async function train(model: TrainingModel, steps: number): Promise<(number | undefined)[]> {
  const norms = []
  for (let step = 0; step < steps; step++) {
    await model.forwardBackward(BATCH, 'cross_entropy').result
    const { metrics } = await model.optimStep(ADAM).result
    norms.push(metrics['skyrl.ai/grad_norm'])
  }
  return norms
}

function meanOf(logprobs: number[][]): number {
  const all = logprobs.flat()
  return all.reduce((sum, one) => sum + one, 0) / all.length
}

async function errorOf(promise: Promise<unknown>): Promise<TinkerError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  expect(error).toBeInstanceOf(TinkerError)
  return error as TinkerError
}

async function post(path: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Record<string, unknown>
}

describe('the client on SkyRL', () => {
  it('finds out what the server is', async () => {
    expect((await client.capabilities()).models).toEqual([{ name: baseModel }])
    expect(await client.repeats()).toBe('applied-twice')
  })

  it('trains: the same tokens become likelier', async () => {
    const model = await session.createModel({ baseModel, rank: 8, seed: 1 })
    expect(await model.info()).toMatchObject({ baseModel })
    const before = await forward(model)
    expect(before.map((one) => one.length)).toEqual(SEQUENCES.map((sequence) => sequence.length - 1))
    const { logprobs } = await model.forwardBackward(BATCH, 'cross_entropy').result
    // Another program than a pass without gradients: the last bits differ.
    for (const [i, one] of logprobs.entries())
      for (const [t, logprob] of one.entries()) expect(logprob).toBeCloseTo(before[i]?.[t] as number, 4)
    const { metrics } = await model.optimStep(ADAM).result
    expect(metrics['skyrl.ai/grad_norm']).toBeGreaterThan(0.1)
    expect(meanOf(await forward(model))).toBeGreaterThan(meanOf(before) + 0.05)
    await model.unload()
  })

  it('samples snapshots with the log-probabilities that a forward pass gives', async () => {
    const model = await session.createModel({ baseModel, rank: 8, seed: 2 })
    await train(model, 1)
    const snapshot = await model.snapshot()
    const params = { maxTokens: 8, temperature: 1, topP: 1, topK: -1, seed: 7 }
    const prompt = SEQUENCES[0] as Int32Array
    const { sequences, promptLogprobs } = await snapshot.sample(prompt, 3, params, { promptLogprobs: true })
    expect(sequences.map(({ tokens }) => tokens.length)).toEqual([8, 8, 8])
    expect((await snapshot.sample(prompt, 3, params)).sequences).toEqual(sequences)
    expect((await snapshot.sample(prompt, 1, { ...params, seed: 8 })).sequences[0]).toEqual(sequences[1])

    const whole = sequences.map(({ tokens }) => datum(Int32Array.from([...prompt, ...tokens])))
    const scored = await forward(model, whole)
    for (const [index, { logprobs }] of sequences.entries())
      for (const [t, logprob] of (logprobs as Float32Array).entries())
        expect(logprob).toBeCloseTo(scored[index]?.[prompt.length - 1 + t] as number, 4)
    expect(promptLogprobs).toHaveLength(prompt.length)
    expect(promptLogprobs?.[0]).toBeNaN()
    for (let t = 1; t < prompt.length; t++)
      expect(promptLogprobs?.[t]).toBeCloseTo(scored[0]?.[t - 1] as number, 4)

    const [first] = sequences
    const stop = [first?.tokens[4] as number]
    const [stopped] = (await snapshot.sample(prompt, 1, { ...params, stop })).sequences
    const length = (first?.tokens.indexOf(stop[0] as number) as number) + 1
    expect(stopped).toMatchObject({ stopReason: 'stop', tokens: first?.tokens.slice(0, length) })
    await model.unload()
  })

  it('saves and loads weights and optimizer to the last bit', async () => {
    const model = await session.createModel({ baseModel, rank: 8, seed: 3 })
    await train(model, 2)
    const { path } = await model.saveWeights('middle').result
    expect(await client.weightsInfo(path)).toEqual({ baseModel, isLora: true, loraRank: 8 })
    const norms = await train(model, 2)
    const after = await forward(model)

    const second = await session.createModel({ baseModel, rank: 8, seed: 99 })
    await second.loadWeights(path).result
    expect(await train(second, 2)).toEqual(norms)
    expect(await forward(second)).toEqual(after)

    const mismatch = await session.createModel({ baseModel, rank: 4, seed: 3 })
    expect(await errorOf(mismatch.loadWeights(path).result)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('Rank mismatch'),
    })
    for (const one of [model, second, mismatch]) await one.unload()
  })

  it('keeps, lists and downloads checkpoints', async () => {
    const model = await session.createModel({ baseModel, rank: 8, seed: 4 })
    await train(model, 1)
    await model.saveWeights('all').result
    const { path } = await model.saveForSampler('adapter').result
    expect(path).toBe(`tinker://${model.modelId}/sampler_weights/adapter`)
    const listed = await client.listCheckpoints(model.modelId)
    expect(listed.map(({ name, kind }) => ({ name, kind }))).toEqual(
      expect.arrayContaining([
        { name: 'all', kind: 'training' },
        { name: 'adapter', kind: 'sampler' },
      ]),
    )
    const sampler = await session.samplingModel({ path })
    const params = { maxTokens: 8, temperature: 1, topP: 1, topK: -1, seed: 1 }
    const prompt = Int32Array.of(5, 6, 7)
    const one = (await sampler.sample(prompt, 1, params)).sequences
    expect(one).toEqual((await (await model.snapshot()).sample(prompt, 1, params)).sequences)

    const directory = join(folder, 'downloaded')
    const files = await client.downloadCheckpoint(path, directory)
    expect([...files].sort()).toEqual(['adapter_config.json', 'adapter_model.safetensors'])
    expect((await readdir(directory)).sort()).toEqual(['adapter_config.json', 'adapter_model.safetensors'])
    await model.unload()
  })

  it('gives places back: more models after each other than fit beside each other', async () => {
    const most = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((seed) => session.createModel({ baseModel, rank: 8, seed })),
    )
    const made = most.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(made.length).toBeGreaterThanOrEqual(1)
    const refused = most.find((one) => one.status === 'rejected')?.reason as TinkerError
    expect(refused).toMatchObject({ kind: 'failed', message: expect.stringContaining('LoRA adapters') })
    for (const model of made) await model.unload()
    const again = await session.createModel({ baseModel, rank: 8, seed: 6 })
    await again.unload()
  })

  it('says what is wrong', async () => {
    expect(await errorOf(session.createModel({ baseModel, rank: 9, seed: 1 }))).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('rank 9'),
    })
    const model = await session.createModel({ baseModel, rank: 8, seed: 1 })
    const missing = `tinker://${model.modelId}/weights/missing`
    expect(await errorOf(model.loadWeights(missing).result)).toMatchObject({ status: 404 })
    expect(await errorOf(client.weightsInfo(missing))).toMatchObject({ status: 404 })
    await model.unload()
  })

  it('knows a model that the server forgot', async () => {
    const model = await session.createModel({ baseModel, rank: 8, seed: 1 })
    const snapshot = await model.snapshot()
    // Behind the client's back, as a restart or an expired session would.
    const { request_id } = await post('unload_model', { model_id: model.modelId })
    await post('retrieve_future', { request_id })
    const params = { maxTokens: 8, temperature: 1, topP: 1, topK: -1, seed: 1 }
    expect(await errorOf(model.forward(BATCH).result)).toMatchObject({ kind: 'forgotten' })
    expect(await errorOf(snapshot.sample(Int32Array.of(5, 6), 1, params))).toMatchObject({
      kind: 'forgotten',
    })
    expect(await errorOf(model.optimStep(ADAM).result)).toMatchObject({ kind: 'forgotten' })
  })
})
