import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { AdamParams, Datum, Engine, Loss, SamplingParams } from '../../src/engines/engine.js'
import { openLocalEngine } from '../../src/engines/local/index.js'
import { readSafetensors, type Tensor } from '../../src/engines/local/model/index.js'
import { openTinkerEngine } from '../../src/engines/tinker/index.js'
import { randomStream } from '../../src/random/index.js'
import { openTinkerClient } from '../../src/tinker/index.js'
import { loadTokenizer, type Tokenizer } from '../../src/tokenizer/index.js'

const { url, random: model, folder } = inject('skyrl')
const RANK = 8
/** SkyRL's, whatever the rank. */
const SCALING = 32 / RANK
const ADAM: AdamParams = {
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0,
  gradClip: 0,
}
/** Adam's first step is lr g / (|g| + epsilon): with an epsilon far above all gradients it is the gradient itself. */
const PLAIN: AdamParams = { ...ADAM, learningRate: 1e5, epsilon: 1e5 }

let tokenizer: Tokenizer
const open: Engine[] = []
let exports = 0

beforeAll(async () => {
  tokenizer = await loadTokenizer(model)
})
afterAll(async () => {
  for (const engine of open) await engine.close()
})

async function remote(seed = 1): Promise<Engine> {
  const engine = await openTinkerEngine({
    baseModel: model,
    target: 'skyrl-jax',
    tokenizer,
    contextTokens: 512,
    rank: RANK,
    seed,
    client: { baseUrl: url },
    connect: openTinkerClient,
    tokenizerFolder: model,
  })
  open.push(engine)
  return engine
}

async function local(): Promise<Engine> {
  const engine = await openLocalEngine({ model, threads: 1 })
  open.push(engine)
  return engine
}

async function close(engine: Engine): Promise<void> {
  open.splice(open.indexOf(engine), 1)
  await engine.close()
}

async function weightsOf(engine: Engine, file: string): Promise<Map<string, Tensor>> {
  const directory = join(folder, `export-${++exports}`)
  await engine.exportWeights(directory)
  return readSafetensors(join(directory, file))
}

const stream = (index: number) => randomStream({ seed: 1, iteration: 0, purpose: 'test', index })
const SEQUENCES = [18, 33, 9, 27, 30].map((length, index) => {
  const { integer } = stream(index)
  return Int32Array.from({ length }, () => 2 + integer(510))
})
/** Of each sequence, tokens before this one carry no weight: as many trained tokens as not, by length. */
const STARTS = [6, 20, 2, 25, 1]
/** Cost of one token differs, so that a mean in the wrong place shows. */
const ADVANTAGES = [0.7, -1.3, 0.4, 2, -0.2]

function batchOf(loss: Loss, logprobs: readonly Float32Array[]): Datum[] {
  return SEQUENCES.map((tokens, index) => {
    const { uniform } = stream(100 + index)
    const advantage = ADVANTAGES[index] as number
    const weights = new Float32Array(tokens.length)
    for (let t = STARTS[index] as number; t < tokens.length; t++)
      weights[t] = loss.type === 'cross_entropy' ? 0.1 + uniform() : advantage / tokens.length
    // Ratios from 0.6 to 1.6, so that some are clipped.
    const q = logprobs[index]?.map((logprob) => logprob - Math.log(0.6 + uniform())) as Float32Array
    return { tokens, weights, logprobs: q }
  })
}

const everyToken = SEQUENCES.map((tokens) => ({
  tokens,
  weights: new Float32Array(tokens.length).fill(1).fill(0, 0, 1),
}))

/** Of B in each adapted layer, by layer, from one plain step on SkyRL; and the A's that it was taken with. */
async function measuredGradient(batch: Datum[], loss: Loss) {
  const engine = await remote()
  const result = await engine.forwardBackward(batch, loss)
  const { gradNorm } = await engine.optimStep(PLAIN)
  const adapter = await weightsOf(engine, 'adapter_model.safetensors')
  await close(engine)
  return { result, gradNorm, adapter }
}

/** Of the whole matrices, by layer, from one plain step of the local engine. */
async function fullGradient(batch: Datum[], loss: Loss, before: Map<string, Tensor>) {
  const engine = await local()
  const result = await engine.forwardBackward(batch, loss)
  await engine.optimStep(PLAIN)
  const after = await weightsOf(engine, 'model.safetensors')
  await close(engine)
  const gradient = new Map<string, Tensor>()
  for (const [name, { shape, data }] of before) {
    const moved = after.get(name)?.data as Float32Array
    gradient.set(name, { shape, data: data.map((value, i) => value - (moved[i] as number)) })
  }
  return { result, gradient }
}

/** At B = 0: dL/dB = scaling dL/dW transpose(A). */
function expectedB(weight: Tensor, a: Tensor): Float64Array {
  const [rows, columns] = weight.shape as [number, number]
  const [rank] = a.shape as [number, number]
  const b = new Float64Array(rows * rank)
  for (let row = 0; row < rows; row++)
    for (let r = 0; r < rank; r++) {
      let sum = 0
      for (let c = 0; c < columns; c++)
        sum += (weight.data[row * columns + c] as number) * (a.data[r * columns + c] as number)
      b[row * rank + r] = SCALING * sum
    }
  return b
}

const LOSSES: Loss[] = [
  { type: 'cross_entropy' },
  { type: 'importance_sampling' },
  { type: 'ppo', clipLow: 0.2, clipHigh: 0.28 },
  { type: 'cispo', clipLow: 0.2, clipHigh: 0.28 },
]

type Groups = readonly (readonly { readonly tokens: Int32Array; readonly logprobs: Float32Array }[])[]

const tokensOf = (groups: Groups) => groups.map((group) => group.map(({ tokens }) => [...tokens]))

/** The last bits of log-probabilities depend on which requests arrive together, and are computed in one batch. */
function expectSame(found: Groups, expected: Groups): void {
  expect(tokensOf(found)).toEqual(tokensOf(expected))
  for (const [i, { logprobs }] of found.flat().entries())
    for (const [t, logprob] of logprobs.entries())
      expect(logprob).toBeCloseTo(expected.flat()[i]?.logprobs[t] as number, 4)
}

describe('the engine on SkyRL', () => {
  it('gives the log-probabilities of the local engine', async () => {
    const here = await local()
    const there = await remote()
    const [a, b] = [await here.forward(everyToken), await there.forward(everyToken)]
    let most = 0
    for (const [i, one] of a.logprobs.entries())
      for (const [t, logprob] of one.entries())
        most = Math.max(most, Math.abs(logprob - (b.logprobs[i]?.[t] as number)))
    console.log(`log-probabilities: greatest difference ${most.toExponential(2)}`)
    expect(most).toBeLessThan(1e-3)
    await close(here)
    await close(there)
  })

  it.each(LOSSES)('applies the gradient of the plain sum: $type', async (loss) => {
    const here = await local()
    const { logprobs } = await here.forward(everyToken)
    const before = await weightsOf(here, 'model.safetensors')
    await close(here)
    const batch = batchOf(loss, logprobs)
    const measured = await measuredGradient(batch, loss)
    const full = await fullGradient(batch, loss, before)
    expect(measured.result.loss).toBeCloseTo(full.result.loss, 3)
    expect(measured.result.metrics.clipped).toBe(full.result.metrics.clipped)
    if (loss.type === 'ppo' || loss.type === 'cispo')
      expect(measured.result.metrics.clipped).toBeGreaterThan(5)

    let dot = 0
    let found = 0
    let wanted = 0
    let layers = 0
    for (const [name, b] of measured.adapter) {
      const layer = /^base_model\.model\.(.*)\.lora_B\.weight$/.exec(name)?.[1]
      if (layer === undefined) continue
      const a = measured.adapter.get(name.replace('lora_B', 'lora_A')) as Tensor
      const expected = expectedB(full.gradient.get(`${layer}.weight`) as Tensor, a)
      expect(b.data.length).toBe(expected.length)
      for (const [i, value] of expected.entries()) {
        const applied = -(b.data[i] as number)
        dot += applied * value
        found += applied * applied
        wanted += value * value
      }
      layers++
    }
    expect(layers).toBe(14)
    const cosine = dot / Math.sqrt(found * wanted)
    const ratio = Math.sqrt(found / wanted)
    console.log(
      `${loss.type}: cosine ${cosine.toFixed(7)}, ratio of norms ${ratio.toFixed(5)}, norm ${measured.gradNorm.toFixed(4)}`,
    )
    expect(cosine).toBeGreaterThan(0.9999)
    expect(ratio).toBeGreaterThan(0.999)
    expect(ratio).toBeLessThan(1.001)
    expect(measured.gradNorm / Math.sqrt(wanted)).toBeCloseTo(1, 2)
  })

  it('starts clean in a place whose last model left gradients there', async () => {
    const loss: Loss = { type: 'cross_entropy' }
    const batch = batchOf(
      loss,
      everyToken.map(({ tokens }) => new Float32Array(tokens.length)),
    )
    const steps = async (engine: Engine) => {
      await engine.forwardBackward(batch, loss)
      const { gradNorm } = await engine.optimStep(ADAM)
      return { gradNorm, logprobs: (await engine.forward(everyToken)).logprobs }
    }
    const clean = await remote()
    const expected = await steps(clean)
    await close(clean)

    const careless = await remote(5)
    await careless.forwardBackward(batch, loss)
    await close(careless)
    // That there is something to clean: the same without the engine's care.
    const client = openTinkerClient({ baseUrl: url })
    const session = await client.openSession()
    const heir = await session.createModel({ baseModel: model, rank: RANK, seed: 1 })
    const { metrics } = await heir.optimStep({ ...ADAM, learningRate: 0, gradClipNorm: 0 }).result
    expect(metrics['skyrl.ai/grad_norm']).toBeGreaterThan(0)
    await session.close({ unload: true })
    await client.close()

    const again = await remote(5)
    await again.forwardBackward(batch, loss)
    await close(again)
    const second = await remote()
    expect(await steps(second)).toEqual(expected)
    await close(second)
  })

  it('samples what it scores, the same for the same key, and knows when it is too late', async () => {
    const engine = await remote()
    const initial = await engine.sampler()
    const params: SamplingParams = {
      n: 2,
      maxTokens: 8,
      temperature: 1,
      topP: 1,
      topK: 0,
      stopTokens: [],
      stopStrings: [],
      key: { seed: 3, iteration: 0, purpose: 'test' },
    }
    const prompts = SEQUENCES.slice(0, 3)
    const first = await initial.sample(prompts, params)
    expectSame(await initial.sample(prompts, params), first)

    const loss: Loss = { type: 'cross_entropy' }
    await engine.forwardBackward(
      batchOf(
        loss,
        everyToken.map((one) => one.weights),
      ),
      loss,
    )
    await engine.optimStep(ADAM)
    const trained = await engine.sampler()
    const groups = await trained.sample(prompts, params)
    expect(tokensOf(groups)).not.toEqual(tokensOf(first))
    const rows = groups.flatMap((group, p) =>
      group.map(({ tokens, logprobs }) => ({ prompt: prompts[p] as Int32Array, tokens, logprobs })),
    )
    const scored = await engine.forward(
      rows.map(({ prompt, tokens }) => ({
        tokens: Int32Array.from([...prompt, ...tokens]),
        weights: new Float32Array(prompt.length + tokens.length).fill(1, prompt.length),
      })),
    )
    for (const [i, { prompt, logprobs }] of rows.entries())
      for (const [t, logprob] of logprobs.entries())
        expect(logprob).toBeCloseTo(scored.logprobs[i]?.[prompt.length + t] as number, 4)

    await engine.forwardBackward(
      batchOf(
        loss,
        everyToken.map((one) => one.weights),
      ),
      loss,
    )
    await engine.optimStep(ADAM)
    await expect(trained.sample(prompts, params)).rejects.toMatchObject({ code: 'engine' })
    // The weights before the first step are the base model's, and stay.
    expectSame(await initial.sample(prompts, params), first)
    await close(engine)
  })

  it('goes on from a save in another engine to the last bit', async () => {
    const loss: Loss = { type: 'ppo', clipLow: 0.2, clipHigh: 0.28 }
    const engine = await remote()
    const { logprobs } = await engine.forward(everyToken)
    const batch = batchOf(loss, logprobs)
    const train = async (one: Engine, steps: number) => {
      const norms = []
      for (let step = 0; step < steps; step++) {
        await one.forwardBackward(batch, loss)
        norms.push(await one.optimStep(ADAM))
      }
      return { norms, logprobs: (await one.forward(everyToken)).logprobs }
    }
    await train(engine, 2)
    await engine.save(join(folder, 'saved'))
    const expected = await train(engine, 2)
    await close(engine)
    const other = await remote(77)
    await other.load(join(folder, 'saved'))
    expect(await train(other, 2)).toEqual(expected)
    expect(expected.norms[1]?.step).toBe(4)
    await close(other)
  })
})
