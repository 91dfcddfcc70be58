/**
 * Pretrains the seed model from nothing, with this repository's own engine, by the plan in plan.ts:
 *   npm run seed:build -- --out <folder> [--seed 1] [--until <step>] [--threads 1]
 * Kill it at any time and start it again with the same flags: it goes on from its last checkpoint with the same bits.
 * `<folder>/latest` always links to the newest exported model. The log goes to `<folder>/build.log` and the terminal.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { lastStep, PLAN } from './plan.js'
import { pretrain } from './pretrain.js'

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    until: { type: 'string' },
    threads: { type: 'string', default: '1' },
  },
})
if (values.out === undefined) {
  console.error('--out is missing: name a folder for checkpoints, log and model')
  process.exit(2)
}
await pretrain({
  out: resolve(values.out),
  seed: Number(values.seed),
  plan: PLAN,
  until: Number(values.until ?? lastStep(PLAN)),
  threads: Number(values.threads),
  checkpointEvery: 250,
  logEvery: 50,
  evaluateEvery: 500,
  heldOutQuestions: 120,
  print: console.log,
})
