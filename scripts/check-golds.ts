/**
 * How much of published evaluation sets the verifier reads: `npm run check:golds -- --data <folder>` takes every JSON and
 * JSONL file there that has a known shape, and prints a table; `--list` prints the exceptions too. Nothing is written.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadEvalSet } from '../src/evals/index.js'
import { randomStream } from '../src/random/index.js'
import { checkGolds } from '../src/verify/fixtures/check-golds.js'

const { values } = parseArgs({ options: { data: { type: 'string' }, list: { type: 'boolean' } } })
if (values.data === undefined) {
  console.error(
    'which folder? npm run check:golds -- --data <folder with JSON or JSONL evaluation sets> [--list]',
  )
  process.exit(2)
}
const percent = (part: number, all: number): string => `${((100 * part) / Math.max(1, all)).toFixed(2)}%`
console.log(
  '| set | golds | read | match themselves | rewritten | of these match | pairs of unlike golds that match |',
)
console.log('|---|---|---|---|---|---|---|')
const exceptions: string[] = []
for (const name of readdirSync(values.data).sort()) {
  if (!/\.jsonl?$/.test(name)) continue
  const set = await loadEvalSet(join(values.data, name)).catch((error: unknown) => {
    exceptions.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  })
  if (!set) continue
  const rows = set.questions.map(({ id, gold }) => ({ set: set.name, id, gold }))
  const found = checkGolds(rows, randomStream({ seed: 1, iteration: 0, purpose: 'test', index: 0 }))
  const { golds, rewritten } = found
  console.log(
    `| ${set.name} | ${golds} | ${percent(golds - found.unread.length, golds)} ` +
      `| ${percent(golds - found.notThemselves.length, golds)} | ${rewritten} ` +
      `| ${percent(rewritten - found.notRewritten.length, rewritten)} | ${found.crossed.length} |`,
  )
  for (const { id, gold, rule } of found.unread) exceptions.push(`${name} ${id}: not read (${rule}): ${gold}`)
  for (const { id, gold, rule } of found.notThemselves)
    exceptions.push(`${name} ${id}: not itself (${rule}): ${gold}`)
  for (const { gold, rewrite, text, rule } of found.notRewritten)
    exceptions.push(`${name}: ${gold} rewritten by "${rewrite}" (${rule}): ${text}`)
  for (const { golds: pair, rule } of found.crossed) exceptions.push(`${name}: ${pair.join(' = ')} (${rule})`)
}
if (values.list && exceptions.length > 0) console.log(`\n${exceptions.join('\n')}`)
