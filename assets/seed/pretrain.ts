import { existsSync } from 'node:fs'
import { appendFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openLocalEngine } from '../../src/engines/local/index.js'
import { loadNewestCheckpoint, writeCheckpoint } from './checkpoints.js'
import { quickHeldOut } from './held-out.js'
import { writeInitialModel } from './initial-model.js'
import { lossMeter } from './loss-meter.js'
import { pretrainingBatch } from './mixture.js'
import { type Stage, stageAt } from './plan.js'
import { adamParams } from './schedule.js'

export interface PretrainOptions {
  /** Folder for checkpoints, log and model; created. */
  readonly out: string
  readonly seed: number
  readonly plan: readonly Stage[]
  /** Stops here if the plan goes on. */
  readonly until: number
  readonly threads: number
  readonly checkpointEvery: number
  readonly logEvery: number
  readonly evaluateEvery: number
  /** Questions of each area asked at an evaluation. */
  readonly heldOutQuestions: number
  /** Hears every line of the log. */
  readonly print: (line: string) => void
}

/**
 * Pretrains the seed model from random weights, or goes on from the newest checkpoint in `out`: every step is a
 * function of the weights before it, the seed and the step's number, so stopping changes no bit.
 */
export async function pretrain(options: PretrainOptions): Promise<void> {
  const { out, seed, plan, until, checkpointEvery, logEvery, evaluateEvery } = options
  await mkdir(out, { recursive: true })
  const initial = join(out, 'initial')
  if (!existsSync(initial)) {
    await rm(`${initial}.part`, { recursive: true, force: true })
    await writeInitialModel(`${initial}.part`, seed)
    await rename(`${initial}.part`, initial)
  }
  const engine = await openLocalEngine({ model: initial, threads: options.threads })
  const log = (line: string) => {
    options.print(line)
    return appendFile(join(out, 'build.log'), `${line}\n`)
  }
  let { step, tokens } = await loadNewestCheckpoint(engine, out)
  const { parameters } = engine.capabilities
  await log(`seed ${seed}, ${parameters} parameters, steps ${step} to ${until}`)
  let meter = lossMeter()
  while (step < until) {
    const { scheduleSteps, batchTokens } = stageAt(plan, step)
    const batch = pretrainingBatch(engine.tokenizer, { seed, step, batchTokens })
    const result = await engine.forwardBackward(batch.data, { type: 'cross_entropy' })
    const params = adamParams(step, scheduleSteps)
    const { gradNorm } = await engine.optimStep(params)
    step += 1
    tokens += batch.tokens
    meter.add(batch, result.logprobs, gradNorm)
    const last = step === until
    if (last || step % logEvery === 0) {
      const rate = params.learningRate.toExponential(2)
      await log(`step ${step} tokens ${(tokens / 1e6).toFixed(2)}M lr ${rate} ${meter.line()}`)
      meter = lossMeter()
    }
    if (last || step % checkpointEvery === 0) await writeCheckpoint(engine, out, { step, tokens })
    if (last || step % evaluateEvery === 0) {
      for (const { area, accuracy, worked } of await quickHeldOut(engine, options.heldOutQuestions))
        await log(`step ${step} held-out ${area} accuracy ${accuracy.toFixed(3)} worked ${worked.toFixed(3)}`)
      meter = lossMeter()
    }
  }
  await engine.close()
}
