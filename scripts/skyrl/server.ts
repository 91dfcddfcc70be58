import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface SkyRlOptions {
  /** Interpreter of the virtual environment that install.sh made. */
  readonly python: string
  /** Model folder; its path is the base model's name on the server. */
  readonly model: string
  /** Folder of database, checkpoints and log; given again, the server finds its checkpoints again. */
  readonly state: string
  /** Default: a free one. */
  readonly port?: number | undefined
  readonly sessionTimeoutSeconds?: number | undefined
  readonly cleanupSeconds?: number | undefined
  /** Models at a time are one fewer. */
  readonly maxAdapters?: number | undefined
  readonly maxRank?: number | undefined
  readonly trainMicroBatch?: number | undefined
  readonly sampleSequences?: number | undefined
  /** JAX processes under Ray; default: one process without Ray. */
  readonly rayProcesses?: number | undefined
  /** Folder of compiled programs, which the next server on it need not compile again. */
  readonly compiled?: string | undefined
  readonly onProgress?: ((line: string) => void) | undefined
}

export interface SkyRlServer {
  readonly url: string
  readonly port: number
  readonly log: string
  /** Seconds from start until a model was created. */
  readonly readySeconds: number
  /** SIGTERM, and SIGKILL if that does not help. */
  stop(): Promise<void>
  /** kill -9 of API and engine at once. */
  kill(): Promise<void>
}

const READY_SECONDS = 360
const STOP_SECONDS = 20

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const address = probe.address()
  await new Promise((done) => probe.close(done))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

function flags(options: SkyRlOptions, port: number): string[] {
  const numbers: [string, number | undefined][] = [
    ['--port', port],
    ['--session-timeout-sec', options.sessionTimeoutSeconds],
    ['--session-cleanup-interval-sec', options.cleanupSeconds],
    ['--max-adapters', options.maxAdapters],
    ['--max-rank', options.maxRank],
    ['--train-micro-batch-size', options.trainMicroBatch],
    ['--sample-max-num-sequences', options.sampleSequences],
    ['--ray', options.rayProcesses],
  ]
  const given = numbers.flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)]))
  return ['--model', options.model, '--state', options.state, '--end-with-parent', ...given]
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** To the child's whole process group, engine included. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // Gone already.
  }
}

async function waitForEnd(child: ChildProcess, seconds: number): Promise<boolean> {
  for (let waited = 0; waited < seconds * 10 && !ended(child); waited++) await sleep(100)
  return ended(child)
}

async function tail(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '')
  return text.split('\n').slice(-15).join('\n')
}

async function post(url: string, path: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 500)}`)
  return JSON.parse(text)
}

async function reachable(url: string, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const answer = await fetch(`${url}/api/v1/healthz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(200)
  }
}

/** Ready is when a model can be made: the API says it is healthy long before its engine is. By hand, not by the client that is tested. */
async function createsModels(url: string, model: string, stop: AbortSignal): Promise<void> {
  await reachable(url, stop)
  const session = await post(url, 'create_session', {
    tags: [],
    sdk_version: 'probe',
    type: 'create_session',
  })
  const created = await post(url, 'create_model', {
    session_id: session.session_id,
    base_model: model,
    lora_config: { rank: 1, seed: 0 },
  })
  await post(url, 'retrieve_future', { request_id: created.request_id })
  const gone = await post(url, 'unload_model', { model_id: created.model_id })
  await post(url, 'retrieve_future', { request_id: gone.request_id })
}

/** Starts SkyRL's Tinker API and waits until it can make a model. @throws Error with the log's end if it does not come up */
export async function startSkyRl(options: SkyRlOptions): Promise<SkyRlServer> {
  const progress = options.onProgress ?? (() => undefined)
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  const log = join(options.state, 'server.log')
  await mkdir(options.state, { recursive: true })
  const file = openSync(log, 'a')
  const started = Date.now()
  const serve = fileURLToPath(new URL('serve.py', import.meta.url))
  const child = spawn('nice', ['-n', '5', options.python, serve, ...flags(options, port)], {
    stdio: ['ignore', file, file],
    detached: true,
    env: {
      ...process.env,
      JAX_PLATFORMS: 'cpu',
      HF_HUB_OFFLINE: '1',
      RAY_USAGE_STATS_ENABLED: '0',
      // Of the log, whose lines would be broken.
      COLUMNS: '240',
      ...(options.compiled && {
        JAX_COMPILATION_CACHE_DIR: options.compiled,
        JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS: '0.2',
      }),
    },
  })
  const dieWithUs = () => signalGroup(child, 'SIGKILL')
  process.once('exit', dieWithUs)
  const seconds = () => (Date.now() - started) / 1000
  const stop = async () => {
    if (child.pid !== undefined && !ended(child)) child.kill('SIGTERM')
    if (!(await waitForEnd(child, STOP_SECONDS))) progress('the server does not stop; killed')
    signalGroup(child, 'SIGKILL')
    process.off('exit', dieWithUs)
  }
  progress(
    `SkyRL starts at ${url}${options.rayProcesses ? ` with ${options.rayProcesses} processes under Ray` : ''}`,
  )
  const ready = new AbortController()
  try {
    await Promise.race([
      createsModels(url, options.model, ready.signal),
      (async () => {
        for (let waited = 0; !ready.signal.aborted; waited++) {
          await sleep(500)
          if (ended(child) || child.pid === undefined) throw new Error('the server ended')
          if (seconds() > READY_SECONDS) throw new Error(`not ready after ${READY_SECONDS} s`)
          if (waited % 20 === 19) progress(`waiting for the engine, ${Math.round(seconds())} s`)
        }
      })(),
    ])
  } catch (error) {
    await stop()
    throw new Error(`SkyRL did not come up: ${String(error)}\n${await tail(log)}`)
  } finally {
    ready.abort()
  }
  const readySeconds = seconds()
  progress(`SkyRL is ready after ${readySeconds.toFixed(1)} s`)
  return {
    url,
    port,
    log,
    readySeconds,
    stop,
    kill: async () => {
      signalGroup(child, 'SIGKILL')
      await waitForEnd(child, STOP_SECONDS)
      process.off('exit', dieWithUs)
    },
  }
}
