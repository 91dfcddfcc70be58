import { JUDGED_FORMS, JUDGED_TYPES, judgePair } from '../../src/judge/index.js'
import { type RandomStream, randomStream } from '../../src/random/index.js'
import {
  type AnswerForm,
  conforms,
  type DetailedVerdict,
  EXTRACTION_MODES,
  type ExtractionMode,
} from '../../src/verify/index.js'
import type { GoldType } from '../../src/words.js'
import { ALL_ANSWERS } from './answers.js'
import { grammarAnswer, placedAnswer } from './grammar.js'
import { mutated, tokenSoup } from './mutate.js'

export const FUZZ_KINDS = ['grammar', 'soup', 'mutation'] as const
export type FuzzKind = (typeof FUZZ_KINDS)[number]

/** Longer for one verdict is reported as a hang, whatever the machine. */
export const HANG_MILLISECONDS = 1000
const MAX_KEPT = 20

export interface FuzzFinding {
  /** Which input, so that `--from <input> --inputs 1` gives it again. */
  readonly input: number
  readonly kind: FuzzKind
  readonly gold: string
  readonly text: string
  readonly how: string
  readonly what: string
}

export interface FuzzRow {
  inputs: number
  verdicts: number
  match: number
  mismatch: number
  unparsable: number
  undecided: number
  /** Verdicts that say that a budget was spent. */
  spent: number
  crashes: number
  hangs: number
  /** Inputs that are a well-formed gold and do not match themselves. */
  irreflexive: number
  /** Pairs where only one order matches. */
  asymmetric: number
  /** Verdicts by time: index i counts those below 2^i microseconds and not below 2^(i-1). */
  times: number[]
  slowestMilliseconds: number
}

export interface FuzzReport {
  readonly rows: Record<FuzzKind, FuzzRow>
  readonly crashes: FuzzFinding[]
  readonly hangs: FuzzFinding[]
  readonly irreflexive: FuzzFinding[]
  readonly asymmetric: FuzzFinding[]
  readonly slowest: (FuzzFinding & { readonly milliseconds: number })[]
}

export function newFuzzReport(): FuzzReport {
  const row = (): FuzzRow => ({
    inputs: 0,
    verdicts: 0,
    match: 0,
    mismatch: 0,
    unparsable: 0,
    undecided: 0,
    spent: 0,
    crashes: 0,
    hangs: 0,
    irreflexive: 0,
    asymmetric: 0,
    times: Array.from({ length: 32 }, () => 0),
    slowestMilliseconds: 0,
  })
  const rows = { grammar: row(), soup: row(), mutation: row() }
  return { rows, crashes: [], hangs: [], irreflexive: [], asymmetric: [], slowest: [] }
}

/** Adds `after` to `report`. */
export function addFuzzReport(report: FuzzReport, after: FuzzReport): void {
  for (const kind of FUZZ_KINDS) {
    const [to, from] = [report.rows[kind], after.rows[kind]]
    for (const key of Object.keys(from) as (keyof FuzzRow)[]) {
      if (key === 'times') from.times.forEach((count, i) => (to.times[i] = (to.times[i] ?? 0) + count))
      else if (key === 'slowestMilliseconds') to[key] = Math.max(to[key], from[key])
      else to[key] += from[key]
    }
  }
  for (const list of ['crashes', 'hangs', 'irreflexive', 'asymmetric'] as const) {
    report[list].push(...after[list])
    report[list].sort((a, b) => a.input - b.input).splice(MAX_KEPT)
  }
  report.slowest.push(...after.slowest)
  report.slowest.sort((a, b) => b.milliseconds - a.milliseconds).splice(5)
}

interface Call {
  readonly type: GoldType | undefined
  readonly mode: ExtractionMode
  readonly form: AnswerForm
  readonly decimals?: number
}

/** Everything that input `index` of the run `seed` consists of. */
export interface FuzzInput {
  readonly kind: FuzzKind
  readonly one: string
  /** Another input, often a mutation of the first. */
  readonly near: string
  /** One of them somewhere in a text. */
  readonly placed: string
  readonly call: Call
}

export function fuzzInput(seed: number, index: number): FuzzInput {
  const random = randomStream({ seed, iteration: 0, purpose: 'test', index })
  const pick = <T>(items: readonly T[]): T => items[random.integer(items.length)] as T
  const kind = pick(FUZZ_KINDS)
  const one = inputOf(kind, random)
  const near = random.uniform() < 0.5 ? mutated(random, one, ALL_ANSWERS) : inputOf(pick(FUZZ_KINDS), random)
  const type = random.uniform() < 0.5 ? undefined : pick(JUDGED_TYPES)
  const [form, mode, decimals] = [pick(JUDGED_FORMS), pick(EXTRACTION_MODES), random.integer(8)]
  return { kind, one, near, placed: placedAnswer(random, one), call: { type, mode, form, decimals } }
}

/** Judges input `index` of the run `seed` and adds what does not hold for it to `report`. */
export function fuzzOne(seed: number, index: number, report: FuzzReport): void {
  const { kind, one, near, placed, call: how } = fuzzInput(seed, index)
  const { type, form } = how
  const row = report.rows[kind]
  row.inputs++

  const call = (gold: string, text: string, { mode, ...rest }: Call): DetailedVerdict | undefined => {
    const how = `${rest.type ?? 'untyped'}, ${mode}, ${rest.form}`
    const finding = (what: string): FuzzFinding => ({ input: index, kind, gold, text, how, what })
    const started = performance.now()
    let verdict: DetailedVerdict | undefined
    try {
      verdict = judgePair({ gold, prediction: text, mode, options: undefined, ...rest })
    } catch (error) {
      row.crashes++
      keep(report.crashes, finding(error instanceof Error ? (error.stack ?? error.message) : String(error)))
    }
    const milliseconds = performance.now() - started
    row.verdicts++
    row.times[bucketOf(milliseconds)]!++
    row.slowestMilliseconds = Math.max(row.slowestMilliseconds, milliseconds)
    if (milliseconds > HANG_MILLISECONDS) {
      row.hangs++
      keep(report.hangs, finding(`${milliseconds.toFixed(0)} ms`))
    }
    if (milliseconds > (report.slowest[4]?.milliseconds ?? 0)) {
      report.slowest.push({ ...finding(verdict?.rule ?? 'crash'), milliseconds })
      report.slowest.sort((a, b) => b.milliseconds - a.milliseconds).splice(5)
    }
    if (verdict && verdict.outcome !== 'timeout') row[verdict.outcome]++
    if (verdict?.rule.startsWith('budget/')) row.spent++
    return verdict
  }

  call(near, placed, how)

  if (type === undefined || conforms(type, one)) {
    const self = call(one, one, { type, mode: 'whole', form })
    if (self?.outcome === 'mismatch') {
      row.irreflexive++
      keep(report.irreflexive, {
        input: index,
        kind,
        gold: one,
        text: one,
        how: `${type ?? 'untyped'}, whole, ${form}`,
        what: self.rule,
      })
    }
  }

  // The gold decides what counts as worked out, so that only equivalence is symmetric.
  const both: Call = {
    type: type === undefined ? undefined : 'expression',
    mode: 'whole',
    form: 'equivalent',
  }
  const there = call(one, near, both)
  const back = call(near, one, both)
  // Where the golds are of different types, the type of the gold decides.
  const alike = there !== undefined && back !== undefined && there.type === back.type
  if (alike && (there.outcome === 'match') !== (back.outcome === 'match')) {
    row.asymmetric++
    const how = `${both.type ?? 'untyped'}, whole, equivalent`
    keep(report.asymmetric, {
      input: index,
      kind,
      gold: one,
      text: near,
      how,
      what: `${there.rule} against ${back.rule}`,
    })
  }
}

function inputOf(kind: FuzzKind, random: RandomStream): string {
  if (kind === 'grammar') return grammarAnswer(random, 1 + random.integer(7))
  if (kind === 'soup') return tokenSoup(random)
  return mutated(random, ALL_ANSWERS[random.integer(ALL_ANSWERS.length)] as string, ALL_ANSWERS)
}

function keep(list: FuzzFinding[], finding: FuzzFinding): void {
  if (list.length < MAX_KEPT) list.push(finding)
}

function bucketOf(milliseconds: number): number {
  return Math.min(31, Math.max(0, Math.ceil(Math.log2(milliseconds * 1000))))
}

/** An upper bound of the given quantile of the times, in microseconds; exact to a factor of two. */
export function timeQuantile(times: readonly number[], quantile: number): number {
  const all = times.reduce((sum, count) => sum + count, 0)
  let left = all * quantile
  for (const [i, count] of times.entries()) {
    left -= count
    if (left <= 0) return 2 ** i
  }
  return Number.POSITIVE_INFINITY
}
