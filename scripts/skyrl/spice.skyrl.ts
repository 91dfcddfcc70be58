import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { randomStream } from '../../src/random/index.js'
import { openRun, openWeights } from '../../src/runs/index.js'
import { type SkyRlServer, startSkyRl } from './server.js'
import { type SpiceCommand, spice } from './spice-command.js'

const { python, trained, compiled, folder } = inject('skyrl')
const ITERATIONS = 3
const root = join(folder, 'runs')

let server: SkyRlServer
let flags: string[]

/** One sequence at a time: with more, the last bits depend on which requests happen to arrive together. */
function serve(port?: number): Promise<SkyRlServer> {
  return startSkyRl({
    python,
    model: trained,
    state: join(folder, 'spice-server'),
    port,
    compiled,
    trainMicroBatch: 1,
    sampleSequences: 1,
  })
}

beforeAll(async () => {
  server = await serve()
  const settings = {
    iterations: ITERATIONS,
    // Few shapes, as each one is compiled.
    'validity.openBookAudit': false,
    documentsPerIteration: 2,
    challengesPerDocument: 3,
    answersPerTask: 3,
    maxChallengeTokens: 48,
    maxAnswerTokens: 48,
    trajectoriesPerOptimizerStep: 4,
    'optimizer.learningRate': 1e-3,
    'evaluation.sets': '[]',
  }
  const options = {
    preset: 'quickstart',
    model: trained,
    root,
    engine: 'tinker',
    target: 'skyrl-jax',
    'base-url': server.url,
    rank: 8,
  }
  flags = [
    'train',
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]),
    ...Object.entries(settings).flatMap(([path, value]) => ['--set', `${path}=${value}`]),
  ]
})
afterAll(() => server?.stop())

/** How often the server has done such a thing. */
async function countOf(done: string): Promise<number> {
  return (await readFile(server.log, 'utf8')).split(done).length - 1
}

/** Waits until the server does it once more. */
async function nextOf(done: string, run: SpiceCommand): Promise<void> {
  const before = await countOf(done)
  let ended = false
  run.done
    .catch(() => undefined)
    .finally(() => {
      ended = true
    })
  while ((await countOf(done)) <= before) {
    if (ended) throw new Error(`the run ended before the server did ${done}`)
    await sleep(20)
  }
}

const STEP = 'process_single_request(optim_step)'
const SAMPLE = '/api/v1/asample'

/** All that was asked, answered, rewarded and measured, but for times. */
function recordOf(name: string) {
  const run = openRun(name, root)
  try {
    return Array.from({ length: run.iterationsDone() }, (_, iteration) => {
      const { seconds: _seconds, metrics, ...record } = run.iteration(iteration) ?? {}
      const timeless = Object.entries(metrics ?? {}).filter(([key]) => !/^time\/|per_second$/.test(key))
      return { ...record, metrics: Object.fromEntries(timeless) }
    })
  } finally {
    run.close()
  }
}

function iterationsDone(name: string): number {
  const run = openRun(name, root)
  const done = run.iterationsDone()
  run.close()
  return done
}

const adapterOf = (name: string) => join(folder, `adapter-${name}`)

/** The weights that a run ended with. */
async function exported(name: string): Promise<Buffer> {
  await spice('export', name, adapterOf(name), '--root', root).done
  return readFile(join(adapterOf(name), 'adapter_model.safetensors'))
}

async function endsAsUndisturbed(name: string): Promise<void> {
  expect(recordOf(name)).toEqual(recordOf('undisturbed'))
  expect(
    (await exported(name)).equals(
      await readFile(join(adapterOf('undisturbed'), 'adapter_model.safetensors')),
    ),
  ).toBe(true)
}

describe('SPICE on SkyRL, by the command line', () => {
  it('plays and learns', async () => {
    await spice(...flags, '--name', 'undisturbed').done
    const record = recordOf('undisturbed')
    expect(record).toHaveLength(ITERATIONS)
    for (const { metrics } of record) {
      expect(metrics['challenger/tasks']).toBeGreaterThan(0)
      expect(metrics['optim/grad_norm']).toBeGreaterThan(0)
    }
    expect((await exported('undisturbed')).length).toBeGreaterThan(10_000)
  })

  it('resumes after kill -9 in the middle of an update, with the same bits', async () => {
    const first = spice(...flags, '--name', 'killed')
    await first.heard('iteration')
    await nextOf(STEP, first)
    await first.kill()
    expect(iterationsDone('killed')).toBe(1)
    const second = spice('train', '--resume', 'killed', '--root', root)
    await second.done
    expect(second.said[0]).toMatchObject({ type: 'started', resumed: { iteration: 1 } })
    await endsAsUndisturbed('killed')
  })

  it('gets over kill -9 of the server by itself, in an update and in rollouts, with the same bits', async () => {
    const run = spice(...flags, '--name', 'survivor')
    for (const [iterations, moment] of [
      [1, STEP],
      [2, SAMPLE],
    ] as const) {
      await run.heard('iteration', iterations)
      await nextOf(moment, run)
      await server.kill()
      expect(iterationsDone('survivor')).toBe(iterations)
      server = await serve(server.port)
    }
    await run.done
    const notices = run.said.filter(({ type }) => type === 'notice').map(({ message }) => String(message))
    console.log(notices.join('\n'))
    expect(notices.filter((notice) => notice.includes('the model is loaded from tinker://'))).toHaveLength(2)
    await endsAsUndisturbed('survivor')
  })

  it('exports an adapter with which peft gives the log-probabilities that the server gives', async () => {
    const sequences = [24, 40, 60].map((length, index) => {
      const { integer } = randomStream({ seed: 2, iteration: 0, purpose: 'test', index })
      return Int32Array.from({ length }, () => 2 + integer(510))
    })
    const { engine } = await openWeights('undisturbed', { root })
    const served = await engine
      .forward(sequences.map((tokens) => ({ tokens, weights: new Float32Array(tokens.length).fill(1, 1) })))
      .finally(() => engine.close())
    const { adapted, base } = await peft(sequences)
    const most = (mine: number[][]) =>
      Math.max(
        ...mine.flatMap((row, i) =>
          row.map((logprob, t) => Math.abs(logprob - (served.logprobs[i]?.[t + 1] as number))),
        ),
      )
    console.log(
      `peft: greatest difference ${most(adapted).toExponential(2)}, without the adapter ${most(base).toFixed(3)}`,
    )
    expect(most(adapted)).toBeLessThan(1e-3)
    expect(most(base)).toBeGreaterThan(0.02)
  })
})

function peft(sequences: readonly Int32Array[]): Promise<{ adapted: number[][]; base: number[][] }> {
  const script = fileURLToPath(new URL('peft-logprobs.py', import.meta.url))
  return new Promise((resolve, reject) => {
    const child = execFile(python, [script, trained, adapterOf('undisturbed')], (error, stdout) => {
      if (error) reject(error)
      else resolve(JSON.parse(stdout))
    })
    child.stdin?.end(JSON.stringify(sequences.map((tokens) => [...tokens])))
  })
}
