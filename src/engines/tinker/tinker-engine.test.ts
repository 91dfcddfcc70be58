import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MemoryServer } from './fixtures/memory-server.js'
import { adam, datum, letters, openOn, play, sampling } from './fixtures/play.js'

const LOSS = { type: 'importance_sampling' } as const
const PROMPT = Int32Array.of(1, 2, 3)
const folder = async () => join(await mkdtemp(join(tmpdir(), 'tinker-engine-')), 'new')

describe('opening', () => {
  it.each([
    [{ baseModel: 'toy/unknown' }, 'config', 'http://memory has no model toy/unknown', 'toy/base, toy/large'],
    [{ rank: 0 }, 'config', "SkyRL's JAX backend trains LoRA adapters only", 'Set a rank from 1'],
    [{ rank: 0, target: 'hosted' }, 'config', 'the hosted Tinker service trains LoRA', 'Set a rank from 1'],
    [{ rank: 9 }, 'config', 'no adapter of rank 9: LoRA rank 9 must be between 1 and 8', 'max_lora_rank'],
    [{ rank: 1.5 }, 'config', 'the LoRA rank is 1.5', undefined],
    [{ contextTokens: undefined }, 'config', 'context length is not known', 'max_position_embeddings'],
  ] as const)('refuses %j, saying why and what to do', async (options, code, message, hint) => {
    const server = new MemoryServer()
    const refusal = {
      code,
      message: expect.stringContaining(message),
      hint: hint === undefined ? undefined : expect.stringContaining(hint),
    }
    await expect(openOn(server, options)).rejects.toMatchObject(refusal)
    expect(server.clients).toBe(0)
    expect(server.sessionsOpen.size).toBe(0)
  })

  it('refuses where the server is full', async () => {
    const server = new MemoryServer({ slots: 1 })
    await openOn(server, { target: 'hosted' })
    await expect(openOn(server, { target: 'hosted' })).rejects.toThrow('no place for another model')
  })

  it('tells what the engine can', async () => {
    const { capabilities } = await openOn(new MemoryServer(), { baseModel: 'toy/large', contextTokens: 128 })
    expect(capabilities).toMatchObject({
      contextTokens: 64,
      vocabulary: 32,
      parameters: null,
      snapshots: 'until-next-step',
      samplesWhileTraining: false,
      ignoredAdam: ['gradClip'],
    })
  })

  it('does not inherit the gradients that another model left in the slot', async () => {
    const expected = new MemoryServer({ gradientsOutliveModels: true })
    await play(await openOn(expected))
    const server = new MemoryServer({ gradientsOutliveModels: true })
    const session = await server.connect().openSession()
    const other = await session.createModel({ baseModel: 'toy/base', rank: 4, seed: 5 })
    await other.forwardBackward([{ tokens: PROMPT, lossInputs: { target_tokens: PROMPT } }], 'cross_entropy')
      .result
    await session.close({ unload: true })
    await play(await openOn(server))
    expect(server.state()).toEqual(expected.state())
  })
})

describe('training', () => {
  it('gives what it computed itself, and nothing where nothing is trained', async () => {
    const server = new MemoryServer()
    const engine = await openOn(server)
    const idle = { tokens: Int32Array.of(1, 2), weights: new Float32Array(2), logprobs: new Float32Array(2) }
    const weighted = {
      ...datum(1, 2, 3),
      weights: Float32Array.of(0, 0, 2),
      logprobs: Float32Array.of(0, 0, -1),
    }
    const result = await engine.forwardBackward([idle, weighted], LOSS)
    // Every token of a fresh toy policy has ln p = -0.9, so r = e^0.1.
    expect(result.logprobs).toEqual([new Float32Array(2), Float32Array.of(0, 0, -0.9)])
    expect(result.loss).toBeCloseTo(-2 * Math.exp(0.1), 6)
    expect(result.metrics.tokens).toBe(1)
    expect(result.metrics.entropy).toBeCloseTo(0.9, 6)
    expect(result.metrics.kl).toBeCloseTo(Math.exp(0.1) - 1 - 0.1, 6)
    expect(server.sent).toHaveLength(1)
    expect((await engine.forward([idle])).logprobs).toEqual([new Float32Array(2)])
    expect(server.log.filter((verb) => verb === 'forward')).toHaveLength(0)
  })

  it('counts steps and tells the norm where the server does', async () => {
    const engine = await openOn(new MemoryServer())
    await engine.forwardBackward([datum(1, 2, 3)], LOSS)
    const first = await engine.optimStep(adam)
    expect(first.step).toBe(1)
    expect(first.gradNorm).toBeGreaterThan(0)
    // Without gradients the norm may be 0.
    expect(await engine.optimStep(adam)).toEqual({ step: 2, gradNorm: 0 })
  })

  it('takes one pass for a step where the server averages over them', async () => {
    const engine = await openOn(new MemoryServer())
    await engine.forwardBackward([datum(1, 2, 3)], LOSS)
    await expect(engine.forwardBackward([datum(1, 2, 3)], LOSS)).rejects.toThrow(
      'takes one forwardBackward for each optimStep',
    )
    await engine.optimStep(adam)
    await engine.forwardBackward([datum(1, 2, 3)], LOSS)
    const summing = await openOn(new MemoryServer(), { target: 'skyrl-train' })
    await summing.forwardBackward([datum(1, 2, 3)], LOSS)
    await summing.forwardBackward([datum(1, 2, 3)], LOSS)
  })

  it('refuses losses and data that cannot be', async () => {
    const engine = await openOn(new MemoryServer(), { target: 'skyrl-train' })
    const clip = { clipLow: 0.1, clipHigh: 0.1 }
    await expect(engine.forwardBackward([datum(1, 2)], { type: 'cispo', ...clip })).rejects.toMatchObject({
      message: "SkyRL's FSDP or Megatron backend has no loss cispo",
      hint: 'It has cross_entropy, importance_sampling, ppo.',
    })
    const first = { ...datum(1, 2), weights: Float32Array.of(1, 1) }
    await expect(engine.forwardBackward([datum(1, 2), first], LOSS)).rejects.toThrow(
      'datum 1 has a weight on its first token',
    )
    await expect(engine.forward([datum(1, 99)])).rejects.toThrow('token 99, outside the vocabulary of 32')
    await expect(engine.forward([datum(...new Array<number>(33).fill(1))])).rejects.toThrow('context of 32')
    const nowhere = { ...datum(1, 2), weights: Float32Array.of(0, Number.NaN) }
    await expect(engine.forward([nowhere])).rejects.toThrow('a weight of NaN')
  })
})

describe('samplers', () => {
  it('draw the same whatever else is asked, where seeds are taken', async () => {
    const engine = await openOn(new MemoryServer())
    const sampler = await engine.sampler()
    const many = await sampler.sample([Int32Array.of(9), PROMPT], { ...sampling, indices: [40, 7] })
    const [alone] = await sampler.sample([PROMPT], { ...sampling, indices: [7] })
    expect(many[1]).toEqual(alone)
    expect(many[0]).toHaveLength(2)
    const [another] = await sampler.sample([PROMPT], { ...sampling, indices: [8] })
    expect(another).not.toEqual(alone)
  })

  it('tell the tokens so far', async () => {
    const sampler = await (await openOn(new MemoryServer())).sampler()
    const heard: number[] = []
    const found = await sampler.sample([PROMPT, PROMPT], sampling, {
      onProgress: (tokens) => heard.push(tokens),
    })
    expect(heard).toHaveLength(2)
    expect(heard.at(-1)).toBe(found.flat().reduce((sum, { tokens }) => sum + tokens.length, 0))
  })

  it('send what the target understands', async () => {
    const server = new MemoryServer()
    const jax = await (await openOn(server)).sampler()
    await jax.sample([PROMPT], { ...sampling, stopTokens: [], stopStrings: ['ab'], topK: 5, topP: 0.9 })
    await jax.sample([PROMPT], { ...sampling, stopStrings: ['ab'], temperature: 0, topP: 0.5 })
    const hosted = await (await openOn(server, { target: 'hosted' })).sampler()
    await hosted.sample([PROMPT], { ...sampling, temperature: 0 })
    expect(server.asked).toMatchObject([
      { maxTokens: 6, temperature: 1, topK: 5, topP: 0.9, stop: ['ab'] },
      { temperature: 0, topK: -1, topP: 1, stop: [31] },
      { temperature: 0, topK: 1, seed: undefined },
    ])
    const seed = server.asked[0]?.seed as number
    expect(Number.isInteger(seed) && seed >= 0 && seed + 1 < 2 ** 31).toBe(true)
  })

  it('serve until the next step where the server has one slot of weights', async () => {
    const engine = await openOn(new MemoryServer())
    await engine.optimStep(adam)
    const sampler = await engine.sampler()
    expect(await (await engine.sampler()).sample([PROMPT], sampling)).toEqual(
      await sampler.sample([PROMPT], sampling),
    )
    const drawing = sampler.sample([PROMPT], sampling)
    await expect(engine.optimStep(adam)).rejects.toThrow('1 calls of sample are under way')
    await drawing
    await engine.optimStep(adam)
    await expect(sampler.sample([PROMPT], sampling)).rejects.toMatchObject({
      code: 'engine',
      message: expect.stringContaining('from before an optimizer step'),
      hint: expect.stringContaining('take a new sampler()'),
    })
  })

  it('of the untouched model never expire: the base model is sampled', async () => {
    const server = new MemoryServer()
    const engine = await openOn(server)
    const first = await engine.sampler()
    const before = await first.sample([PROMPT], sampling)
    await engine.forwardBackward([datum(1, 2, 3)], LOSS)
    const drawing = first.sample([PROMPT], sampling)
    await engine.optimStep(adam)
    expect(await drawing).toEqual(before)
    server.restart()
    expect(await first.sample([PROMPT], sampling)).toEqual(before)
    expect(server.log).not.toContain('snapshot')
    expect(await (await engine.sampler()).sample([PROMPT], sampling)).not.toEqual(before)
    expect(server.log).toContain('snapshot')
  })

  it('keep their weights on a server that keeps snapshots, also through its restart', async () => {
    const server = new MemoryServer()
    const engine = await openOn(server, { target: 'hosted' })
    await engine.forwardBackward([datum(1, 2, 3)], LOSS)
    await engine.optimStep(adam)
    const old = await engine.sampler()
    // Hosted samples have no seed of their own; the toy takes 0 then.
    const before = await old.sample([PROMPT], sampling)
    await engine.forwardBackward([datum(1, 2, 4)], LOSS)
    await engine.optimStep(adam)
    expect(await old.sample([PROMPT], sampling)).toEqual(before)
    server.restart()
    expect(await old.sample([PROMPT], sampling)).toEqual(before)
    await engine.save(await folder())
    server.restart()
    await expect(old.sample([PROMPT], sampling)).rejects.toThrow(
      'lost a snapshot of weights that have since moved',
    )
  })

  it('refuses tokens that the model does not have', async () => {
    const tokenizer = { ...letters, vocabulary: 8 }
    const sampler = await (await openOn(new MemoryServer(), { tokenizer })).sampler()
    const many = { ...sampling, n: 20, stopTokens: [] }
    await expect(sampler.sample([PROMPT], many)).rejects.toThrow(
      /drew token \d+, outside the vocabulary of 8/,
    )
  })

  it('stop when asked to, and let steps be made again', async () => {
    const engine = await openOn(new MemoryServer())
    await engine.optimStep(adam)
    const sampler = await engine.sampler()
    const reason = new Error('enough')
    await expect(sampler.sample([PROMPT], sampling, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    )
    await expect(sampler.sample([Int32Array.of(77)], sampling)).rejects.toThrow('outside the vocabulary')
    await engine.optimStep(adam)
  })
})

describe('checkpoints', () => {
  const train = async (engine: Awaited<ReturnType<typeof openOn>>, token: number) => {
    await engine.forwardBackward([datum(1, 2, token)], LOSS)
    return engine.optimStep(adam)
  }

  it('restore weights and optimizer exactly, in another engine', async () => {
    const server = new MemoryServer({ gradientsOutliveModels: true })
    const engine = await openOn(server)
    await train(engine, 3)
    const directory = await folder()
    await engine.save(directory)
    await train(engine, 4)
    const after = server.state()
    await engine.close()
    expect(server.modelsHeld).toBe(0)

    const resumed = await openOn(server)
    await resumed.load(directory)
    expect((await train(resumed, 4)).step).toBe(2)
    expect(server.state()).toEqual(after)
    // And back in place, with gradients waiting that the checkpoint knows nothing of.
    await resumed.forwardBackward([datum(7, 8, 9)], LOSS)
    await resumed.load(directory)
    await train(resumed, 4)
    expect(server.state()).toEqual(after)
    expect(server.modelsHeld).toBe(1)
  })

  it('are a small file that says what and where', async () => {
    const engine = await openOn(new MemoryServer())
    await train(engine, 3)
    const directory = await folder()
    await engine.save(directory)
    expect(await readdir(directory)).toEqual(['tinker-checkpoint.json'])
    expect(JSON.parse(await readFile(join(directory, 'tinker-checkpoint.json'), 'utf8'))).toEqual({
      version: 1,
      path: expect.stringMatching(/^tinker:\/\/model\d+\/weights\/step_1_1$/),
      server: 'http://memory',
      target: 'skyrl-jax',
      baseModel: 'toy/base',
      rank: 4,
      step: 1,
    })
    await expect(engine.save(directory)).rejects.toThrow('is not empty')
  })

  it.each([
    ['not json', /no readable checkpoint/],
    ['{"version":1}', /path/],
    [`{"version":1,"pad":"${'x'.repeat(70_000)}"}`, /more than 65536/],
  ])('that are broken are named (%#)', async (content, message) => {
    const directory = await mkdtemp(join(tmpdir(), 'tinker-engine-'))
    await writeFile(join(directory, 'tinker-checkpoint.json'), content)
    const engine = await openOn(new MemoryServer())
    await expect(engine.load(directory)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(message),
    })
  })

  it('of another model, or gone from the server, are refused before anything is lost', async () => {
    const server = new MemoryServer({ slots: 8 })
    const engine = await openOn(server)
    await train(engine, 3)
    const directory = await folder()
    await engine.save(directory)
    await expect((await openOn(server, { rank: 5 })).load(directory)).rejects.toThrow(
      'of rank 4, the engine has 5',
    )
    await expect((await openOn(server, { baseModel: 'toy/large' })).load(directory)).rejects.toThrow(
      'of base model toy/base, the engine has toy/large',
    )
    await expect((await openOn(server, { target: 'hosted' })).load(directory)).rejects.toThrow(
      'of target skyrl-jax, the engine has hosted',
    )
    server.checkpoints.clear()
    const before = server.log.length
    await expect(engine.load(directory)).rejects.toMatchObject({
      code: 'run',
      message: expect.stringContaining('does not have the checkpoint tinker://'),
    })
    expect(server.log).toHaveLength(before)
  })

  it('are exported as an adapter that loads elsewhere', async () => {
    const tokenizerFolder = await mkdtemp(join(tmpdir(), 'tinker-engine-'))
    await writeFile(join(tokenizerFolder, 'tokenizer.json'), '{}')
    await writeFile(join(tokenizerFolder, 'model.safetensors'), 'not to be copied')
    const server = new MemoryServer()
    const engine = await openOn(server, { tokenizerFolder, publishedBaseModel: 'toys/Base' })
    const directory = await folder()
    await engine.exportWeights(directory)
    expect((await readdir(directory)).sort()).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
      'tokenizer.json',
    ])
    expect(JSON.parse(await readFile(join(directory, 'adapter_config.json'), 'utf8'))).toEqual({
      r: 4,
      base_model_name_or_path: 'toys/Base',
      target_modules: ['q_proj', 'up_proj'],
    })
    expect(server.checkpoints.size).toBe(0)
  })
})

describe('closing', () => {
  it('gives back the model and ends what is under way', async () => {
    const server = new MemoryServer()
    const engine = await openOn(server)
    await engine.close()
    await engine.close()
    expect(server.modelsHeld).toBe(0)
    expect(server.sessionsOpen.size).toBe(0)
    expect(server.clients).toBe(0)
    await expect(engine.optimStep(adam)).rejects.toMatchObject({ kind: 'closed' })
    expect(letters.decode(Int32Array.of(0, 1))).toBe('ab')
  })
})
