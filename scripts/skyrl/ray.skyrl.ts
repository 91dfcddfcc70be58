import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import type { Engine, SamplingParams } from '../../src/engines/engine.js'
import { openTinkerEngine } from '../../src/engines/tinker/index.js'
import { randomStream } from '../../src/random/index.js'
import { openTinkerClient } from '../../src/tinker/index.js'
import { loadTokenizer } from '../../src/tokenizer/index.js'
import { startSkyRl } from './server.js'

const { python, url, random: model, compiled, folder } = inject('skyrl')

const ADAM = { learningRate: 1e-2, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0, gradClip: 0 }
const PARAMS: SamplingParams = {
  n: 2,
  maxTokens: 8,
  temperature: 1,
  topP: 1,
  topK: 0,
  stopTokens: [],
  stopStrings: [],
  key: { seed: 3, iteration: 0, purpose: 'test' },
}
// With 8 tokens more they still fit the smallest shape.
const PROMPTS = [18, 24, 21, 20].map((length, index) => {
  const { integer } = randomStream({ seed: 4, iteration: 0, purpose: 'test', index })
  return Int32Array.from({ length }, () => 2 + integer(510))
})

async function open(baseUrl: string): Promise<Engine> {
  return openTinkerEngine({
    baseModel: model,
    target: 'skyrl-jax',
    tokenizer: await loadTokenizer(model),
    contextTokens: 512,
    rank: 8,
    seed: 1,
    client: { baseUrl },
    connect: openTinkerClient,
  })
}

/** Samples, learns from the samples, saves, and samples again from another engine that loads the save. */
async function exercise(baseUrl: string) {
  const name = new URL(baseUrl).port
  const first = await open(baseUrl)
  let second: Engine | undefined
  try {
    const groups = await (await first.sampler()).sample(PROMPTS, PARAMS)
    const batch = groups.flatMap((group, p) =>
      group.map(({ tokens, logprobs }, g) => {
        const prompt = PROMPTS[p] as Int32Array
        const both = Int32Array.from([...prompt, ...tokens])
        const weights = new Float32Array(both.length).fill(g === 0 ? 0.5 : -0.5, prompt.length)
        const old = new Float32Array(both.length)
        old.set(logprobs, prompt.length)
        return { tokens: both, weights, logprobs: old }
      }),
    )
    const steps = []
    for (let step = 0; step < 2; step++) {
      const { loss } = await first.forwardBackward(batch, { type: 'ppo', clipLow: 0.2, clipHigh: 0.28 })
      const { gradNorm } = await first.optimStep(ADAM)
      steps.push(loss, gradNorm)
    }
    await first.save(join(folder, `ray-${name}`))
    second = await open(baseUrl)
    await second.load(join(folder, `ray-${name}`))
    const samples = await (await second.sampler()).sample(PROMPTS, PARAMS)
    const { logprobs } = await second.forward(batch)
    return { groups, steps, samples, logprobs }
  } finally {
    await first.close()
    await second?.close()
  }
}

const tokensOf = (groups: readonly (readonly { tokens: Int32Array }[])[]) =>
  groups.map((group) => group.map(({ tokens }) => [...tokens]))

it('does the same with two processes under Ray as with one without', async () => {
  const ray = await startSkyRl({
    python,
    model,
    state: join(folder, 'ray-server'),
    compiled: join(compiled, 'ray'),
    rayProcesses: 2,
    onProgress: (line) => console.log(line),
  })
  try {
    const there = await exercise(ray.url)
    const here = await exercise(url)
    expect(tokensOf(there.groups)).toEqual(tokensOf(here.groups))
    expect(here.steps[1]).toBeGreaterThan(0.01)
    for (const [i, value] of there.steps.entries()) expect(value).toBeCloseTo(here.steps[i] as number, 3)
    expect(tokensOf(there.samples)).toEqual(tokensOf(here.samples))
    expect(tokensOf(there.samples)).not.toEqual(tokensOf(there.groups))
    let most = 0
    for (const [i, one] of there.logprobs.entries())
      for (const [t, logprob] of one.entries())
        most = Math.max(most, Math.abs(logprob - (here.logprobs[i]?.[t] as number)))
    console.log(`Ray, two processes: greatest difference of log-probabilities ${most.toExponential(2)}`)
    expect(most).toBeLessThan(1e-3)
  } finally {
    await ray.stop()
  }
}, 900_000)
