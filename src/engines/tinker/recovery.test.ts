import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TinkerClient, TinkerSession, TrainingModel } from '../../tinker/index.js'
import { type Fault, MemoryServer } from './fixtures/memory-server.js'
import { adam, datum, openOn, play, sampling } from './fixtures/play.js'
import type { TinkerEngineNotice, TinkerTarget } from './index.js'

const LOSS = { type: 'importance_sampling' } as const

async function untroubled(target: TinkerTarget) {
  const server = new MemoryServer({ gradientsOutliveModels: target === 'skyrl-jax' })
  const said = await play(await openOn(server, { target }))
  return { said, state: server.state(), log: server.log }
}

describe('whatever happens to one request, training goes on as if nothing had', () => {
  for (const target of ['skyrl-jax', 'skyrl-train', 'hosted'] as const)
    for (const fault of ['lost', 'unanswered', 'stray', 'restart'] as const)
      it(`${fault} on ${target}`, async () => {
        const expected = await untroubled(target)
        for (const [unlucky, verb] of expected.log.entries()) {
          const server = new MemoryServer({
            gradientsOutliveModels: target === 'skyrl-jax',
            fault: (request) => (request === unlucky ? fault : undefined),
          })
          const notices: TinkerEngineNotice[] = []
          const engine = await openOn(server, { target }, notices)
          const where = `request ${unlucky}, ${verb}`
          expect(await play(engine), where).toEqual(expected.said)
          expect(server.state(), where).toEqual(expected.state)
          expect(server.modelsHeld, where).toBe(1)
          expect(server.sessionsOpen.size, where).toBe(1)
          // A restart before there is a model loses nothing.
          const kinds = fault === 'restart' && verb === 'create' ? [] : ['recovery']
          expect(
            notices.map(({ kind }) => kind),
            where,
          ).toEqual(kinds)
        }
      })

  it('also when the repair is troubled too', async () => {
    const expected = await untroubled('skyrl-jax')
    const kinds: Fault[] = ['unanswered', 'restart', 'stray', 'lost']
    for (let first = 3; first < expected.log.length; first += 4) {
      const troubles = new Map(kinds.map((kind, i) => [first + i * 3, kind]))
      const server = new MemoryServer({
        gradientsOutliveModels: true,
        fault: (request) => troubles.get(request),
      })
      const engine = await openOn(server, { maxRecoveries: 10 })
      expect(await play(engine), `from request ${first}`).toEqual(expected.said)
      expect(server.state()).toEqual(expected.state)
    }
  })

  it('also from a recovery point, which bounds the journal', async () => {
    const expected = await untroubled('skyrl-jax')
    let armed = false
    const server = new MemoryServer({
      gradientsOutliveModels: true,
      fault: (_, verb) => {
        if (!armed || verb !== 'pass') return undefined
        armed = false
        return 'restart'
      },
    })
    const notices: TinkerEngineNotice[] = []
    // One pass is 9 tokens of 20 bytes.
    const engine = await openOn(server, { journalBytes: 200 }, notices)
    const said = await play(engine, async (iteration) => {
      armed = iteration === 1
    })
    expect(said).toEqual(expected.said)
    expect(server.state()).toEqual(expected.state)
    // Behind the last point.
    await engine.forward([datum(1, 2)])
    // A point after every second pass, each taking the place of the one before.
    expect(server.log.filter((verb) => verb === 'save')).toHaveLength(3)
    expect(server.deleted).toHaveLength(2)
    expect(server.log.filter((verb) => verb === 'load')).toHaveLength(1)
    expect(notices[0]?.message).toMatch(/loaded from tinker:.*recovery_2 and 0 training calls are repeated/)
    await engine.close()
    expect(server.checkpoints.size).toBe(0)
  })

  it('also from a checkpoint of the run, with gradients that wait', async () => {
    const play = async (server: MemoryServer) => {
      const engine = await openOn(server, { target: 'hosted' })
      await engine.forwardBackward([datum(1, 2, 3)], LOSS)
      await engine.optimStep(adam)
      await engine.forwardBackward([datum(1, 2, 4)], LOSS)
      await engine.save(join(await mkdtemp(join(tmpdir(), 'tinker-')), 'new'))
      await engine.forwardBackward([datum(1, 2, 5)], LOSS)
      await engine.optimStep(adam)
      return server
    }
    const expected = await play(new MemoryServer())
    const unlucky = expected.log.length - 1
    const found = await play(new MemoryServer({ fault: (at) => (at === unlucky ? 'restart' : undefined) }))
    expect(found.state()).toEqual(expected.state())
    expect(found.log.slice(unlucky + 1)).toEqual(['create', 'load', 'pass', 'pass', 'step'])
  })
})

describe('calls that are not waited for', () => {
  it('take effect in order, and survive a restart in their midst', async () => {
    const queue = async (server: MemoryServer) => {
      const engine = await openOn(server, { target: 'hosted' })
      const results = await Promise.all(
        Array.from({ length: 4 }, (_, i) => [
          engine.forwardBackward([datum(1, 2 + i, 3)], LOSS),
          engine.optimStep(adam),
        ]).flat(),
      )
      return { results, state: server.state() }
    }
    const expected = await queue(new MemoryServer())
    for (let unlucky = 1; unlucky < 9; unlucky++)
      for (const fault of ['restart', 'unanswered'] as const)
        expect(
          await queue(new MemoryServer({ fault: (at) => (at === unlucky ? fault : undefined) })),
          `${fault} at ${unlucky}`,
        ).toEqual(expected)
  })

  it('are answered before a checkpoint takes their place', async () => {
    const server = new MemoryServer({ fault: (at) => (at === 4 ? 'restart' : undefined) })
    const engine = await openOn(server, { target: 'hosted' })
    await engine.forwardBackward([datum(1, 2, 3)], LOSS)
    await engine.optimStep(adam)
    const directory = join(await mkdtemp(join(tmpdir(), 'tinker-')), 'new')
    await engine.save(directory)
    const saved = server.state()
    const [, step] = await Promise.all([
      engine.forwardBackward([datum(1, 2, 4)], LOSS),
      engine.optimStep(adam),
      engine.load(directory),
    ])
    expect(step.step).toBe(2)
    expect(server.state()).toEqual(saved)
  })

  it('fail together with a call that they counted on, a checkpoint too', async () => {
    const server = new MemoryServer({ turns: () => 3, fault: (at) => (at === 1 ? 'failed' : undefined) })
    const engine = await openOn(server, { target: 'hosted' })
    const directory = join(await mkdtemp(join(tmpdir(), 'tinker-')), 'new')
    const settled = await Promise.allSettled([
      engine.forwardBackward([datum(4, 5, 6)], LOSS),
      engine.optimStep(adam),
      engine.save(directory),
    ])
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(server.checkpoints.size).toBe(0)
    expect(await readdir(directory)).toEqual([])
  })

  it('fail together with a call that they counted on, and the next finds the model as it was', async () => {
    const server = new MemoryServer({ fault: (at) => (at === 3 ? 'failed' : undefined) })
    const engine = await openOn(server, { target: 'hosted' })
    await engine.forwardBackward([datum(1, 2, 3)], LOSS)
    await engine.optimStep(adam)
    const settled = await Promise.allSettled([
      engine.forwardBackward([datum(4, 5, 6)], LOSS),
      engine.optimStep(adam),
    ])
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const { step } = await engine.optimStep(adam)
    expect(step).toBe(2)
    const straight = new MemoryServer()
    const other = await openOn(straight, { target: 'hosted' })
    await other.forwardBackward([datum(1, 2, 3)], LOSS)
    await other.optimStep(adam)
    await other.optimStep(adam)
    expect(server.state()).toEqual(straight.state())
  })
})

describe('giving up', () => {
  it('comes after so many recoveries without any headway, and says how to go on', async () => {
    let dead = false
    const server = new MemoryServer({
      fault: (_, verb) => (dead && verb === 'step' ? 'unanswered' : undefined),
    })
    const notices: TinkerEngineNotice[] = []
    const engine = await openOn(server, { target: 'hosted', maxRecoveries: 3 }, notices)
    await engine.forwardBackward([datum(1, 2, 3)], LOSS)
    dead = true
    await expect(engine.optimStep(adam)).rejects.toMatchObject({
      name: 'TinkerError',
      kind: 'uncertain',
      message: expect.stringContaining('3 times in a row'),
      hint: expect.stringContaining('--resume'),
    })
    expect(server.log.filter((verb) => verb === 'create')).toHaveLength(4)
    dead = false
    expect((await engine.optimStep(adam)).step).toBe(1)
    expect(server.log.slice(-3)).toEqual(['create', 'pass', 'step'])
  })

  it('ends samples too', async () => {
    const server = new MemoryServer({ fault: (_, verb) => (verb === 'sample' ? 'restart' : undefined) })
    const engine = await openOn(server, { maxRecoveries: 2 })
    await expect(play(engine)).rejects.toThrow('2 times in a row')
  })

  it('is once for samples that were lost together, and they can be drawn again later', async () => {
    for (const kind of ['uncertain', 'unreachable'] as const) {
      let dead = false
      const server = new MemoryServer({
        fault: (_, verb) =>
          dead && verb === 'step' ? (kind === 'uncertain' ? 'lost' : 'unreachable') : undefined,
      })
      const engine = await openOn(server, { target: 'hosted', maxRecoveries: 2 })
      await engine.optimStep(adam)
      const sampler = await engine.sampler()
      const prompts = Array.from({ length: 8 }, (_, i) => Int32Array.of(1, i))
      const before = await sampler.sample(prompts, sampling)
      server.restart()
      dead = true
      const samples = prompts.map((prompt) => sampler.sample([prompt], sampling))
      for (const sample of samples) await expect(sample, kind).rejects.toMatchObject({ kind })
      expect(server.log.filter((verb) => verb === 'create')).toHaveLength(kind === 'uncertain' ? 3 : 2)
      dead = false
      expect(await sampler.sample(prompts, sampling), kind).toEqual(before)
    }
  })

  it('is not waited for by samples that are called off', async () => {
    const server = new MemoryServer()
    const client = server.connect()
    let sessions = 0
    const engine = await openOn(server, {
      connect: () => ({
        ...client,
        openSession: () => (++sessions > 1 ? new Promise<never>(() => undefined) : client.openSession()),
      }),
    })
    const sampler = await engine.sampler()
    server.restart()
    const controller = new AbortController()
    const sample = sampler.sample([Int32Array.of(1, 2)], sampling, { signal: controller.signal })
    await expect.poll(() => sessions, { interval: 1 }).toBe(2)
    controller.abort(new Error('enough'))
    await expect(sample).rejects.toThrow('enough')
    await engine.close()
    expect(server.clients).toBe(0)
  })

  it('of a request that changes nothing leaves the model to others, whose queue may have ended with it', async () => {
    const server = new MemoryServer({ fault: (at) => (at === 3 ? 'unreachable' : undefined) })
    const engine = await openOn(server, { target: 'hosted' })
    await engine.forwardBackward([datum(1, 2, 3)], LOSS)
    await engine.optimStep(adam)
    await expect(engine.forward([datum(1, 2, 3)])).rejects.toMatchObject({ kind: 'unreachable' })
    await engine.forward([datum(1, 2, 3)])
    expect(server.log).toEqual(['create', 'pass', 'step', 'forward', 'create', 'pass', 'step', 'forward'])
  })

  it('leaves the next call its own tries', async () => {
    const server = new MemoryServer({ fault: (at) => (at === 7 || at === 8 ? 'failed' : undefined) })
    const engine = await openOn(server, { target: 'hosted', maxRecoveries: 1 })
    await engine.optimStep(adam)
    const sampler = await engine.sampler()
    server.restart()
    await expect(sampler.sample([Int32Array.of(1, 2)], sampling)).rejects.toThrow('sample went wrong')
    await expect(engine.forwardBackward([datum(1, 2, 3)], LOSS)).rejects.toThrow('pass went wrong')
    await engine.forwardBackward([datum(1, 2, 3)], LOSS)
    expect(server.log.slice(7)).toEqual(['sample', 'pass', 'create', 'step', 'snapshot', 'pass'])
  })

  it('is at once where the server refuses', async () => {
    const server = new MemoryServer({ fault: (at) => (at === 1 ? 'failed' : undefined) })
    const engine = await openOn(server, { target: 'hosted' })
    await expect(engine.forwardBackward([datum(1, 2, 3)], LOSS)).rejects.toThrow('pass went wrong')
    expect(server.log).toEqual(['create', 'pass'])
  })
})

describe('a step without the gradients sent before it', () => {
  /** A client that says the norm was 0 of some steps, counted from 1. */
  const saysZero = (server: MemoryServer, which: (step: number) => boolean) => (): TinkerClient => {
    const client = server.connect()
    let steps = 0
    const withNorms = (model: TrainingModel): TrainingModel => ({
      ...model,
      optimStep: (adam) => {
        const { accepted, result } = model.optimStep(adam)
        // Not the steps that rinse a slot.
        if (adam.learningRate === 0 || !which(++steps)) return { accepted, result }
        return { accepted, result: result.then(() => ({ metrics: { 'skyrl.ai/grad_norm': 0 } })) }
      },
    })
    const openSession = async (): Promise<TinkerSession> => {
      const session = await client.openSession()
      return { ...session, createModel: async (options) => withNorms(await session.createModel(options)) }
    }
    return { ...client, openSession }
  }

  it('is noticed by its norm, and the model made anew', async () => {
    const honest = new MemoryServer()
    const expected = await play(await openOn(honest))
    const server = new MemoryServer()
    const notices: TinkerEngineNotice[] = []
    const engine = await openOn(server, { connect: saysZero(server, (step) => step === 5) }, notices)
    expect(await play(engine)).toEqual(expected)
    expect(server.state()).toEqual(honest.state())
    expect(notices).toHaveLength(1)
    expect(notices[0]?.message).toContain('without the gradients sent before it')
  })

  it('counts as one to come where the step failed for good', async () => {
    let rinsed = false
    const server = new MemoryServer({
      fault: (_, verb) => (rinsed && verb === 'step' ? 'failed' : undefined),
    })
    const engine = await openOn(server)
    rinsed = true
    await engine.forwardBackward([datum(1, 2, 3)], LOSS)
    await expect(engine.optimStep(adam)).rejects.toThrow('step went wrong')
    await expect(engine.forwardBackward([datum(1, 2, 3)], LOSS)).rejects.toThrow('this is a second')
  })

  it('is believed the second time: gradients can cancel out', async () => {
    const server = new MemoryServer()
    const notices: TinkerEngineNotice[] = []
    const engine = await openOn(server, { connect: saysZero(server, () => true) }, notices)
    await engine.forwardBackward([datum(1, 2, 3)], LOSS)
    expect(await engine.optimStep(adam)).toEqual({ step: 1, gradNorm: 0 })
    expect(notices).toHaveLength(1)
    expect(server.log.filter((verb) => verb === 'pass')).toHaveLength(2)
  })
})
