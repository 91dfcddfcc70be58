/**
 * Throughput of the local engine as a share of what its runtime reaches in plain matrix products in the same run, and
 * next to PyTorch + transformers where Python has them.
 *
 *   npm run bench:engine -- [--sizes 0.7M,2M,6M,36M] [--runs 3] [--seconds 3] [--threads n] [--python path] [--json]
 *
 * The rule: a trained token costs 6·N floating-point operations and a generated one 2·N (prompt tokens too), N being
 * all parameters, the embedding once if it is tied, without it if untied. Attention scores are not counted. Every
 * figure is the median of `runs`; within a run the sides take turns. Measure on a quiet machine: the load is printed.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parameterCount, readModelConfig } from '../src/engines/local/model/index.js'
import { localMeasurements, type Measured } from './engine/local-measurements.js'
import { makeModel } from './engine/make-model.js'
import { matmulRate } from './engine/matmul-ceiling.js'
import { GENERATION, SHAPES, type Shape } from './engine/shapes.js'
import { hasTorch, torchMeasurements } from './engine/torch-measurements.js'

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: SHAPES.map(({ name }) => name).join(',') },
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    threads: { type: 'string', default: String(availableParallelism()) },
    python: { type: 'string', default: 'python3' },
    json: { type: 'boolean', default: false },
  },
})
const runs = positive('runs', values.runs)
const seconds = positive('seconds', values.seconds)
const threads = positive('threads', values.threads)
const shapes = values.sizes.split(',').map((name) => {
  const shape = SHAPES.find((one) => one.name === name)
  if (!shape) throw new Error(`--sizes: ${name} is none of ${SHAPES.map((one) => one.name).join(', ')}`)
  return shape
})
const torch = hasTorch(values.python)
if (!torch) console.error(`${values.python} has no torch and transformers: measured without the comparison`)

interface Row {
  readonly size: string
  readonly parameters: number
  /** GFLOP/s of the better of the two products. */
  readonly ceiling: number
  readonly train: Figures
  readonly generate: Figures
}

interface Figures {
  /** Tokens per second. */
  readonly local: number
  readonly torch: number | undefined
  readonly gflops: number
  readonly shareOfCeiling: number
}

const loadBefore = loadavg()[0] as number
const rows: Row[] = []
for (const shape of shapes) rows.push(await measure(shape))
const result = { threads, runs, seconds, load: [loadBefore, loadavg()[0]], generation: GENERATION, rows }
console.log(values.json ? JSON.stringify(result, null, 2) : table(rows))

async function measure(shape: Shape): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-engine-'))
  const sides: Measured[] = []
  try {
    await makeModel(folder, shape)
    sides.push(await localMeasurements(folder, shape, threads))
    if (torch) sides.push(await torchMeasurements(values.python, folder, shape, threads))
    const products: number[] = []
    const train: number[][] = sides.map(() => [])
    const generate: number[][] = sides.map(() => [])
    for (let run = 0; run < runs; run++) {
      const rates = [
        await matmulRate(512, threads, seconds / 3),
        await matmulRate(1024, threads, seconds / 3),
      ]
      products.push(Math.max(...rates))
      for (const [i, side] of sides.entries()) train[i]?.push(await side.train(seconds))
      for (const [i, side] of sides.entries()) generate[i]?.push(await side.generate(seconds))
      console.error(
        `${shape.name} run ${run + 1}/${runs}: products ${rates.map((rate) => rate.toFixed(0)).join(' and ')} GFLOP/s, ` +
          `training ${lasts(train)}, generation ${lasts(generate)} tokens/s, load ${loadavg()[0]?.toFixed(1)}`,
      )
    }
    const parameters = parameterCount(await readModelConfig(folder))
    const ceiling = median(products)
    const perGenerated = 1 + GENERATION.promptTokens / (GENERATION.samples * GENERATION.newTokens)
    const figures = (found: number[][], operations: number): Figures => {
      const local = median(found[0] ?? [])
      const gflops = (local * operations) / 1e9
      return { local, torch: found[1] && median(found[1]), gflops, shareOfCeiling: gflops / ceiling }
    }
    return {
      size: shape.name,
      parameters,
      ceiling,
      train: figures(train, 6 * parameters),
      generate: figures(generate, 2 * parameters * perGenerated),
    }
  } finally {
    for (const side of sides) await side.close()
    await rm(folder, { recursive: true })
  }
}

function table(found: readonly Row[]): string {
  const cells = found.flatMap(({ size, parameters, ceiling, train, generate }) =>
    (['train', 'generate'] as const).map((what) => {
      const { local, torch: other, gflops, shareOfCeiling } = what === 'train' ? train : generate
      return [
        `${size} (${(parameters / 1e6).toFixed(2)}M)`,
        what,
        local.toFixed(0),
        gflops.toFixed(0),
        ceiling.toFixed(0),
        `${(100 * shareOfCeiling).toFixed(0)} %`,
        other?.toFixed(0) ?? 'not measured',
        other ? `${(local / other).toFixed(2)}×` : '',
      ]
    }),
  )
  const head = ['model', 'what', 'tokens/s', 'GFLOP/s', 'ceiling', 'share', 'PyTorch tokens/s', 'ratio']
  const lines = [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`)
  const load = `${loadBefore.toFixed(1)} before, ${loadavg()[0]?.toFixed(1)} after`
  return `${lines.join('\n')}\n\n${threads} threads, medians of ${runs} runs of ${seconds} s each, load ${load}`
}

function positive(flag: string, text: string): number {
  const number = Number(text)
  if (!(number > 0)) throw new Error(`--${flag}: ${text} is not a number above 0`)
  return number
}

function lasts(found: readonly number[][]): string {
  return found.map((rates) => rates.at(-1)?.toFixed(0)).join(' against ')
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
