import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TinkerError } from '../../tinker/index.js'
import type { Engine, Sampler } from '../engine.js'
import { type Fault, MemoryServer } from './fixtures/memory-server.js'
import { adam, datum, openOn, sampling } from './fixtures/play.js'
import { TINKER_TARGETS, type TinkerTarget } from './index.js'

/** What a caller does; `of` counts back to an earlier sampler or checkpoint. */
type Verb = 'pass' | 'forward' | 'step' | 'sampler' | 'sample' | 'save' | 'load'

interface Move {
  readonly verb: Verb
  readonly token: number
  readonly of: number
  /** For everything so far, before the next. */
  readonly waits: boolean
}

interface Scenario {
  readonly target: TinkerTarget
  readonly moves: readonly Move[]
  readonly faults: ReadonlyMap<number, Fault>
  readonly turns: readonly number[]
  readonly journalBytes: number
  readonly maxRecoveries: number
}

const move = fc.record<Move>({
  verb: fc.constantFrom('pass', 'pass', 'forward', 'step', 'step', 'sampler', 'sample', 'save', 'load'),
  token: fc.nat(30),
  of: fc.nat(3),
  waits: fc.boolean(),
})
const faults = fc
  .array(
    fc.tuple(
      fc.nat(60),
      fc.constantFrom<Fault>('lost', 'unanswered', 'stray', 'restart', 'failed', 'unreachable'),
    ),
    { maxLength: 8 },
  )
  .map((all) => new Map(all))
const scenarios = fc.record<Scenario>({
  target: fc.constantFrom(...TINKER_TARGETS),
  moves: fc.array(move, { minLength: 1, maxLength: 24, size: 'max' }),
  faults,
  turns: fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }),
  journalBytes: fc.constantFrom(0, 200, 1e9),
  maxRecoveries: fc.constantFrom(1, 2, 20),
})

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steady-'))
})
afterAll(() => rm(folder, { recursive: true }))

let engines = 0

/** Makes the moves, or those of them that are `chosen`, one after another. An outcome for each that was made. */
async function perform(
  engine: Engine,
  moves: readonly Move[],
  chosen?: ReadonlySet<number>,
): Promise<ReadonlyMap<number, PromiseSettledResult<unknown>>> {
  const own = join(folder, `${++engines}`)
  const under = new Map<number, Promise<unknown>>()
  const samplers: { readonly at: number; readonly sampler: Promise<Sampler> }[] = []
  const saves: number[] = []
  const begin = (at: number, { verb, token, of }: Move): Promise<unknown> | undefined => {
    switch (verb) {
      case 'pass':
        return engine.forwardBackward([datum(1, token, 9), datum(4, 5, token)], {
          type: 'importance_sampling',
        })
      case 'forward':
        return engine.forward([datum(1, token, 9)])
      case 'step':
        return engine.optimStep(adam)
      case 'sampler': {
        const sampler = engine.sampler()
        samplers.push({ at, sampler })
        return sampler.then(() => 'a sampler')
      }
      case 'sample':
        return samplers
          .at(-1 - of)
          ?.sampler.then((sampler) => sampler.sample([Int32Array.of(1, token)], sampling))
      case 'save':
        saves.push(at)
        return engine.save(join(own, `${at}`))
      case 'load': {
        const saved = saves.at(-1 - of)
        return saved === undefined ? undefined : engine.load(join(own, `${saved}`))
      }
    }
  }
  for (const [at, each] of moves.entries()) {
    if (chosen && !chosen.has(at)) {
      // As it does count for those that count back.
      if (each.verb === 'sampler') samplers.push({ at, sampler: Promise.reject(new Error('left out')) })
      if (each.verb === 'sampler') samplers.at(-1)?.sampler.catch(() => undefined)
      if (each.verb === 'save') saves.push(at)
      continue
    }
    if (each.verb === 'load') await Promise.allSettled(under.values())
    const work = begin(at, each)
    if (!work) continue
    work.catch(() => undefined)
    under.set(at, work)
    if (each.waits || each.verb === 'load' || chosen) await Promise.allSettled(under.values())
  }
  const outcomes = await Promise.allSettled(under.values())
  return new Map([...under.keys()].map((at, i) => [at, outcomes[i] as PromiseSettledResult<unknown>]))
}

function serverOf({ target, turns }: Scenario, fault: (request: number) => Fault | undefined): MemoryServer {
  let asked = 0
  return new MemoryServer({
    gradientsOutliveModels: target === 'skyrl-jax',
    fault,
    turns: () => turns[asked++ % turns.length] as number,
  })
}

async function calmEnd(engine: Engine, server: MemoryServer) {
  const { logprobs } = await engine.forward([datum(1, 2, 3, 4, 5, 6, 7, 8)])
  const step = await engine.optimStep(adam)
  return { logprobs, step, state: server.state() }
}

async function check(scenario: Scenario): Promise<void> {
  const { target, moves, journalBytes, maxRecoveries } = scenario
  let troubled = false
  const server = serverOf(scenario, (request) => (troubled ? scenario.faults.get(request) : undefined))
  const engine = await openOn(server, { target, journalBytes, maxRecoveries })
  troubled = true
  const outcomes = await perform(engine, moves)
  troubled = false
  const end = await calmEnd(engine, server)

  const done = [...outcomes].filter(([, { status }]) => status === 'fulfilled').map(([at]) => at)
  const plainServer = serverOf(scenario, () => undefined)
  const plain = await openOn(plainServer, { target })
  const expected = await perform(plain, moves, new Set(done))
  for (const at of done) expect(outcomes.get(at), `move ${at}`).toEqual(expected.get(at))
  expect(end).toEqual(await calmEnd(plain, plainServer))

  const final = [...scenario.faults.values()].some((fault) => fault === 'failed' || fault === 'unreachable')
  if (!final && maxRecoveries > scenario.faults.size)
    for (const [at, outcome] of outcomes)
      if (outcome.status === 'rejected' && outcome.reason instanceof TinkerError)
        expect(outcome.reason.message, `move ${at}`).toContain('weights that have since moved on')

  await Promise.all([engine.close(), plain.close()])
  expect([server.sessionsOpen.size, server.modelsHeld, server.clients]).toEqual([0, 0, 0])
}

const runs = Number(process.env['STEADY_RUNS'] ?? 150)
const seed = Number(process.env['STEADY_SEED'] ?? 1)

it('a troubled run says and leaves what a plain run of the calls that did not fail does', async () => {
  await fc.assert(fc.asyncProperty(scenarios, check), { numRuns: runs, seed, endOnFailure: false })
}, 600_000)
