/**
 * What the whole game costs this machine when the model runs elsewhere: `selfPlay` of the paper's size against a simulated
 * Tinker server in a process of its own, whose texts are made beforehand and whose time is configurable.
 *
 *   npm run bench:scale -- [--iterations 5] [--documents 128] [--dialect hosted|skyrl] [--sample-ms 50,500]
 *                          [--concurrent 512] [--repeats 3] [--json]
 *
 * Processor seconds are those of this process alone (all threads, garbage collection included). The client's share is the mean
 * of the last iteration's calls made again, `--repeats` times, without a game around them; the rest is the game's: prompts,
 * decoding, parsing, verifying, credit.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadConfig } from '../src/config/index.js'
import type { Engine } from '../src/engines/engine.js'
import { openTinkerEngine } from '../src/engines/tinker/index.js'
import { selfPlay } from '../src/play/index.js'
import type { Dialect } from '../src/tinker/fixtures/dialect.js'
import { openTinkerClient } from '../src/tinker/index.js'
import { loadTokenizer } from '../src/tokenizer/index.js'
import { type CallLog, listenTo, repeatCalls } from './scale/call-log.js'
import { documents, wordSource } from './scale/game-texts.js'
import { writePrefixTokenizer } from './scale/prefix-tokenizer.js'
import type { ServerOrder, ServerReport } from './scale/server-process.js'

const { values } = parseArgs({
  options: {
    iterations: { type: 'string', default: '5' },
    documents: { type: 'string', default: '128' },
    dialect: { type: 'string', default: 'hosted' },
    'sample-ms': { type: 'string', default: '50,500' },
    concurrent: { type: 'string', default: '512' },
    repeats: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
})
const iterations = Number(values.iterations)
const dialect = values.dialect as Dialect
const MODEL = 'bench/model'
const MEBI = 2 ** 20
const place = mkdtempSync(join(tmpdir(), 'bench-scale-'))
const tokenizerFolder = join(place, 'tokenizer')

interface Row {
  readonly iteration: number
  readonly seconds: number
  readonly cpuSeconds: number
  /** Highest resident set so far, and what the rollouts are: tokens, log-probabilities, texts, prompts. */
  readonly peakMiB: number
  readonly rolloutMiB: number
  readonly tokens: number
  readonly requests: number
}

let child: ChildProcess | undefined
let engine: Engine | undefined
try {
  writePrefixTokenizer(tokenizerFolder, wordSource())
  const tokenizer = await loadTokenizer(tokenizerFolder)
  child = fork(fileURLToPath(new URL('./scale/server-process.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
  })
  const [least, most] = values['sample-ms'].split(',').map(Number)
  const { url } = await ask(child, {
    dialect,
    tokenizerFolder,
    model: MODEL,
    contextLength: 32_768,
    sampleMilliseconds: [least ?? 50, most ?? least ?? 500],
  })
  engine = await openTinkerEngine({
    baseModel: MODEL,
    target: dialect === 'hosted' ? 'hosted' : 'skyrl-jax',
    tokenizer,
    contextTokens: 32_768,
    rank: 32,
    seed: 0,
    client: {
      baseUrl: url,
      apiKey: 'tml-bench',
      maxConcurrentSamples: Number(values.concurrent),
      // It is known by its address otherwise.
      ...(dialect === 'hosted' && { repeats: 'recognised' as const }),
    },
    connect: openTinkerClient,
    onNotice: ({ kind, message }) => console.error(`${kind}: ${message}`),
  })
  const config = loadConfig({
    preset: 'paper',
    set: [
      `iterations=${iterations}`,
      `documentsPerIteration=${values.documents}`,
      'maxChallengeTokens=1536',
      'maxAnswerTokens=1536',
      'evaluation.sets=[]',
    ],
  })
  const rows: Row[] = []
  const log = listenTo(engine)
  log.take({ keepCalls: iterations === 1 })
  let cpu = process.cpuUsage()
  let started = performance.now()
  let requests = sum((await ask(child, 'report')).requests)
  let last: CallLog | undefined
  await selfPlay({
    config,
    engine: log.engine,
    documents,
    onIteration: async (record) => {
      const used = process.cpuUsage(cpu)
      const seconds = (performance.now() - started) / 1000
      const calls = log.take({ keepCalls: record.iteration === iterations - 2 })
      const now = sum((await ask(child as ChildProcess, 'report')).requests)
      rows.push({
        iteration: record.iteration,
        seconds,
        cpuSeconds: (used.user + used.system) / 1e6,
        peakMiB: process.resourceUsage().maxRSS / 1024,
        rolloutMiB: calls.rolloutBytes / MEBI,
        tokens: calls.tokens,
        requests: now - requests,
      })
      if (!values.json) print(rows.at(-1) as Row)
      last = record.iteration === iterations - 1 ? calls : undefined
      requests = sum((await ask(child as ChildProcess, 'report')).requests)
      started = performance.now()
      cpu = process.cpuUsage()
    },
  })
  const again: number[] = []
  for (let i = 0; i < Number(values.repeats); i++) {
    const before = process.cpuUsage()
    await repeatCalls(engine, last as CallLog)
    const used = process.cpuUsage(before)
    again.push((used.user + used.system) / 1e6)
  }
  report(rows, mean(again), await ask(child, 'report'))
} finally {
  await engine?.close()
  child?.kill()
  rmSync(place, { recursive: true, force: true })
}

function report(rows: readonly Row[], clientCpu: number, server: ServerReport): void {
  // The first iteration compiles what the others use.
  const warm = rows.length > 2 ? rows.slice(1) : rows
  const cpuSeconds = mean(warm.map((row) => row.cpuSeconds))
  // The last one keeps its calls for the repetition.
  const beyond = warm.slice(0, -1).map(({ peakMiB, rolloutMiB }) => peakMiB - rolloutMiB)
  const summary = {
    cpuSeconds,
    clientCpuSeconds: clientCpu,
    gameCpuSeconds: cpuSeconds - clientCpu,
    peakBeyondRolloutsMiB: Math.max(...beyond),
    cpuSlopePerIteration: slope(warm.map((row) => row.cpuSeconds)),
    memorySlopeMiBPerIteration: slope(beyond),
    mostInFlight: server.mostInFlight,
    refusals: server.refusals.length,
    processor: `${cpus().length} x ${cpus()[0]?.model}`,
  }
  if (values.json) {
    console.log(JSON.stringify({ rows, summary, server }))
    return
  }
  console.log(`\nmean of the iterations after the first: ${cpuSeconds.toFixed(2)} processor seconds, of them`)
  console.log(`  client and engine ${clientCpu.toFixed(2)}, game ${summary.gameCpuSeconds.toFixed(2)}`)
  console.log(`peak beyond the rollouts: ${summary.peakBeyondRolloutsMiB.toFixed(0)} MiB`)
  console.log(
    `slope over iterations: ${summary.cpuSlopePerIteration.toFixed(4)} s and ${summary.memorySlopeMiBPerIteration.toFixed(1)} MiB per iteration`,
  )
  console.log(
    `at most ${server.mostInFlight} operations in flight; ${server.refusals.length} requests refused`,
  )
}

function print(row: Row): void {
  const cells = [
    row.iteration + 1,
    row.seconds.toFixed(1),
    row.cpuSeconds.toFixed(2),
    row.peakMiB.toFixed(0),
    row.rolloutMiB.toFixed(0),
    row.tokens,
    row.requests,
  ]
  if (row.iteration === 0) {
    console.log(
      '| iteration | seconds | processor seconds | peak MiB | rollouts MiB | tokens drawn | requests |',
    )
    console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
  }
  console.log(`| ${cells.join(' | ')} |`)
}

async function ask(process: ChildProcess, message: ServerOrder | 'report'): Promise<ServerReport> {
  const over = new AbortController()
  const { signal } = over
  const died = once(process, 'exit', { signal }).then(([code]) => {
    throw new Error(`the server's process ended with ${code}`)
  })
  process.send(message)
  try {
    const [answer] = await Promise.race([once(process, 'message', { signal }), died])
    return answer as ServerReport
  } finally {
    died.catch(() => undefined)
    over.abort()
  }
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0) / numbers.length
}

/** Least squares; 0 of a single number. */
function slope(numbers: readonly number[]): number {
  const middle = (numbers.length - 1) / 2
  const average = mean(numbers)
  const up = numbers.reduce((total, number, i) => total + (i - middle) * (number - average), 0)
  const across = numbers.reduce((total, _, i) => total + (i - middle) ** 2, 0)
  return across === 0 ? 0 : up / across
}
