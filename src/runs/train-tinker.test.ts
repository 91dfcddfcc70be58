import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { capture } from '../cli/fixtures/capture.js'
import { writeTinyGame } from '../cli/fixtures/tiny-game.js'
import { presentStart } from '../cli/present/train-start.js'
import { type Config, loadConfig } from '../config/index.js'
import { SpiceError } from '../errors.js'
import { keepSecret } from '../secrets.js'
import type { Dialect } from '../tinker/fixtures/dialect.js'
import { type SimulatedServer, startSimulatedServer } from '../tinker/fixtures/simulated-server.js'
import { openRun, openWeights, runFolder, type TrainEvent, train } from './index.js'

const KEY = 'tml-onlyForThisTest0123456789'
const place = mkdtempSync(join(tmpdir(), 'spice-remote-'))
let model: string
beforeAll(() => {
  model = writeTinyGame(place).model
  // What computes is elsewhere: here are a configuration and a tokenizer.
  rmSync(join(model, 'model.safetensors'))
  keepSecret(KEY)
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

let server: SimulatedServer | undefined
afterEach(() => server?.close())

async function serve(dialect: Dialect): Promise<SimulatedServer> {
  server = await startSimulatedServer({ dialect, models: ['toy/base'], sampling: { vocabulary: 5 } })
  return server
}

function configOf(url: string, ...set: string[]): Config {
  const engine = [
    'engine.type=tinker',
    `engine.baseUrl=${url}`,
    'engine.serverModel=toy/base',
    'engine.rank=4',
  ]
  return loadConfig({
    preset: 'quickstart',
    file: join(place, 'game.yaml'),
    set: [`model=${model}`, 'iterations=2', 'evaluation.sets=[]', ...engine, ...set],
  })
}

let runs = 0
const newFolder = () => runFolder(join(place, `run-${runs++}`))

async function play(
  config: Config,
  folder = newFolder(),
  more: { resume?: boolean; signal?: AbortSignal } = {},
) {
  const events: TrainEvent[] = []
  const { resume = false, signal } = more
  const onEvent = (event: TrainEvent) => void events.push(event)
  const request = { config, folder, resume, command: 'test', apiKey: KEY, onEvent, ...(signal && { signal }) }
  const { interrupted } = await train(request)
  return { folder, events, interrupted }
}

const started = (events: readonly TrainEvent[]) => {
  const found = events.find((event) => event.type === 'started')
  if (found?.type !== 'started') throw new Error('the run did not start')
  return found
}

/** Every byte of a folder. */
function everything(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

describe.each([
  ['skyrl', 'skyrl-jax'],
  ['hosted', 'hosted'],
] as const)('train on a server (%s)', (dialect, target) => {
  it('plays, records, checkpoints and resumes; the key is nowhere', async () => {
    const { url, requests } = await serve(dialect)
    const config = configOf(url, `engine.target=${target}`)
    const { folder, events } = await play(config)
    const run = openRun(folder.path)
    expect(run.iterationsDone()).toBe(2)
    expect(run.config().engine).toMatchObject({ type: 'tinker', target, rank: 4, serverModel: 'toy/base' })
    // A checkpoint refers to what the server keeps.
    expect(run.checkpoints().map(({ iteration, bytes }) => [iteration, bytes < 4096])).toEqual([
      [1, true],
      [2, true],
    ])
    expect(
      readFileSync(join(run.checkpoints()[1]?.path as string, 'tinker-checkpoint.json'), 'utf8'),
    ).toContain('tinker://')
    run.close()
    expect(requests.get('load_weights')).toBeUndefined()
    // No more is asked of the server than was said at the start.
    const { phases, furtherAttempts, iteration } = started(events).cost
    const prompts = [...phases, furtherAttempts].reduce((sum, phase) => sum + phase.prompts, 0)
    expect(requests.get('asample')).toBeGreaterThanOrEqual(2 * 4)
    expect(requests.get('asample')).toBeLessThanOrEqual(2 * prompts)
    expect(requests.get('forward_backward')).toBeLessThanOrEqual(2 * iteration.optimizerSteps)
    // SkyRL's slot is cleared of what another model may have left there, by a step.
    const clearing = dialect === 'skyrl' ? 1 : 0
    expect(requests.get('optim_step')).toBe((requests.get('forward_backward') ?? 0) + clearing)
    expect(requests.get('optim_step')).toBeGreaterThan(0)

    const again = await play({ ...config, iterations: 3 }, folder, { resume: true })
    expect(started(again.events).resumed).toMatchObject({ iteration: 2, dropped: 0, warnings: [] })
    expect(again.events.filter(({ type }) => type === 'iteration')).toHaveLength(1)
    expect(requests.get('load_weights')).toBe(1)
    expect(everything(folder.path)).not.toContain(KEY)
    expect(JSON.stringify([...events, ...again.events])).not.toContain(KEY)
  })

  it('goes on after Ctrl-C from the checkpoint that it then wrote', async () => {
    const { url, requests } = await serve(dialect)
    const config = configOf(url, `engine.target=${target}`, 'iterations=50', 'checkpoint.everyIterations=20')
    const stop = new AbortController()
    const folder = newFolder()
    const first = train({
      config,
      folder,
      resume: false,
      command: 'test',
      apiKey: KEY,
      signal: stop.signal,
      onEvent: (event) => event.type === 'iteration' && stop.abort(),
    })
    expect(await first).toEqual({ interrupted: true })
    const run = openRun(folder.path)
    const done = run.iterationsDone()
    expect(run.checkpoints().map(({ iteration }) => iteration)).toEqual([done])
    run.close()
    const { events } = await play({ ...config, iterations: done + 1 }, folder, { resume: true })
    expect(started(events).resumed).toMatchObject({ iteration: done, dropped: 0 })
    expect(requests.get('load_weights')).toBe(1)
  })
})

describe('rollouts beside training', () => {
  const stalenessOf = (events: readonly TrainEvent[]) =>
    events.flatMap((event) => (event.type === 'iteration' ? event.record.metrics['optim/staleness'] : []))

  it('are drawn one update behind, learnt from by their ratios, and begin anew with a resume', async () => {
    const { url } = await serve('hosted')
    const config = configOf(
      url,
      'engine.target=hosted',
      'iterations=4',
      'pipeline.maxStaleness=1',
      'loss.oldLogprobs=trainer',
    )
    const { folder, events } = await play(config)
    expect(stalenessOf(events)).toEqual([0, 1, 1, 1])
    const records = events.flatMap((event) => (event.type === 'iteration' ? event.record : []))
    const learnt = records.filter(({ metrics }) => (metrics['optim/trained_trajectories'] ?? 0) > 0)
    expect(learnt.length).toBeGreaterThan(1)
    for (const { metrics } of learnt)
      expect(metrics).toMatchObject({
        'optim/sampler_kl': expect.any(Number),
        'optim/importance_ratio': expect.any(Number),
        'optim/effective_share': expect.any(Number),
      })
    // Where rollouts lag, the policies differ, and it shows.
    expect(learnt.some(({ metrics }) => (metrics['optim/sampler_kl'] as number) > 1e-6)).toBe(true)
    const again = await play({ ...config, iterations: 6 }, folder, { resume: true })
    expect(started(again.events).resumed).toMatchObject({ iteration: 4, dropped: 0 })
    expect(stalenessOf(again.events)).toEqual([0, 1])
  })

  it('stay what they were where it is off', async () => {
    const { url } = await serve('hosted')
    const { events } = await play(configOf(url, 'engine.target=hosted', 'iterations=3'))
    expect(stalenessOf(events)).toEqual([0, 0, 0])
  })
})

describe('a run on a server', () => {
  it('says at its start where it runs, what does not reach the optimizer, and what it costs', async () => {
    const { url } = await serve('skyrl')
    const { events } = await play(configOf(url, 'engine.target=skyrl-jax', 'iterations=1'))
    const start = started(events)
    expect(start.model.ignoredAdam).toEqual(['gradClip'])
    // Templates of the tiny game: "?", "??", "?" and "????" around nothing.
    expect(start.cost.templates).toEqual({ selector: 1, challenger: 2, reasoner: 1, auditor: 3 })
    const { output, written } = capture()
    presentStart(output, start)
    expect(written.stdout).toMatch(
      /^server +skyrl-jax at http:\/\/127\.0\.0\.1:\d+, trains a LoRA adapter of rank 4$/m,
    )
    expect(written.stdout).toContain('optimizer.gradClip=1 does not reach the optimizer')
    expect(written.stdout).toMatch(/^cost +an iteration, at most: .* requests$/m)
    for (const note of start.model.notes)
      expect(written.stdout.replace(/\s+/g, ' ')).toContain(note.slice(0, 60))
  })

  it('is not resumed with another model, rank or kind of server', async () => {
    const { url } = await serve('skyrl')
    const config = configOf(url, 'engine.target=skyrl-jax', 'iterations=1')
    const { folder } = await play(config)
    for (const [setting, value] of [
      ['rank', 8],
      ['target', 'skyrl-train'],
      ['serverModel', 'toy/other'],
    ] as const) {
      const other = { ...config, engine: { ...config.engine, [setting]: value } } as Config
      await expect(play(other, folder, { resume: true })).rejects.toThrow(
        new RegExp(`cannot be resumed as another game: engine\\.${setting} \\(`),
      )
    }
  })

  it('stays with its server where another does not have its checkpoint, and moves where one does', async () => {
    const { url } = await serve('skyrl')
    const config = configOf(url, 'engine.target=skyrl-jax', 'iterations=1')
    const { folder } = await play(config)
    const at = (baseUrl: string) => ({ ...config, iterations: 2, engine: { ...config.engine, baseUrl } })
    const addressOf = () => {
      const run = openRun(folder.path)
      const { iterations, engine } = run.config()
      run.close()
      return [iterations, engine.baseUrl]
    }
    const other = await startSimulatedServer({
      dialect: 'skyrl',
      models: ['toy/base'],
      sampling: { vocabulary: 5 },
    })
    try {
      const error: unknown = await play(at(other.url), folder, { resume: true }).catch(
        (error: unknown) => error,
      )
      expect((error as SpiceError).message).toMatch(
        new RegExp(`the server at ${other.url} does not have the checkpoint tinker://`),
      )
      expect((error as SpiceError).hint).toContain(`It was written on ${url}`)
      expect(addressOf()).toEqual([1, url])
    } finally {
      await other.close()
    }
    const moved = url.replace('127.0.0.1', 'localhost')
    await play(at(moved), folder, { resume: true })
    expect(addressOf()).toEqual([2, moved])
  })

  it('evaluates and exports its checkpoints as an adapter folder with the tokenizer', async () => {
    const { url } = await serve('hosted')
    const { folder } = await play(configOf(url, 'engine.target=hosted', 'iterations=1'))
    const { engine, title } = await openWeights(folder.path, { apiKey: KEY })
    try {
      expect(title).toBe(`${folder.name} after 1 iterations`)
      const out = join(place, 'adapter')
      await engine.exportWeights(out)
      expect(readdirSync(out)).toEqual(
        expect.arrayContaining(['adapter_config.json', 'adapter_model.safetensors', 'tokenizer.json']),
      )
    } finally {
      await engine.close()
    }
  })

  it('ends with a message that has no key in it where the server refuses the key', async () => {
    const { url } = await serve('hosted')
    const folder = newFolder()
    const refused = train({
      config: configOf(url, 'engine.target=hosted'),
      folder,
      resume: false,
      command: 'test',
      apiKey: 'sk-notAKeyOfThisServer',
    }).catch((error: unknown) => error)
    const error = await refused
    expect(error).toMatchObject({ code: 'config' })
    expect((error as Error).message).toContain(`${url} does not let us in (401 `)
    expect(existsSync(folder.path)).toBe(false)
    expect(`${(error as Error).message} ${(error as { hint?: string }).hint}`).not.toContain('notAKey')
  })

  it.each([
    ['hosted', 'engine.serverModel=toy/other', /has no model toy\/other/, /It has toy\/base/],
    [
      'skyrl',
      'engine.target=hosted',
      /engine\.target is hosted, but http.* seems to be SkyRL/,
      /--target skyrl-jax/,
    ],
    [
      'hosted',
      'engine.contextTokens=20',
      /a challenge may take 22 tokens, and the model's context is 20/,
      /corpus\.maxDocumentTokens=6 or less/,
    ],
    ['skyrl', 'engine.baseUrl=PLACE/api/v1', /no Tinker API below http.*\/api\/v1/, /Leave out \/api\/v1/],
    ['hosted', 'pipeline.maxStaleness=1', undefined, undefined],
    ['skyrl', 'pipeline.maxStaleness=1', /pipeline\.maxStaleness/, /Set pipeline\.maxStaleness=0/],
  ] as const)('on a %s server with %s is refused before there is a run, or not', async (dialect, set, message, hint) => {
    const { url } = await serve(dialect)
    const folder = newFolder()
    const target = dialect === 'hosted' ? 'hosted' : 'skyrl-jax'
    const config = configOf(url, `engine.target=${target}`, 'iterations=1', set.replace('PLACE', url))
    if (message === undefined) return void expect((await play(config, folder)).interrupted).toBe(false)
    const error: unknown = await play(config, folder).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(SpiceError)
    expect((error as SpiceError).message).toMatch(message)
    expect((error as SpiceError).hint).toMatch(hint)
    expect(existsSync(folder.path)).toBe(false)
  })

  it.each([404, 200])('says so where something else answers (%i)', async (status) => {
    const page = createServer((_, response) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html>hello</html>'),
    )
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(page.address() as AddressInfo).port}`
    const error: unknown = await play(configOf(url, 'engine.target=skyrl-jax')).catch(
      (error: unknown) => error,
    )
    page.close()
    expect((error as SpiceError).message).toContain(`what answers at ${url} is no Tinker server (`)
    expect((error as SpiceError).hint).toContain('Is the address right?')
  })

  it('asks no hosted service where the server is SkyRL and its place has not been said', async () => {
    vi.stubEnv('TINKER_BASE_URL', '')
    try {
      const { engine, ...config } = configOf('http://127.0.0.1:1', 'engine.target=skyrl-jax')
      const nowhere = play({ ...config, engine: { ...engine, baseUrl: null } })
      await expect(nowhere).rejects.toThrow('where the skyrl-jax server is has not been said')
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it('leaves a server alone that it was interrupted waiting for', async () => {
    let asked = 0
    const busy = createServer((_, response) => {
      asked++
      response.writeHead(503).end()
    })
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
    try {
      const stop = new AbortController()
      const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`
      const events: TrainEvent[] = []
      const waiting = train({
        config: configOf(url, 'engine.target=skyrl-jax'),
        folder: newFolder(),
        resume: false,
        command: 'test',
        signal: stop.signal,
        onEvent: (event) => events.push(event),
      })
      setTimeout(() => stop.abort(), 100)
      await expect(waiting).rejects.toMatchObject({ code: 'interrupted' })
      expect(events).toEqual([{ type: 'notice', message: expect.stringContaining(`${url}: 503 for`) }])
      const then = asked
      await new Promise((resolve) => setTimeout(resolve, 1200))
      expect(asked).toBe(then)
    } finally {
      busy.closeAllConnections()
      busy.close()
    }
  })

  it('can be interrupted while the server hangs', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    try {
      const stop = new AbortController()
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
      const hanging = play(configOf(url, 'engine.target=skyrl-jax'), newFolder(), { signal: stop.signal })
      setTimeout(() => stop.abort(), 100)
      await expect(hanging).rejects.toMatchObject({ code: 'interrupted' })
    } finally {
      silent.closeAllConnections()
      silent.close()
    }
  }, 5_000)
})
