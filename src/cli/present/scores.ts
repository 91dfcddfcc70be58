import { compareEvals, type EvalResult, type JudgeReport, meanOverSets } from '../../evals/index.js'
import type { EvaluationRecord } from '../../runs/index.js'
import type { Output } from '../output.js'
import { count, percent, points } from './numbers.js'
import { table } from './table.js'
import { oneLine } from './text.js'

/** `math 41.2 % ± 2.0, general 30.0 % ± 2.1` */
export function scoresLine(results: readonly EvalResult[]): string {
  return results.map((result) => `${result.set} ${score(result)}`).join(', ')
}

function score({ accuracy, standardError }: { accuracy: number; standardError: number }): string {
  return `${percent(accuracy)} ± ${(standardError * 100).toFixed(1)}`
}

/** One evaluation in full: accuracy, pass@k, and how it was answered. */
export function presentScores(output: Output, results: readonly EvalResult[]): void {
  const ks = [...new Set(results.flatMap(({ passAtK }) => Object.keys(passAtK).map(Number)))].filter(
    (k) => k > 1,
  )
  const [first] = results
  if (first === undefined) return
  const judged = results.some(({ judgedAccuracy }) => judgedAccuracy !== undefined)
  const title = first.samples === 1 ? 'accuracy' : `avg@${first.samples}`
  const rows = results.map((result) => [
    result.set,
    count(result.questions.length),
    score(result),
    ...(judged ? [judgedScore(result)] : []),
    ...ks.map((k) => {
      const pass = result.passAtK[k]
      return pass === undefined ? '-' : `${percent(pass.mean)} ± ${(pass.standardError * 100).toFixed(1)}`
    }),
    percent(result.unparsableShare),
    percent(result.truncatedShare),
    percent(result.workedShare),
    result.meanTokens.toFixed(1),
  ])
  const heading = [
    'set',
    'questions',
    title,
    ...(judged ? ['judged'] : []),
    ...ks.map((k) => `pass@${k}`),
    'no answer',
    'cut off',
    'worked',
    'tokens',
  ]
  for (const [i, line] of table(
    [heading, ...rows],
    ['left', ...heading.slice(1).map(() => 'right' as const)],
  ).entries()) {
    output.say(i === 0 ? output.style('bold', line) : line)
  }
  if (results.length > 1) {
    const mean = meanOverSets(results)
    output.say(`mean over sets ${score({ accuracy: mean.mean, standardError: mean.standardError })}`)
  }
  for (const { set, judge } of results) if (judge) output.say(judgeLine(set, judge))
  output.say(output.style('dim', '± is one standard error, clustered by question'))
}

function judgedScore({ judgedAccuracy }: EvalResult): string {
  if (judgedAccuracy === undefined) return '-'
  const { mean, standardError } = judgedAccuracy
  return score({ accuracy: mean, standardError })
}

/** `math: Qwen3-4B was asked about 57 answers that did not match and held 3 to be right` */
function judgeLine(set: string, { name, asked, agreed, unread, failure }: JudgeReport): string {
  const answers = asked === 1 ? 'answer' : 'answers'
  const said = `${set}: ${oneLine(name, 80)} was asked about ${count(asked)} ${answers} that did not match and held ${count(agreed)} to be right`
  const silent = unread > 0 ? `; ${count(unread)} without a readable reply` : ''
  return `${said}${silent}${failure === undefined ? '' : ` (it failed: ${oneLine(failure, 200)})`}`
}

/** The first evaluation of each set beside its last, with the difference paired by question; false if no set was asked twice. */
export function presentComparison(output: Output, evaluations: readonly EvaluationRecord[]): boolean {
  const sets = [...new Set(evaluations.map(({ result }) => result.set))]
  const rows = sets.flatMap((set) => {
    const own = evaluations.filter(({ result }) => result.set === set)
    const before = own[0]
    const after = own.at(-1)
    if (before === undefined || after === undefined || before === after) return []
    return [comparisonRow(before, after)]
  })
  if (rows.length === 0) return false
  const ways = [...new Set(evaluations.map(({ result }) => wayOf(result)))]
  const how = ways.length === 1 ? `${ways[0]}, ` : ''
  output.say(
    output.style('bold', `held-out accuracy (${how}± one standard error, difference paired by question)`),
  )
  const heading = ['set', 'questions', 'before', 'after', 'difference', '95 % interval']
  const aligns = ['left', 'right', 'right', 'right', 'right', 'left'] as const
  for (const line of table([heading, ...rows], aligns)) output.say(`  ${line}`)
  return true
}

function comparisonRow(before: EvaluationRecord, after: EvaluationRecord): string[] {
  const fixed = [
    before.result.set,
    count(before.result.questions.length),
    score(before.result),
    score(after.result),
  ]
  if (!sameQuestions(before.result, after.result)) return [...fixed, 'other questions', '']
  if (!askedAlike(before.result, after.result)) return [...fixed, 'asked another way', '']
  const { mean, standardError, interval } = compareEvals(before.result, after.result)
  return [
    ...fixed,
    `${points(mean)} ± ${(standardError * 100).toFixed(1)} points`,
    `${points(interval.low)} to ${points(interval.high)}`,
  ]
}

/** A resumed run may have changed how many questions are asked. */
function sameQuestions(before: EvalResult, after: EvalResult): boolean {
  const ids = new Set(before.questions.map(({ id }) => id))
  return before.questions.length === after.questions.length && after.questions.every(({ id }) => ids.has(id))
}

/** Nor need it have asked them as before: greedy and sampled accuracy differ for the same weights. */
function askedAlike(before: EvalResult, after: EvalResult): boolean {
  return before.samples === after.samples && before.temperature === after.temperature
}

function wayOf({ samples, temperature }: EvalResult): string {
  return temperature === 0
    ? 'greedy'
    : `${samples} ${samples === 1 ? 'sample' : 'samples'} at temperature ${temperature}`
}
