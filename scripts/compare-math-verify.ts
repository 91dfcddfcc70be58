/**
 * The pairs of src/verify/fixtures judged by us and by Math-Verify:
 *   npm run compare:math-verify -- [--python <python that has math-verify>] [--list]
 * prints right verdicts by group; `--list` prints each pair that Math-Verify gets wrong.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Pair, pairsOf } from '../src/verify/fixtures/pairs.js'
import { verify } from '../src/verify/index.js'

const { values } = parseArgs({
  options: { python: { type: 'string', default: 'python3' }, list: { type: 'boolean' } },
})
const read = (name: string): Pair[] =>
  pairsOf(readFileSync(new URL(`../src/verify/fixtures/${name}`, import.meta.url), 'utf8'))
const pairs = [...read('given-pairs.jsonl'), ...read('own-pairs.jsonl')]
const input = pairs.map(({ id, gold, prediction }) => JSON.stringify({ id, gold, prediction })).join('\n')
const script = fileURLToPath(new URL('./compare-math-verify.py', import.meta.url))
const run = spawnSync(values.python, [script], { input: `${input}\n`, encoding: 'utf8', maxBuffer: 2 ** 26 })
if (run.status !== 0) {
  console.error(
    `${values.python} could not judge the pairs; does it have math-verify? (pip install math-verify)`,
  )
  console.error(String(run.stderr).slice(-600))
  process.exit(1)
}
const theirs = new Map(
  run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; match: boolean; back: boolean })
    .map((verdict) => [verdict.id, verdict] as const),
)

interface Row {
  pairs: number
  ours: number
  theirs: number
  /** Pairs that Math-Verify judges otherwise if gold and answer change places. */
  lopsided: number
}
const table = new Map<string, Row>()
const all: Row = { pairs: 0, ours: 0, theirs: 0, lopsided: 0 }
const listed: string[] = []
for (const pair of pairs) {
  const group = `${pair.suite} ${pair.group}`
  const row = table.get(group) ?? { pairs: 0, ours: 0, theirs: 0, lopsided: 0 }
  table.set(group, row)
  const their = theirs.get(pair.id)
  const { outcome } = verify({ value: pair.gold }, pair.prediction, { mode: pair.mode })
  for (const into of [row, all]) {
    into.pairs++
    if ((outcome === 'match') === pair.expected) into.ours++
    if (their?.match === pair.expected) into.theirs++
    if (their && their.match !== their.back) into.lopsided++
  }
  if (their?.match !== pair.expected)
    listed.push(
      `${pair.expected ? 'refused ' : 'accepted'} ${pair.id} ${JSON.stringify(pair.gold.slice(-120))} ${JSON.stringify(pair.prediction.slice(-120))}`,
    )
}
console.log('| group | pairs | right here | right by Math-Verify | Math-Verify differs when swapped |')
console.log('|---|---|---|---|---|')
for (const [group, row] of [...table].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`| ${group} | ${row.pairs} | ${row.ours} | ${row.theirs} | ${row.lopsided} |`)
console.log(`| all | ${all.pairs} | ${all.ours} | ${all.theirs} | ${all.lopsided} |`)
if (values.list) console.log(`\nMath-Verify gets wrong:\n${listed.join('\n')}`)
