/**
 * Throws inputs at the verifier: answers of a LaTeX grammar, token soup, and mutations of real answers, in random
 * modes, types and forms.
 *
 *   npm run bench:verify-fuzz -- [--inputs 1000000] [--seed 0] [--from 0] [--jobs 2] [--json]
 *
 * How to read it: `crashes` are exceptions, `hangs` verdicts that took longer than a second on this machine (or a
 * process that did not get past an input in ten), `irreflexive` golds that do not match themselves, `asymmetric` pairs of
 * which only one order matches; all four should be 0. `spent` are verdicts that say that a budget of steps, depth or
 * size was used up, as they should on hostile input. Times are upper bounds, exact to a factor of two, and those of a
 * machine that may do other things. Each input makes three or four verdicts. The same seed gives the same inputs;
 * `--from <input> --inputs 1` repeats one of them. Ends with 1 if one of the four is not 0.
 */
import { fork } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  addFuzzReport,
  FUZZ_KINDS,
  type FuzzFinding,
  type FuzzRow,
  fuzzInput,
  newFuzzReport,
  timeQuantile,
} from './verify/fuzz.js'
import type { FuzzMessage, FuzzOrder } from './verify/fuzz-process.js'

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '0' },
    from: { type: 'string', default: '0' },
    jobs: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
})
const [inputs, seed, from, jobs] = [values.inputs, values.seed, values.from, values.jobs].map(Number) as [
  number,
  number,
  number,
  number,
]
/** Then something is wrong that no other input will shed more light on. */
const MAX_LOST = 20
const SILENCE_MILLISECONDS = 10_000

const report = newFuzzReport()
/** Inputs that a process hung or died at. */
const lost: FuzzFinding[] = []
let done = 0
const place = mkdtempSync(join(tmpdir(), 'bench-verify-fuzz-'))
const started = performance.now()
try {
  await Promise.all(Array.from({ length: jobs }, (_, job) => fuzzFrom(from + job)))
} finally {
  rmSync(place, { recursive: true, force: true })
}
const seconds = (performance.now() - started) / 1000

const found = FUZZ_KINDS.reduce((sum, kind) => sum + wrong(report.rows[kind]), lost.length)
if (values.json) console.log(JSON.stringify({ inputs, seed, from, jobs, seconds, lost, ...report }))
else print()
process.exitCode = found > 0 ? 1 : 0

/** Every `jobs`th input from `first` on, in as many processes as it takes. */
async function fuzzFrom(first: number): Promise<void> {
  for (let next = first; next < from + inputs && lost.length < MAX_LOST; ) {
    const at = await runProcess(next)
    if (at === undefined) return
    const { kind, one, near, placed, call } = fuzzInput(seed, at.input)
    const how = `${call.type ?? 'untyped'}, ${call.mode}, ${call.form}`
    lost.push({ input: at.input, kind, gold: near, text: `${one} … ${placed}`, how, what: at.what })
    next = at.input + jobs
  }
}

/** Returns the input that the process did not survive, if there was one; reports since its last thousand are lost. */
function runProcess(first: number): Promise<{ input: number; what: string } | undefined> {
  const mark = join(place, String(first))
  const child = fork(fileURLToPath(new URL('./verify/fuzz-process.ts', import.meta.url)))
  let finished = false
  let silent = false
  let marked = ''
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      const now = existsSync(mark) ? readFileSync(mark, 'utf8') : ''
      silent = now === marked && now !== ''
      marked = now
      if (silent) child.kill('SIGKILL')
    }, SILENCE_MILLISECONDS)
    child.on('message', (message: FuzzMessage) => {
      done += FUZZ_KINDS.reduce((sum, kind) => sum + message.report.rows[kind].inputs, 0)
      finished = message.last
      addFuzzReport(report, message.report)
      if (process.stderr.isTTY) {
        process.stderr.write(`\r${done.toLocaleString('en')} of ${inputs.toLocaleString('en')} inputs`)
      }
    })
    child.on('exit', (code, signal) => {
      clearInterval(watch)
      const what = silent
        ? `no end in ${SILENCE_MILLISECONDS / 1000} s`
        : `the process ended with ${signal ?? code}`
      resolve(finished ? undefined : { input: Number(readFileSync(mark, 'utf8')), what })
    })
    child.send({ seed, from: first, to: from + inputs, step: jobs, mark } satisfies FuzzOrder)
  })
}

function wrong(row: FuzzRow): number {
  return row.crashes + row.hangs + row.irreflexive + row.asymmetric
}

function print(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  const row = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
  const whole = (value: number) => value.toLocaleString('en')
  row([
    'inputs',
    '',
    'verdicts',
    'match',
    'mismatch',
    'unparsable',
    'undecided',
    'spent',
    'crashes',
    'hangs',
    'irreflexive',
    'asymmetric',
    'median µs',
    '99 % µs',
    'slowest ms',
  ])
  row(Array.from({ length: 15 }, (_, i) => (i === 0 ? '---' : '---:')))
  for (const kind of FUZZ_KINDS) {
    const r = report.rows[kind]
    row([
      kind,
      whole(r.inputs),
      whole(r.verdicts),
      whole(r.match),
      whole(r.mismatch),
      whole(r.unparsable),
      whole(r.undecided),
      whole(r.spent),
      r.crashes,
      r.hangs,
      r.irreflexive,
      r.asymmetric,
      `≤ ${timeQuantile(r.times, 0.5)}`,
      `≤ ${timeQuantile(r.times, 0.99)}`,
      r.slowestMilliseconds.toFixed(1),
    ])
  }
  for (const [title, findings] of Object.entries({
    crash: report.crashes,
    hang: report.hangs,
    irreflexive: report.irreflexive,
    asymmetric: report.asymmetric,
  })) {
    for (const finding of findings) console.log(`\n${title}: ${described(finding)}`)
  }
  for (const finding of lost) console.log(`\nlost: ${described(finding)}`)
  for (const slow of report.slowest.slice(0, 3))
    console.log(`\nslow, ${slow.milliseconds.toFixed(1)} ms: ${described(slow)}`)
  console.log(`\n${whole(done)} inputs of seed ${seed} in ${seconds.toFixed(0)} s with ${jobs} processes`)
}

function described({ input, kind, gold, text, how, what }: FuzzFinding): string {
  const shown = (value: string) => JSON.stringify(value.length > 300 ? `${value.slice(0, 300)}…` : value)
  return `input ${input} (${kind}; ${how}): ${what}\n  gold ${shown(gold)}${text === gold ? '' : `\n  text ${shown(text)}`}`
}
