/**
 * Pretrains the seed model from nothing, with this repository's own engine:
 *   npm run seed:build -- --out <folder> [--seed 1] [--steps 10000] [--until 10000] [--batch-tokens 6144] [--threads 2]
 * `--until` ends it early at a step of the same schedule. Kill it at any time and start it again with the same flags:
 * it goes on from its last checkpoint with the same bits. `<folder>/latest` always links to the newest exported model.
 * The log goes to `<folder>/build.log` and the terminal.
 */
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Engine } from '../../src/engines/engine.js'
import { openLocalEngine } from '../../src/engines/local/index.js'
import { quickHeldOut } from './held-out.js'
import { writeInitialModel } from './initial-model.js'
import { COMPONENTS, pretrainingBatch } from './mixture.js'
import { adamParams } from './schedule.js'

const CHECKPOINT_EVERY = 250
const LOG_EVERY = 50
const EVALUATE_EVERY = 500

interface Options {
  readonly out: string
  readonly seed: number
  readonly steps: number
  /** Where to stop; the schedule runs to `steps`. */
  readonly until: number
  readonly batchTokens: number
  readonly threads: number
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      steps: { type: 'string', default: '10000' },
      until: { type: 'string' },
      'batch-tokens': { type: 'string', default: '6144' },
      threads: { type: 'string', default: '2' },
    },
  })
  if (values.out === undefined)
    throw new Error('--out is missing: name a folder for checkpoints, log and model')
  return {
    out: resolve(values.out),
    seed: Number(values.seed),
    steps: Number(values.steps),
    until: Number(values.until ?? values.steps),
    batchTokens: Number(values['batch-tokens']),
    threads: Number(values.threads),
  }
}

/** Progress as a checkpoint keeps it. */
interface Progress {
  readonly step: number
  readonly tokens: number
}

async function build(options: Options): Promise<void> {
  const { out, seed, steps, until, batchTokens } = options
  await mkdir(out, { recursive: true })
  const initial = join(out, 'initial')
  if (!existsSync(initial)) {
    await writeInitialModel(`${initial}.part`, seed)
    await rename(`${initial}.part`, initial)
  }
  const engine = await openLocalEngine({ model: initial, threads: options.threads })
  const log = (line: string) => {
    console.log(line)
    return appendFile(join(out, 'build.log'), `${line}\n`)
  }
  let { step, tokens } = await resume(engine, out)
  const { parameters } = engine.capabilities
  await log(
    `seed ${seed}, ${parameters} parameters, steps ${step} to ${until} of ${steps}, ${batchTokens} tokens a step`,
  )
  let meter = newMeter()
  while (step < until) {
    const batch = pretrainingBatch(engine.tokenizer, { seed, step, batchTokens })
    const result = await engine.forwardBackward(batch.data, { type: 'cross_entropy' })
    const params = adamParams(step, steps)
    const { gradNorm } = await engine.optimStep(params)
    step += 1
    tokens += batch.tokens
    meter.add(batch, result.logprobs, gradNorm)
    if (step % LOG_EVERY === 0 || step === until) {
      await log(
        `step ${step} tokens ${(tokens / 1e6).toFixed(2)}M lr ${params.learningRate.toExponential(2)} ${meter.line()}`,
      )
      meter = newMeter()
    }
    if (step % CHECKPOINT_EVERY === 0 || step === until) await checkpoint(engine, out, { step, tokens })
    if (step % EVALUATE_EVERY === 0 || step === until) {
      for (const { area, accuracy, worked } of await quickHeldOut(engine, 120))
        await log(`step ${step} held-out ${area} accuracy ${accuracy.toFixed(3)} worked ${worked.toFixed(3)}`)
      meter = newMeter()
    }
  }
  await engine.close()
}

/** Losses per component and rate since the last line. */
function newMeter() {
  const started = performance.now()
  const sums = new Map<string, { loss: number; count: number }>()
  let tokens = 0
  let norms = 0
  let batches = 0
  return {
    add(batch: ReturnType<typeof pretrainingBatch>, logprobs: readonly Float32Array[], gradNorm: number) {
      tokens += batch.tokens
      norms += gradNorm
      batches += 1
      for (const [i, component] of batch.components.entries()) {
        const heaviest = batch.data[i]?.weights.reduce((a, b) => Math.max(a, b), 0) ?? 0
        const sum = sums.get(component) ?? { loss: 0, count: 0 }
        // Only what is fully weighted: the completion, not the question before it.
        batch.data[i]?.weights.forEach((weight, t) => {
          if (weight === 0 || weight < heaviest) return
          sum.loss -= logprobs[i]?.[t] ?? 0
          sum.count += 1
        })
        sums.set(component, sum)
      }
    },
    line(): string {
      const seconds = (performance.now() - started) / 1000
      const losses = COMPONENTS.flatMap((component) => {
        const sum = sums.get(component)
        return sum === undefined ? [] : [`${component} ${(sum.loss / Math.max(1, sum.count)).toFixed(3)}`]
      })
      return `rate ${Math.round(tokens / seconds)}/s norm ${(norms / batches).toFixed(2)} | ${losses.join(' ')}`
    },
  }
}

/** Written aside, then renamed; older checkpoints go afterwards, so that one is always whole. */
async function checkpoint(engine: Engine, out: string, progress: Progress): Promise<void> {
  const name = `checkpoint-${String(progress.step).padStart(6, '0')}`
  const aside = join(out, 'aside')
  await rm(aside, { recursive: true, force: true })
  await engine.save(join(aside, 'engine'))
  await engine.exportWeights(join(aside, 'model'))
  await writeFile(join(aside, 'progress.json'), JSON.stringify(progress))
  await rm(join(out, name), { recursive: true, force: true })
  await rename(aside, join(out, name))
  await rm(join(out, 'latest.part'), { force: true })
  await symlink(join(name, 'model'), join(out, 'latest.part'))
  await rename(join(out, 'latest.part'), join(out, 'latest'))
  const older = (await checkpoints(out)).slice(0, -2)
  for (const each of older) await rm(join(out, each), { recursive: true, force: true })
}

async function checkpoints(out: string): Promise<string[]> {
  return (await readdir(out)).filter((name) => /^checkpoint-\d+$/.test(name)).sort()
}

async function resume(engine: Engine, out: string): Promise<Progress> {
  const newest = (await checkpoints(out)).at(-1)
  if (newest === undefined) return { step: 0, tokens: 0 }
  await engine.load(join(out, newest, 'engine'))
  return JSON.parse(await readFile(join(out, newest, 'progress.json'), 'utf8')) as Progress
}

await build(readOptions())
