/**
 * Kills a run with SIGKILL at random moments, resumes it each time, and compares the bits that it ends with (weights
 * and optimizer) with those of an undisturbed run.
 *
 *   npm run bench:kill -- [--kills 20] [--iterations 8] [--seed 0] [--every 1] [--model folder] [--tiny] [--json]
 *
 * `--tiny` plays the test suite's game of some hundred weights instead of the quickstart. Moments are drawn uniformly
 * over the time that an undisturbed process takes, start-up included; a run that ends in spite of it is checked, and
 * another one takes the remaining kills.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeTinyGame } from '../src/cli/fixtures/tiny-game.js'
import { randomStream } from '../src/random/index.js'
import { openRun } from '../src/runs/index.js'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    iterations: { type: 'string', default: '8' },
    seed: { type: 'string', default: '0' },
    every: { type: 'string', default: '1' },
    model: { type: 'string' },
    tiny: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const kills = Number(values.kills)
const place = mkdtempSync(join(tmpdir(), 'bench-kill-'))
const game = values.tiny
  ? writeTinyGame(join(place, 'game')).flags
  : [
      '--preset',
      'quickstart',
      '--set',
      'evaluation.sets=[]',
      ...(values.model ? ['--model', values.model] : []),
    ]
const settings = [
  ...game,
  '--iterations',
  values.iterations,
  '--set',
  `checkpoint.everyIterations=${values.every}`,
]

interface Kill {
  readonly run: string
  /** Seconds after the start of the process. */
  readonly moment: number
  /** Iterations in the store when the process was dead. */
  readonly recorded: number
  /** Iteration that the next process went on with; undefined if it was killed before it could say so. */
  resumedAt?: number | undefined
}

/** One life of a run, ended by SIGKILL after `moment` seconds unless it ends before. */
function live(
  run: string,
  moment: number,
): Promise<{ killed: boolean; seconds: number; resumedAt?: number | undefined }> {
  const exists = recordedIn(run) !== undefined
  const args = exists ? ['--resume', join(place, run)] : [...settings, '--root', place, '--name', run]
  const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))
  const node = ['--import', import.meta.resolve('tsx'), main, 'train', ...args, '--json']
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    const timer = Number.isFinite(moment) ? setTimeout(() => child.kill('SIGKILL'), moment * 1000) : undefined
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      const said = /"type":"started".*?"resumed":(?:null|\{"iteration":(\d+))/.exec(stdout)
      const resumedAt = said === null ? undefined : Number(said[1] ?? 0)
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(`spice train ended with ${code}:\n${stderr}`))
      else resolve({ killed: signal === 'SIGKILL', seconds: (performance.now() - started) / 1000, resumedAt })
    })
  })
}

function recordedIn(run: string): number | undefined {
  try {
    const reader = openRun(join(place, run))
    const done = reader.iterationsDone()
    reader.close()
    return done
  } catch {
    return undefined
  }
}

function endOf(run: string): string {
  const reader = openRun(join(place, run))
  try {
    const last = reader.checkpoints().at(-1)
    if (last?.iteration !== Number(values.iterations)) throw new Error(`${run} did not end with a checkpoint`)
    return last.hash
  } finally {
    reader.close()
  }
}

try {
  const whole = await live('whole', Number.POSITIVE_INFINITY)
  const expected = endOf('whole')
  const random = randomStream({ seed: Number(values.seed), iteration: 0, purpose: 'test', index: 0 })
  const log: Kill[] = []
  const ends: string[] = []
  while (log.length < kills) {
    const run = `killed-${ends.length + 1}`
    for (let alive = true; alive; ) {
      const moment = log.length < kills ? random.uniform() * whole.seconds : Number.POSITIVE_INFINITY
      const life = await live(run, moment)
      const before = log.at(-1)
      if (before?.run === run) before.resumedAt = life.resumedAt
      alive = life.killed
      if (life.killed) log.push({ run, moment, recorded: recordedIn(run) ?? 0 })
    }
    ends.push(endOf(run))
  }
  const equal = ends.every((hash) => hash === expected)
  if (values.json)
    console.log(JSON.stringify({ kills: log, expected, ends, equal, secondsWhole: whole.seconds }))
  else print(log, ends, expected, whole.seconds)
  process.exitCode = equal ? 0 : 1
} finally {
  rmSync(place, { recursive: true, force: true })
}

function print(log: readonly Kill[], ends: readonly string[], expected: string, seconds: number): void {
  const row = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
  row(['kill', 'run', 'seconds after its start', 'iterations recorded', 'went on with iteration'])
  row(['---:', '---', '---:', '---:', '---:'])
  for (const [i, kill] of log.entries())
    row([i + 1, kill.run, kill.moment.toFixed(2), kill.recorded, kill.resumedAt ?? '-'])
  console.log(
    `\nundisturbed: ${values.iterations} iterations in ${seconds.toFixed(1)} s, ends with ${expected}`,
  )
  for (const [i, hash] of ends.entries()) {
    console.log(`killed-${i + 1}: ends with ${hash}: ${hash === expected ? 'the same bits' : 'OTHER BITS'}`)
  }
}
