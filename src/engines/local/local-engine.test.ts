import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SpiceError } from '../../errors.js'
import { type Fixture, readFixture } from './fixtures/read-fixture.js'
import { LocalEngine, openLocalEngine } from './index.js'

const ADAM = { learningRate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.01, gradClip: 1 }
const SAMPLING = {
  n: 3,
  maxTokens: 6,
  temperature: 1,
  topP: 1,
  topK: 0,
  stopTokens: [],
  stopStrings: [],
  key: { seed: 9, iteration: 2, purpose: 'test' },
} as const

let root = ''
let fixture: Fixture
const engines: LocalEngine[] = []
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'engine-'))
  fixture = await readFixture('qwen3')
})
afterAll(async () => {
  for (const engine of engines) await engine.close()
  await rm(root, { recursive: true })
})

async function opened(model = fixture.folder): Promise<LocalEngine> {
  const engine = await openLocalEngine({ model, threads: 2 })
  engines.push(engine)
  return engine
}

async function step(engine: LocalEngine): Promise<void> {
  await engine.forwardBackward(fixture.datums('ppo'), fixture.losses.ppo.loss)
  await engine.optimStep(ADAM)
}

describe('LocalEngine', () => {
  it('gives the same bits for the same calls', async () => {
    const [one, two] = [await opened(), await opened()]
    const before = one.weightsHash()
    for (const engine of [one, two]) for (let i = 0; i < 3; i++) await step(engine)
    expect(one.weightsHash()).not.toBe(before)
    expect(two.weightsHash()).toBe(one.weightsHash())
  })

  it('goes on from a checkpoint as if it had never stopped', async () => {
    const straight = await opened()
    for (let i = 0; i < 4; i++) await step(straight)

    const first = await opened()
    for (let i = 0; i < 2; i++) await step(first)
    const directory = join(root, 'checkpoint')
    await first.save(directory)
    const second = await opened()
    await step(second) // a past that loading must replace, moments and step count included
    await second.load(directory)
    expect(second.weightsHash()).toBe(first.weightsHash())
    for (let i = 0; i < 2; i++) await step(second)
    expect(second.weightsHash()).toBe(straight.weightsHash())
  })

  it('never writes over a checkpoint, and keeps its state when loading fails', async () => {
    const engine = await opened()
    await step(engine)
    const directory = join(root, 'kept')
    await engine.save(directory)
    await expect(engine.save(directory)).rejects.toThrow(/kept is not empty/)
    const hash = engine.weightsHash()
    const path = join(directory, 'optimizer.safetensors')
    await writeFile(path, (await readFile(path)).subarray(1))
    await expect(engine.load(directory)).rejects.toThrow(/optimizer\.safetensors: changed since/)
    expect(engine.weightsHash()).toBe(hash)
  })

  it('samples from a snapshot that later steps do not change', async () => {
    const engine = await opened()
    const prompts = [Int32Array.of(4, 8, 15), Int32Array.of(16)]
    const sampler = await engine.sampler()
    const before = await sampler.sample(prompts, SAMPLING)
    await step(engine)
    expect(await sampler.sample(prompts, SAMPLING)).toEqual(before)
    const [after] = await (await engine.sampler()).sample(prompts, SAMPLING)
    expect(after?.[0]?.logprobs).not.toEqual(before[0]?.[0]?.logprobs)
  })

  it('describes the model', async () => {
    const engine = await opened()
    expect(engine.capabilities).toMatchObject({
      name: 'local',
      contextTokens: 256,
      vocabulary: 59,
      parameters: 6432,
    })
  })

  it.each<[string, number[], number[], RegExp]>([
    ['a token beyond the vocabulary', [3, 59], [0, 1], /datum 0: token 1 has id 59, .* 59/],
    ['a negative token', [-1, 5], [0, 1], /datum 0: token 0 has id -1/],
    ['a weight on the first token', [3, 5], [1, 1], /datum 0: weight 1 on the first token/],
    ['weights of another length', [3, 5], [0], /datum 0: 2 tokens but 1 weights/],
    [
      'more tokens than the context',
      Array.from({ length: 258 }, () => 1),
      [0, ...Array.from({ length: 257 }, () => 1)],
      /258 tokens/,
    ],
  ])('refuses %s', async (_, tokens, weights, message) => {
    const engine = await opened()
    const datum = { tokens: Int32Array.from(tokens), weights: Float32Array.from(weights) }
    const error = await engine.forward([datum]).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(SpiceError)
    expect((error as SpiceError).message).toMatch(message)
  })

  it('refuses a ratio loss without log-probabilities', async () => {
    const engine = await opened()
    const datum = { tokens: Int32Array.of(1, 2), weights: Float32Array.of(0, 1) }
    await expect(engine.forwardBackward([datum], { type: 'importance_sampling' })).rejects.toThrow(
      /no logprobs/,
    )
  })

  it('accepts a batch in which nothing is to be learned', async () => {
    const engine = await opened()
    const datum = { tokens: Int32Array.of(1, 2), weights: Float32Array.of(0, 0) }
    const { loss, logprobs } = await engine.forwardBackward([datum], { type: 'cross_entropy' })
    expect(loss).toBe(0)
    expect(logprobs).toEqual([new Float32Array(2)])
    expect((await engine.optimStep(ADAM)).gradNorm).toBe(0)
  })
})
