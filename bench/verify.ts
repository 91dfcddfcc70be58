/**
 * Pairs per second of the verifier on one core, beside Math-Verify where Python has it.
 *
 *   npm run bench:verify -- [--pairs 2000] [--repetitions 5] [--data folder] [--python venv] [--python-pairs 300] [--json]
 *
 * How to read it: `easy` are typed whole numbers and letters; `real` are answers in the formats of GSM8K, MATH and
 * olympiads at the end of solutions of 500 to 2,000 characters, untyped; `hostile` are reward hacks and fuzz; `data`
 * are evaluation files of your own (`--data`). Pairs a second is the median over the repetitions of all pairs in turn
 * on one thread, after one unmeasured pass; the spread is half the distance between slowest and fastest repetition, in
 * percent of the median. Median and 99 % are over the pairs of a repetition, again the median of the repetitions.
 * `right` is the share of verdicts that are as they should be, where that is known. `Math-Verify` judges the first
 * `--python-pairs` of the same pairs with its own defaults, and the ratio compares the two on exactly those; its
 * repetitions end after a minute. Absolute figures are those of this machine: compare ratios, and mind the load.
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { judgePair } from '../src/judge/index.js'
import { type MathVerifyRun, pythonOf, runMathVerify } from './verify/math-verify.js'
import { dataMix, easyMix, hostileMix, type Mix, realMix } from './verify/mixes.js'

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '2000' },
    repetitions: { type: 'string', default: '5' },
    data: { type: 'string' },
    python: { type: 'string' },
    'python-pairs': { type: 'string', default: '300' },
    json: { type: 'boolean', default: false },
  },
})
const pairs = Number(values.pairs)
const repetitions = Number(values.repetitions)
const python = values.python === undefined ? undefined : pythonOf(values.python)
const mixes = [
  easyMix(pairs),
  realMix(pairs),
  hostileMix(pairs),
  ...(values.data === undefined ? [] : [dataMix(values.data)]),
]

interface Row {
  readonly mix: string
  readonly pairs: number
  readonly perSecond: number
  /** Half the range of the repetitions' rates as a share of their median. */
  readonly spread: number
  readonly medianMicroseconds: number
  readonly p99Microseconds: number
  readonly slowestMilliseconds: number
  readonly right: number | undefined
  readonly mathVerify:
    | {
        readonly pairs: number
        readonly perSecond: number
        readonly p99Milliseconds: number
        readonly right: number | undefined
        readonly timeouts: number
        readonly raised: number
        /** How many times as many pairs a second the verifier judges, on these pairs. */
        readonly ratio: number
      }
    | undefined
}

const loadBefore = loadavg()[0] as number
const rows = mixes.map(measure)
const load = [loadBefore, loadavg()[0] as number]
if (values.json) console.log(JSON.stringify({ repetitions, load, rows }, null, 2))
else print()

function measure(mix: Mix): Row {
  const matched = mix.pairs.map((pair) => judgePair(pair).outcome === 'match')
  const times = Array.from({ length: repetitions }, () =>
    mix.pairs.map((pair) => {
      const started = performance.now()
      judgePair(pair)
      return (performance.now() - started) / 1000
    }),
  )
  const rates = times.map((run) => run.length / sum(run))
  const subset = mix.pairs.slice(0, Number(values['python-pairs']))
  const other = python === undefined ? undefined : runMathVerify(python, subset)
  return {
    mix: mix.name,
    pairs: mix.pairs.length,
    perSecond: median(rates),
    spread: (Math.max(...rates) - Math.min(...rates)) / 2 / median(rates),
    medianMicroseconds: median(times.map((run) => quantile(run, 0.5))) * 1e6,
    p99Microseconds: median(times.map((run) => quantile(run, 0.99))) * 1e6,
    slowestMilliseconds: median(times.map((run) => Math.max(...run))) * 1e3,
    right: shareRight(mix, matched),
    mathVerify:
      other &&
      beside(mix, other, subset.length, median(times.map((run) => sum(run.slice(0, subset.length))))),
  }
}

function beside(mix: Mix, other: MathVerifyRun, count: number, seconds: number): Row['mathVerify'] {
  const theirs = median(other.seconds.map(sum))
  return {
    pairs: count,
    perSecond: count / theirs,
    p99Milliseconds: median(other.seconds.map((run) => quantile(run, 0.99))) * 1e3,
    right: shareRight(mix, other.matched),
    timeouts: other.timeouts,
    raised: other.raised,
    ratio: theirs / seconds,
  }
}

function shareRight(mix: Mix, matched: readonly boolean[]): number | undefined {
  const known = matched.flatMap((match, i) => {
    const expected = mix.pairs[i]?.expected
    return expected === undefined ? [] : [match === expected]
  })
  return known.length === 0 ? undefined : known.filter(Boolean).length / known.length
}

function print(): void {
  const row = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
  const whole = (value: number) => Math.round(value).toLocaleString('en')
  const percent = (share: number | undefined) => (share === undefined ? '-' : `${(share * 100).toFixed(1)} %`)
  row(['mix', 'pairs', 'pairs/s', 'spread', 'median µs', '99 % µs', 'slowest ms', 'right'])
  row(['---', '---:', '---:', '---:', '---:', '---:', '---:', '---:'])
  for (const r of rows) {
    const times = [
      r.medianMicroseconds.toFixed(1),
      r.p99Microseconds.toFixed(0),
      r.slowestMilliseconds.toFixed(2),
    ]
    row([r.mix, whole(r.pairs), whole(r.perSecond), `± ${percent(r.spread)}`, ...times, percent(r.right)])
  }
  if (python !== undefined) {
    console.log()
    row(['Math-Verify on', 'pairs', 'pairs/s', '99 % ms', 'timeouts', 'raised', 'right', 'ours/theirs'])
    row(['---', '---:', '---:', '---:', '---:', '---:', '---:', '---:'])
    for (const { mix, mathVerify: m } of rows) {
      if (m === undefined) continue
      const counts = [m.timeouts, m.raised, percent(m.right), `× ${whole(m.ratio)}`]
      row([mix, m.pairs, whole(m.perSecond), m.p99Milliseconds.toFixed(1), ...counts])
    }
  }
  console.log(
    `\n${repetitions} repetitions, one thread; load ${load.map((one) => one.toFixed(1)).join(' before and ')} after`,
  )
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
