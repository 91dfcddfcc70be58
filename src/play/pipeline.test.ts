import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/index.js'
import type { Engine } from '../engines/engine.js'
import { loadTemplateSet } from '../roles/index.js'
import { scriptedEngine } from './fixtures/scripted-engine.js'
import { mismatchOf } from './freeze-logprobs.js'
import { type IterationRecord, selfPlay } from './index.js'
import { inOrder } from './update-policy.js'

const ONE = [{ id: 'one', text: 'two and two is 4.', source: 'test:1' }]
const SETTINGS = [
  'documentsPerIteration=1',
  'challengesPerDocument=2',
  'answersPerTask=2',
  'maxAttemptsPerDocument=2',
  'attemptChunk=2',
  'formats=free-form',
  'answerTypes=[integer]',
  'normaliserTokens=10',
  'evaluation.sets=[]',
  'validity={answerInDocument: false, questionGrounded: false, answerLeaked: false, openBookAudit: false}',
]

/** Half of the answers are right, so every iteration has a step. */
const recite = scriptedEngine

interface Traced {
  readonly engine: Engine
  /** Steps taken when each sampler was asked for, in order. */
  readonly versions: number[]
  /** Samplers asked for while a pass of the same iteration had not answered. */
  readonly trace: string[]
}

function traced(capabilities: Partial<Engine['capabilities']>, slow = 0): Traced {
  const inner = recite((_, { purpose, index }) =>
    purpose === 'challenger' ? ' what is 2+2?<a> 4' : index % 2 === 0 ? '<ans> 4' : '<ans> 5',
  )
  const versions: number[] = []
  const trace: string[] = []
  const engine: Engine = {
    ...inner,
    capabilities: { ...inner.capabilities, ...capabilities },
    async sampler() {
      versions.push(inner.steps.length)
      trace.push('sampler')
      const sampler = await inner.sampler()
      return {
        async sample(...call) {
          const result = await sampler.sample(...call)
          trace.push(`sampled ${call[1].key.purpose} ${call[1].key.iteration}`)
          return result
        },
      }
    },
    async forwardBackward(batch, loss) {
      trace.push('pass begins')
      if (slow > 0) await new Promise((resolve) => setTimeout(resolve, slow))
      const result = await inner.forwardBackward(batch, loss)
      trace.push('pass ends')
      return result
    },
  }
  return { engine, versions, trace }
}

const OVERLAPS = { samplesWhileTraining: true, snapshots: 'kept' } as const

async function play(engine: Engine, iterations: number, maxStaleness: number, signal?: AbortSignal) {
  const records: IterationRecord[] = []
  await selfPlay({
    config: loadConfig({
      set: [...SETTINGS, `iterations=${iterations}`, `pipeline.maxStaleness=${maxStaleness}`],
    }),
    engine,
    documents: { sample: () => ONE },
    templates: loadTemplateSet('compact'),
    onIteration: (record) => void records.push(record),
    ...(signal && { signal }),
  })
  return records
}

describe('pipelining', () => {
  it('is the plain loop when off: each rollout is drawn from the newest policy, after its update', async () => {
    const { engine, versions, trace } = traced(OVERLAPS)
    const records = await play(engine, 4, 0)
    expect(versions).toEqual([0, 1, 2, 3])
    expect(records.map(({ metrics }) => metrics['optim/staleness'])).toEqual([0, 0, 0, 0])
    for (let iteration = 1; iteration < 4; iteration++) {
      const drawn = trace.indexOf(`sampled reasoner ${iteration}`)
      const passes = trace.slice(0, drawn).filter((event) => event === 'pass ends')
      expect(passes).toHaveLength(iteration)
    }
  })

  it('gives the same records off as on an engine that could overlap', async () => {
    const untimed = (records: IterationRecord[]) =>
      records.map(({ documents, metrics }) => ({
        documents,
        metrics: Object.fromEntries(
          Object.entries(metrics).filter(([name]) => !/time\/|per_second/.test(name)),
        ),
      }))
    const plain = await play(traced({}).engine, 3, 0)
    const able = await play(traced(OVERLAPS).engine, 3, 0)
    expect(untimed(able)).toEqual(untimed(plain))
    expect(plain).toHaveLength(3)
  })

  it('draws the next rollout while a pass is on its way, never staler than the bound', async () => {
    const { engine, versions, trace } = traced(OVERLAPS, 5)
    const records = await play(engine, 5, 1)
    expect(versions).toEqual([0, 0, 1, 2, 3])
    expect(records.map(({ metrics }) => metrics['optim/staleness'])).toEqual([0, 1, 1, 1, 1])
    // The rollout of iteration 2 was drawn while iteration 1 trained.
    const passes = trace.flatMap((event, i) => (event === 'pass begins' ? [i] : []))
    const drawn = trace.indexOf('sampled reasoner 2')
    expect(drawn).toBeGreaterThan(passes[1] as number)
    expect(drawn).toBeLessThan(trace.indexOf('pass ends', passes[1]))
  })

  it('keeps any bound, plays every iteration once and in order, and asks for no rollout beyond the last', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 4 }), async (n, bound) => {
        const { engine, versions } = traced(OVERLAPS)
        const records = await play(engine, n, bound)
        expect(records.map(({ iteration }) => iteration)).toEqual(Array.from({ length: n }, (_, i) => i))
        expect(versions).toEqual(Array.from({ length: n }, (_, i) => Math.max(0, i - bound)))
      }),
      { numRuns: 20 },
    )
  })

  it('is refused where the engine has one place for weights', async () => {
    await expect(play(traced({ snapshots: 'kept' }).engine, 2, 1)).rejects.toMatchObject({ code: 'config' })
    const oneSlot = { samplesWhileTraining: true, snapshots: 'until-next-step' } as const
    await expect(play(traced(oneSlot).engine, 2, 1)).rejects.toThrow(/pipeline.maxStaleness: 1/)
  })

  it('waits for the rollouts ahead to end when an update fails', async () => {
    const { engine } = traced(OVERLAPS)
    let ended = 0
    const failing: Engine = {
      ...engine,
      async sampler() {
        const sampler = await engine.sampler()
        return {
          async sample(prompts, params, options) {
            if (params.key.iteration > 0)
              await new Promise((resolve) => options?.signal?.addEventListener('abort', resolve))
            if (params.key.iteration > 0) ended++
            return sampler.sample(prompts, params, options)
          },
        }
      },
      forwardBackward: async () => Promise.reject(new Error('no gradient today')),
    }
    await expect(play(failing, 4, 2)).rejects.toThrow('no gradient today')
    expect(ended).toBe(2)
  })

  it('is interrupted like the plain loop', async () => {
    const stop = new AbortController()
    const { engine } = traced(OVERLAPS)
    const stopping: Engine = {
      ...engine,
      async optimStep(params) {
        const result = await engine.optimStep(params)
        stop.abort()
        return result
      },
    }
    await expect(play(stopping, 4, 1, stop.signal)).rejects.toMatchObject({ code: 'interrupted' })
  })
})

describe('an engine that queues calls', () => {
  it('is given passes and steps in turn without waiting, and the sums are those of one that waits', async () => {
    const eightSteps = ['trajectoriesPerOptimizerStep=1', 'epochs=2']
    const run = async (queuesCalls: boolean) => {
      const calls: string[] = []
      let open = 0
      let most = 0
      const inner = traced({ queuesCalls }).engine
      const later = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
        calls.push(name)
        most = Math.max(most, ++open)
        await new Promise((resolve) => setImmediate(resolve))
        open--
        return work()
      }
      const engine: Engine = {
        ...inner,
        forwardBackward: (batch, loss) => later('pass', () => inner.forwardBackward(batch, loss)),
        optimStep: (params) => later('step', () => inner.optimStep(params)),
      }
      const records: IterationRecord[] = []
      await selfPlay({
        config: loadConfig({ set: [...SETTINGS, 'iterations=1', ...eightSteps] }),
        engine,
        documents: { sample: () => ONE },
        templates: loadTemplateSet('compact'),
        onIteration: (record) => void records.push(record),
      })
      return { calls, most, metrics: records[0]?.metrics }
    }
    const waits = await run(false)
    const queues = await run(true)
    expect(queues.calls).toEqual(waits.calls)
    expect(queues.calls.slice(0, 4)).toEqual(['pass', 'step', 'pass', 'step'])
    expect(waits.most).toBe(1)
    expect(queues.most).toBeGreaterThan(2)
    for (const name of ['optim/steps', 'optim/loss', 'optim/grad_norm', 'tokens/trained'])
      expect(queues.metrics?.[name]).toBe(waits.metrics?.[name])
  })
})

describe('inOrder', () => {
  it('begins in order, holds at most so many, and begins none after a failure', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.option(fc.nat({ max: 11 }), { nil: -1 }),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 12, maxLength: 12 }),
        async (count, limit, bad, turns) => {
          const begun: number[] = []
          let begunAtFailure = 0
          let open = 0
          let most = 0
          const run = inOrder(
            Array.from({ length: count }, (_, i) => i),
            limit,
            async (item) => {
              begun.push(item)
              most = Math.max(most, ++open)
              for (let turn = 0; turn < (turns[item] as number); turn++)
                await new Promise((resolve) => setImmediate(resolve))
              open--
              if (item !== bad) return
              begunAtFailure = begun.length
              throw new Error('bad')
            },
          )
          const fails = bad >= 0 && bad < count
          await (fails ? expect(run).rejects.toThrow('bad') : run)
          expect(open).toBe(0)
          expect(most).toBeLessThanOrEqual(limit)
          expect(begun).toEqual(begun.map((_, i) => i))
          if (!fails) expect(begun).toHaveLength(count)
          else expect(begun).toHaveLength(begunAtFailure)
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('mismatchOf', () => {
  it('is worked by hand for ratios 1, 2 and 1/2 with a cap of 1.5', () => {
    const ln2 = Math.log(2)
    const { mean, max, kl, ratio, effectiveShare, capped } = mismatchOf([0, ln2, -ln2], 1.5)
    expect(mean).toBeCloseTo((2 * ln2) / 3, 12)
    expect(max).toBeCloseTo(ln2, 12)
    // (1 - 1 - 0) + (2 - 1 - ln 2) + (1/2 - 1 + ln 2) = 1/2
    expect(kl).toBeCloseTo(0.5 / 3, 12)
    expect(ratio).toBeCloseTo(3.5 / 3, 12)
    // (3.5)^2 / (3 (1 + 4 + 1/4)) = 12.25 / 15.75
    expect(effectiveShare).toBeCloseTo(12.25 / 15.75, 12)
    expect(capped).toBeCloseTo(1 / 3, 12)
  })

  it('is a KL that is never negative and a share that is 1 for equal policies', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (d) => {
          const { kl, effectiveShare } = mismatchOf(d, 2)
          expect(kl).toBeGreaterThanOrEqual(-1e-12)
          expect(effectiveShare).toBeLessThanOrEqual(1 + 1e-12)
          expect(mismatchOf(d.map(() => 0.25) as number[], 2).effectiveShare).toBeCloseTo(1, 12)
        },
      ),
    )
    expect(mismatchOf([], 2).mean).toBeNaN()
  })
})
