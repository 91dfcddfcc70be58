/**
 * The evidence behind docs/results/quickstart.md: the quickstart with several seeds, and its two controls at equal
 * budget. Finished runs are kept in docs/results/quickstart.json and not run again, so a stopped series goes on.
 *
 *   npm run bench:quickstart -- --seeds 5 [--arms spice,fixed-challenger,no-corpus] [--set path=value] [--fresh]
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { ArmResult } from './quickstart/arm-result.js'
import { ARMS, type Arm } from './quickstart/arms.js'
import { quickstartReport } from './quickstart/report.js'
import { runArm } from './quickstart/run-arm.js'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    arms: { type: 'string', default: Object.keys(ARMS).join(',') },
    set: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: fileURLToPath(new URL('../docs/results/quickstart', import.meta.url)) },
    fresh: { type: 'boolean', default: false },
  },
})

const arms = values.arms.split(',').map((name): Arm => {
  if (!Object.hasOwn(ARMS, name)) throw new Error(`no arm is called ${name}; there are ${Object.keys(ARMS)}`)
  return name as Arm
})
const json = `${values.out}.json`
mkdirSync(dirname(json), { recursive: true })
const results: ArmResult[] =
  !values.fresh && existsSync(json) ? (JSON.parse(readFileSync(json, 'utf8')) as ArmResult[]) : []
const settings = values.set.map((setting) => ` --set ${setting}`).join('')

for (let seed = 1; seed <= Number(values.seeds); seed++)
  for (const arm of arms) {
    const command = `npm run bench:quickstart -- --seeds ${values.seeds} --arms ${arm}${settings}`
    if (results.some((result) => result.arm === arm && result.seed === seed)) continue
    const onProgress = (line: string): void => console.error(line)
    results.push(await runArm({ arm, seed, settings: values.set, command, onProgress }))
    writeFileSync(`${json}.tmp`, `${JSON.stringify(results.map(rounded), null, 1)}\n`)
    renameSync(`${json}.tmp`, json)
  }

const { markdown, figures } = quickstartReport(results)
writeFileSync(`${values.out}.md`, markdown)
for (const [name, svg] of Object.entries(figures)) writeFileSync(`${values.out}-${name}.svg`, svg)
console.log(markdown)

/** Five digits are more than any figure here has; what could not be measured becomes null. */
function rounded(result: ArmResult): unknown {
  return JSON.parse(
    JSON.stringify(result, (_key, value: unknown) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value,
    ),
  )
}
