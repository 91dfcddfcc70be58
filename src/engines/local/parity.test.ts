import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Datum, Loss } from '../engine.js'
import {
  FIXTURES,
  type Fixture,
  largestDifference,
  readFixture,
  relativeError,
} from './fixtures/read-fixture.js'
import { type LocalEngine, openLocalEngine } from './index.js'
import { loadModel } from './model/index.js'

// Against PyTorch and transformers, by the numbers of scripts/fixtures/make_fixtures.py. The promise is 1e-4 for
// log-probabilities and 1e-3 for gradients; ten times tighter still leaves room for rounding, and shows more slips.
const LOGPROB = 1e-5
const GRADIENT = 1e-4

const LOSSES = ['cross_entropy', 'importance_sampling', 'ppo', 'cispo'] as const satisfies Loss['type'][]

describe.each(FIXTURES)('%s', (name) => {
  let fixture: Fixture
  let engine: LocalEngine

  beforeAll(async () => {
    fixture = await readFixture(name)
    engine = await openLocalEngine({ model: fixture.folder, threads: 1 })
  })
  afterAll(() => engine.close())

  /** Gradients of one batch, or of several one after another, cleared afterwards by a step that changes nothing. */
  async function gradientsOf(target: LocalEngine, batches: readonly (readonly Datum[])[], loss: Loss) {
    let total = 0
    for (const batch of batches) total += (await target.forwardBackward(batch, loss)).loss
    const gradients = new Map([...target.gradients].map(([key, data]) => [key, data.slice()]))
    await target.optimStep({ ...fixture.adam.params, learningRate: 0, gradClip: 0 })
    return { total, gradients }
  }

  function expectGradients(found: ReadonlyMap<string, Float32Array>, loss: Loss['type']) {
    let compared = 0
    for (const [key, expected] of fixture.tensors) {
      if (!key.startsWith(`${loss}.`)) continue
      const parameter = key.slice(loss.length + 1)
      expect(found.get(parameter), parameter).toBeDefined()
      expect(relativeError(found.get(parameter) as Float32Array, expected.data), parameter).toBeLessThan(
        GRADIENT,
      )
      compared++
    }
    expect(compared).toBe(found.size)
  }

  it('gives the log-probability of every token', async () => {
    const data = fixture.datums('cross_entropy').map((datum) => ({
      ...datum,
      weights: datum.weights.map((_, token) => Number(token > 0)),
    }))
    const { logprobs } = await engine.forward(data)
    for (const [i, { expectedLogprobs }] of fixture.data.entries()) {
      expect(largestDifference(logprobs[i] ?? [], expectedLogprobs), `sequence ${i}`).toBeLessThan(LOGPROB)
    }
  })

  it('gives the whole distribution at several positions', async () => {
    const { shape, data } = fixture.tensors.get('logits.2') ?? { shape: [], data: new Float32Array() }
    const vocabulary = shape[1] as number
    const tokens = fixture.data[2]?.tokens as number[]
    for (const position of [0, 8, 31]) {
      const logits = data.subarray(position * vocabulary, (position + 1) * vocabulary)
      const normaliser = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0))
      const prefix = tokens.slice(0, position + 1)
      const batch = Array.from(logits, (_, token) => ({
        tokens: Int32Array.from([...prefix, token]),
        weights: Float32Array.from([...prefix.map(() => 0), 1]),
      }))
      const { logprobs } = await engine.forward(batch)
      const found = logprobs.map((row) => row.at(-1) as number)
      const expected = Array.from(logits, (logit) => logit - normaliser)
      expect(largestDifference(found, expected), `position ${position}`).toBeLessThan(LOGPROB)
    }
  })

  it.each(LOSSES)('gives the loss %s and the gradient of every parameter', async (type) => {
    const { loss, value } = fixture.losses[type]
    const { total, gradients } = await gradientsOf(engine, [fixture.datums(type)], loss)
    expect(Math.abs(total - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)))
    expectGradients(gradients, type)
  })

  it.each(
    LOSSES,
  )('gives the same %s gradients datum by datum: nothing shared, nothing padded', async (type) => {
    const batches = fixture.datums(type).map((datum) => [datum])
    const { gradients } = await gradientsOf(engine, batches, fixture.losses[type].loss)
    expectGradients(gradients, type)
  })

  it('gives the same gradients when memory allows tiny micro-batches only', async () => {
    const small = await openLocalEngine({ model: fixture.folder, threads: 1, memoryMiB: 0.01 })
    const { gradients } = await gradientsOf(small, [fixture.datums('ppo')], fixture.losses.ppo.loss)
    expectGradients(gradients, 'ppo')
    await small.close()
  })

  it('reports entropy, clipped tokens and KL', async () => {
    const { metrics } = await engine.forwardBackward(fixture.datums('cross_entropy'), {
      type: 'cross_entropy',
    })
    expect(Math.abs(metrics.entropy - fixture.entropy)).toBeLessThan(1e-3)
    expect(metrics).toMatchObject({ clipped: 0, kl: 0 })
    const { clipLow, clipHigh } = fixture.losses.ppo.loss as Extract<Loss, { type: 'ppo' }>
    const expected = { tokens: 0, clipped: 0, kl: 0 }
    for (const { advantages, logprobs, expectedLogprobs } of fixture.data) {
      for (const [token, w] of advantages.entries()) {
        if (w === 0) continue
        const difference = (expectedLogprobs[token] as number) - (logprobs[token] as number)
        const r = Math.exp(difference)
        expected.tokens++
        expected.kl += r - 1 - difference
        if (w > 0 ? r > 1 + clipHigh : r < 1 - clipLow) expected.clipped++
      }
    }
    const ppo = await engine.forwardBackward(fixture.datums('ppo'), fixture.losses.ppo.loss)
    expect(ppo.metrics).toMatchObject({ tokens: expected.tokens, clipped: expected.clipped })
    expect(ppo.metrics.clipped).toBeGreaterThan(0)
    expect(Math.abs(ppo.metrics.kl - expected.kl)).toBeLessThan(1e-3)
    await engine.optimStep({ ...fixture.adam.params, learningRate: 0 })
  })

  it('takes AdamW steps as PyTorch does', async () => {
    const trained = await openLocalEngine({ model: fixture.folder, threads: 1 })
    for (const [i, gradNorm] of fixture.adam.gradNorms.entries()) {
      await trained.forwardBackward(fixture.datums('cross_entropy'), { type: 'cross_entropy' })
      const result = await trained.optimStep(fixture.adam.params)
      expect(result.step).toBe(i + 1)
      expect(Math.abs(result.gradNorm / gradNorm - 1)).toBeLessThan(1e-4)
    }
    let compared = 0
    const folder = await mkdtemp(join(tmpdir(), 'parity-'))
    await trained.exportWeights(folder)
    const { weights } = await loadModel(folder)
    await rm(folder, { recursive: true })
    for (const [parameter, { data }] of weights) {
      const expected = fixture.tensors.get(`adamw.${parameter}`)?.data ?? []
      // Steps are of up to 0.01 each: a hundredth of a step.
      expect(largestDifference(data, expected), parameter).toBeLessThan(1e-4)
      compared++
    }
    expect(compared).toBe([...fixture.tensors.keys()].filter((key) => key.startsWith('adamw.')).length)
    await trained.close()
  })

  describe('generation', () => {
    const greedy = {
      n: 1,
      maxTokens: 24,
      temperature: 0,
      topP: 1,
      topK: 0,
      stopTokens: [],
      stopStrings: [],
      key: { seed: 1, iteration: 0, purpose: 'test' },
    } as const

    it('continues greedily, token for token, with prompts of different lengths together', async () => {
      const sampler = await engine.sampler()
      const prompts = fixture.greedy.map(({ prompt }) => Int32Array.from(prompt))
      const completions = await sampler.sample(prompts, greedy)
      for (const [p, { tokens, logprobs }] of fixture.greedy.entries()) {
        const completion = completions[p]?.[0]
        expect([...(completion?.tokens ?? [])]).toEqual(tokens)
        expect(completion?.stopReason).toBe('length')
        expect(largestDifference(completion?.logprobs ?? [], logprobs)).toBeLessThan(LOGPROB)
      }
    })

    it.each([
      ['plainly', { temperature: 1 }],
      ['tempered and filtered', { temperature: 0.7, topP: 0.9, topK: 20 }],
    ])('samples %s with the log-probabilities that the trainer computes', async (_, how) => {
      const sampler = await engine.sampler()
      const prompts = fixture.greedy.map(({ prompt }) => Int32Array.from(prompt))
      const completions = await sampler.sample(prompts, { ...greedy, ...how, n: 5 })
      const samples = completions.flatMap((group, p) =>
        group.map((one) => ({ ...one, prompt: prompts[p] as Int32Array })),
      )
      const data = samples.map(({ prompt, tokens }) => ({
        tokens: Int32Array.from([...prompt, ...tokens]),
        weights: Float32Array.from([...prompt, ...tokens], (_, i) => Number(i >= prompt.length)),
      }))
      expect(data.length).toBe(15)
      const { logprobs } = await engine.forward(data)
      for (const [i, sample] of samples.entries()) {
        const trainer = logprobs[i]?.subarray(sample.prompt.length) ?? []
        expect(largestDifference(sample.logprobs, trainer), `sample ${i}`).toBeLessThan(LOGPROB)
      }
    })
  })
})
