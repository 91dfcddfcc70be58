import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { Dialect } from '../../tinker/fixtures/dialect.js'
import { draw, fingerprint, numbersOnly, train } from '../../tinker/fixtures/exercise.js'
import { FAULTS, type FaultPlan } from '../../tinker/fixtures/fault-plan.js'
import { startFaultProxy } from '../../tinker/fixtures/fault-proxy.js'
import { hurriedClock } from '../../tinker/fixtures/hurried-clock.js'
import { type SimulatedServer, startSimulatedServer } from '../../tinker/fixtures/simulated-server.js'
import { openTinkerClient } from '../../tinker/index.js'
import { openTinkerEngine } from './index.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

const VOCABULARY = 64

async function setUp(dialect: Dialect, plan: FaultPlan, lateMilliseconds = 60) {
  // Sessions that were left behind lose their models soon, as they take places.
  const server = await startSimulatedServer({
    dialect,
    pollMilliseconds: 100,
    sessionTimeoutSeconds: 1,
    sampling: { vocabulary: VOCABULARY },
  })
  const proxy = await startFaultProxy({
    target: server.url,
    plan,
    halfOpenMilliseconds: 20,
    slowMilliseconds: 10,
    lateMilliseconds,
    refusedMilliseconds: 10,
    onRestart: () => server.restart(),
  })
  open.push(server, proxy)
  const recoveries: string[] = []
  const engine = await openTinkerEngine({
    baseModel: 'toy/base',
    target: dialect === 'hosted' ? 'hosted' : 'skyrl-jax',
    tokenizer: numbersOnly(VOCABULARY),
    contextTokens: 64,
    rank: 8,
    seed: 7,
    client: { baseUrl: proxy.url, apiKey: 'tml-test', clock: hurriedClock(50), patienceSeconds: 3000 },
    connect: openTinkerClient,
    // So little that recovery points are taken between steps.
    journalBytes: 3000,
    maxRecoveries: 50,
    recoveryPauseMs: 5,
    onNotice: ({ kind, message }) => {
      if (kind === 'recovery') recoveries.push(message)
    },
  })
  open.push(engine)
  return { server, proxy, engine, recoveries }
}

function weightsOf({ state }: SimulatedServer) {
  const newest = state.everyModel.findLast(({ loaded }) => loaded)
  const { weights, steps } = newest?.policy.state() ?? { weights: [], steps: 0 }
  return { weights, steps }
}

const STEPS = 12

async function run(dialect: Dialect, plan: FaultPlan) {
  const setting = await setUp(dialect, plan)
  const { engine, server, proxy, recoveries } = setting
  for (let step = 0; step < STEPS; step++) {
    await draw(engine, step, 5)
    await train(engine, step)
  }
  proxy.pause(true)
  return { weights: weightsOf(server), says: await fingerprint(engine), faults: proxy.dice, recoveries }
}

test.each([
  ['hosted', 1],
  ['skyrl', 2],
  ['skyrl-new', 3],
] as const)('%s: weights are those of a run without faults, bit for bit (seed %i)', async (dialect, seed) => {
  const rates = { asample: 0.3, retrieve_future: 0.3, other: dialect === 'hosted' ? 0.3 : 0.1 }
  const faulty = await run(dialect, { seed, rates, mix: { restart: 0.3 } })
  const clean = await run(dialect, { seed, rates: {} })
  expect(clean.faults.total).toBe(0)
  expect(faulty.faults.total).toBeGreaterThan(50)
  expect(faulty.recoveries.length).toBeGreaterThan(0)
  expect(faulty.weights.steps).toBe(STEPS)
  expect(faulty.weights).toEqual(clean.weights)
  expect(faulty.says).toEqual(clean.says)
})

const LATE = 400

/** The third step's samples are drawn when the first snapshot's lost request is still on its way; it arrives before the step. */
async function withStray(faults: number) {
  const onlyLate = Object.fromEntries(FAULTS.map((fault) => [fault, fault === 'late' ? 1 : 0]))
  const plan = { seed: 0, rates: { asample: 1, other: 0 }, mix: onlyLate, inARow: 1, maxFaults: faults }
  const { engine, server, proxy } = await setUp('skyrl', plan, LATE)
  for (let step = 0; step < 3; step++) {
    await draw(engine, step, 1)
    if (step === 2) await wait(2 * LATE)
    await train(engine, step)
  }
  return { weights: weightsOf(server), faults: proxy.dice.total }
}

test('a sample of an older snapshot that arrives late brings nothing back', async () => {
  const stray = await withStray(2)
  const clean = await withStray(0)
  expect(stray.faults).toBe(2)
  expect(clean.faults).toBe(0)
  expect(stray.weights).toEqual(clean.weights)
})
