/**
 * The evidence behind docs/results/quickstart.md: the quickstart with several seeds, and its two controls at equal
 * budget. Finished runs are kept in docs/results/quickstart.json and not run again, so a stopped series goes on.
 *
 *   npm run bench:quickstart -- --seeds 5 [--arms spice,fixed-challenger,no-corpus] [--set path=value] [--jobs 2] [--fresh]
 *
 * A run plays in a process of its own; with `--jobs 2 --set engine.threads=1` two cores do more than one run on both.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { ArmResult } from './quickstart/arm-result.js'
import { ARMS, type Arm, fingerprint } from './quickstart/arms.js'
import { quickstartReport } from './quickstart/report.js'
import { runArm } from './quickstart/run-arm.js'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    arms: { type: 'string', default: Object.keys(ARMS).join(',') },
    set: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: fileURLToPath(new URL('../docs/results/quickstart', import.meta.url)) },
    fresh: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '1' },
    /** Used between its own processes: plays `arm:seed` and prints the result. */
    one: { type: 'string' },
  },
})

const settings = values.set.map((setting) => ` --set ${setting}`).join('')

if (values.one === undefined) await series()
else await playOne(values.one)

async function series(): Promise<void> {
  const arms = values.arms.split(',').map(armOf)
  const json = `${values.out}.json`
  mkdirSync(dirname(json), { recursive: true })
  const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1)
  const stored: ArmResult[] =
    !values.fresh && existsSync(json) ? (JSON.parse(readFileSync(json, 'utf8')) as ArmResult[]) : []
  const asked = ({ arm, seed, fingerprint: kept }: ArmResult): boolean =>
    arms.includes(arm) && seeds.includes(seed) && kept === fingerprint(arm, seed, values.set)
  const results = stored.filter(asked)
  // Runs of other arms, seeds or settings stay in the file; the page shows what was asked for.
  const others = stored.filter((result) => !asked(result))
  const waiting = seeds
    .flatMap((seed) => arms.map((arm) => ({ arm, seed })))
    .filter(({ arm, seed }) => !results.some((result) => result.arm === arm && result.seed === seed))
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      results.push(await inOwnProcess(next.arm, next.seed))
      results.sort((a, b) => a.seed - b.seed || arms.indexOf(a.arm) - arms.indexOf(b.arm))
      writeFileSync(`${json}.tmp`, `${JSON.stringify([...results, ...others], null, 1)}\n`)
      renameSync(`${json}.tmp`, json)
    }
  }
  await Promise.all(Array.from({ length: Number(values.jobs) }, work))

  const { markdown, figures } = quickstartReport(results, commandFor(arms))
  writeFileSync(`${values.out}.md`, markdown)
  for (const [name, svg] of Object.entries(figures)) writeFileSync(`${values.out}-${name}.svg`, svg)
  console.log(markdown)
}

async function playOne(name: string): Promise<void> {
  const [arm = '', seed] = name.split(':')
  const command = commandFor([armOf(arm)])
  const onProgress = (line: string): void => console.error(line)
  const result = await runArm({
    arm: armOf(arm),
    seed: Number(seed),
    settings: values.set,
    command,
    onProgress,
  })
  console.log(JSON.stringify(rounded(result)))
}

function inOwnProcess(arm: Arm, seed: number): Promise<ArmResult> {
  const flags = [
    '--one',
    `${arm}:${seed}`,
    '--seeds',
    values.seeds,
    ...values.set.flatMap((one) => ['--set', one]),
  ]
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as ArmResult)
      else reject(new Error(`${arm} with seed ${seed} ended with code ${code}`))
    })
  })
}

/** The command that plays these arms with the settings of this one. */
function commandFor(arms: readonly Arm[]): string {
  const all = arms.length === Object.keys(ARMS).length
  return `npm run bench:quickstart -- --seeds ${values.seeds}${all ? '' : ` --arms ${arms.join(',')}`}${settings}`
}

function armOf(name: string): Arm {
  if (!Object.hasOwn(ARMS, name)) throw new Error(`no arm is called ${name}; there are ${Object.keys(ARMS)}`)
  return name as Arm
}

/** Five digits are more than any figure here has; what could not be measured becomes null. */
function rounded(result: ArmResult): unknown {
  return JSON.parse(
    JSON.stringify(result, (_key, value: unknown) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value,
    ),
  )
}
