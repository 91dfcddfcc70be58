import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TinkerError } from '../../tinker/index.js'
import type { Engine, Sampler } from '../engine.js'
import { type Fault, MemoryServer, passTurns } from './fixtures/memory-server.js'
import { adam, datum, openOn, sampling } from './fixtures/play.js'
import { TINKER_TARGETS, type TinkerTarget } from './index.js'

/** What a caller does; `of` counts back to an earlier sampler or checkpoint. */
type Verb = 'pass' | 'forward' | 'step' | 'sampler' | 'sample' | 'save' | 'load'

interface Move {
  readonly verb: Verb
  readonly token: number
  readonly of: number
  /** A sample after so many turns of the microtask queue, if it is under way then. */
  readonly aborts: number | undefined
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
  verb: fc.constantFrom(
    'pass',
    'pass',
    'forward',
    'step',
    'step',
    'sampler',
    'sample',
    'sample',
    'save',
    'load',
  ),
  token: fc.nat(30),
  of: fc.nat(3),
  aborts: fc.option(fc.nat(30), { nil: undefined, freq: 3 }),
  waits: fc.nat(3).map((one) => one === 0),
})
const PASSING: readonly Fault[] = ['lost', 'unanswered', 'stray', 'restart']
const faultsOf = (kinds: readonly Fault[]) =>
  fc.array(fc.tuple(fc.nat(40), fc.constantFrom(...kinds)), { maxLength: 10 }).map((all) => new Map(all))
const scenarios = fc.record<Scenario>({
  target: fc.constantFrom('hosted', ...TINKER_TARGETS),
  moves: fc.array(move, { minLength: 1, maxLength: 20, size: 'max' }),
  faults: fc.oneof(faultsOf(PASSING), faultsOf([...PASSING, 'failed', 'unreachable'])),
  turns: fc.array(fc.oneof(fc.nat(3), fc.nat(40)), { minLength: 1, maxLength: 20, size: 'max' }),
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
  const begin = (at: number, { verb, token, of, aborts }: Move): Promise<unknown> | undefined => {
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
          ?.sampler.then((sampler) =>
            sampler.sample(
              [Int32Array.of(1, token)],
              sampling,
              chosen ? {} : { signal: abortedAfter(aborts) },
            ),
          )
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

function abortedAfter(turns = Number.POSITIVE_INFINITY): AbortSignal {
  const controller = new AbortController()
  if (turns < Number.POSITIVE_INFINITY) void passTurns(turns).then(() => controller.abort())
  return controller.signal
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

  const passing = [...scenario.faults.values()].every((fault) => PASSING.includes(fault))
  if (passing && maxRecoveries > scenario.faults.size)
    for (const [at, outcome] of outcomes)
      if (outcome.status === 'rejected' && outcome.reason instanceof TinkerError)
        expect(outcome.reason.message, `move ${at}`).toContain('weights that have since moved on')

  await Promise.all([engine.close(), plain.close()])
  expect([server.sessionsOpen.size, server.modelsHeld, server.clients]).toEqual([0, 0, 0])
}

/** Whatever is under way: everything ends, and nothing stays behind on a server that answers. */
async function checkEnd(scenario: Scenario): Promise<void> {
  const { target, journalBytes, maxRecoveries } = scenario
  const server = serverOf(scenario, (request) => (request > 2 ? scenario.faults.get(request) : undefined))
  const engine = await openOn(server, { target, journalBytes, maxRecoveries })
  const moves = scenario.moves.filter(({ verb }) => verb !== 'load')
  const work = perform(
    engine,
    moves.map((each) => ({ ...each, waits: false })),
  )
  await passTurns(scenario.turns[0] as number)
  await engine.close()
  for (const [at, outcome] of await work)
    if (outcome.status === 'rejected') expect(outcome.reason, `move ${at}`).toBeInstanceOf(Error)
  await expect(engine.forward([datum(1, 2)])).rejects.toMatchObject({ kind: 'closed' })
  expect([server.sessionsOpen.size, server.modelsHeld, server.clients]).toEqual([0, 0, 0])
}

const runs = Number(process.env['STEADY_RUNS'] ?? 400)
const seed = Number(process.env['STEADY_SEED'] ?? 1)

it('a troubled run says and leaves what a plain run of the calls that did not fail does', async () => {
  await fc.assert(fc.asyncProperty(scenarios, check), { numRuns: runs, seed, endOnFailure: false })
}, 600_000)

it('a close amid all that ends it', async () => {
  await fc.assert(fc.asyncProperty(scenarios, checkEnd), { numRuns: runs, seed, endOnFailure: false })
}, 600_000)
