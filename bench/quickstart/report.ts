import { mean, tInterval } from '../../src/evals/index.js'
import type { ArmResult, AskedInIteration, SetScore } from './arm-result.js'
import { ARMS, type Arm } from './arms.js'
import { lineCharts, type Series } from './line-chart.js'
import { SAMPLED_QUESTIONS } from './run-arm.js'

const COLOURS: Record<Arm, string> = {
  spice: '#c4651b',
  'fixed-challenger': '#3d83c4',
  'no-corpus': '#7a7f87',
}
const PHASES = ['select', 'pose', 'answer', 'audit', 'credit', 'update']

/** The results page and its figures, from the runs alone. */
export function quickstartReport(
  results: readonly ArmResult[],
  command: string,
): {
  markdown: string
  figures: Record<string, string>
} {
  const arms = (Object.keys(ARMS) as Arm[]).filter((arm) => results.some((result) => result.arm === arm))
  const of = (arm: Arm): ArmResult[] => results.filter((result) => result.arm === arm)
  const sets = Object.keys(results[0]?.curve[0]?.scores ?? {})
  const seeds = [...new Set(results.map(({ seed }) => seed))].sort((a, b) => a - b)
  const iterations = results[0]?.iterations ?? 0
  const tenth = Math.max(1, Math.round(iterations / 10))

  const at = (result: ArmResult, end: 'first' | 'last', set: string): SetScore =>
    (end === 'first' ? result.curve[0] : result.curve.at(-1))?.scores[set] as SetScore
  const column = (arm: Arm, read: (result: ArmResult) => number | null): string => percent(of(arm).map(read))
  const seedModel = (read: (score: SetScore) => number | null, set: string): string =>
    one(read(at(results[0] as ArmResult, 'first', set)))
  const scoreRows = (title: string, read: (score: SetScore) => number | null): string[] =>
    sets.map((set) =>
      row(
        `${set}: ${title}`,
        seedModel(read, set),
        ...arms.map((arm) => column(arm, (r) => read(at(r, 'last', set)))),
      ),
    )
  const changeRows = (title: string, read: (score: SetScore) => number): string[] =>
    sets.map((set) =>
      row(
        `${set}: ${title}`,
        '',
        ...arms.map((arm) => column(arm, (r) => read(at(r, 'last', set)) - read(at(r, 'first', set)))),
      ),
    )
  const versus = (title: string, read: (score: SetScore) => number): string[] =>
    sets.flatMap((set) =>
      arms
        .filter((arm) => arm !== 'spice')
        .map((arm) => {
          const differences = of('spice').flatMap((spice) => {
            const other = of(arm).find(({ seed }) => seed === spice.seed)
            return other ? [read(at(spice, 'last', set)) - read(at(other, 'last', set))] : []
          })
          return row(`${set}, ${title}: spice − ${arm}`, percent(differences))
        }),
    )
  const askedRow = (title: string, read: (asked: AskedInIteration) => number | null): string[] => [
    row(
      `${title}, first ${tenth} iterations`,
      ...arms.map((arm) => column(arm, (r) => over(r.asked.slice(0, tenth), read))),
    ),
    row(
      `${title}, last ${tenth}`,
      ...arms.map((arm) => column(arm, (r) => over(r.asked.slice(-tenth), read))),
    ),
  ]
  const types = Object.keys(results[0]?.asked[0]?.mix ?? {})

  const markdown = `# Quickstart: what self-play changes, measured

Written by \`${command}\` from \`quickstart.json\` beside it. Seeds ${seeds.join(', ')};
${iterations} iterations each; mean ± half-width of the 95 % t-interval over seeds. Held-out sets ship in \`assets/evals\` and
share no question with pretraining or corpus. Every arm has the same documents and the same caps on attempts and answers;
within them an arm that poses more valid tasks draws more answers, and only what learns is trained on. The quickstart's
iterations, learning rate and batch were chosen by looking at these sets with other seeds (101 to 103) on unfinished seed
models, so the sets are unseen by training but not by us. The stored runs were judged by the verifier's first version (commit
f6dd6e9); the present one judges nearly all of their answers alike, but a run of today does not repeat them bit for bit.

Greedy accuracy is over whole sets. Sampled accuracy (8 answers a question at temperature 1) is over the first
${SAMPLED_QUESTIONS} questions of each set, which hold more of the easier kinds than the whole: compare it along a row, not with the
greedy figures.

- **spice**: the quickstart preset.
- **fixed-challenger**: the seed model poses throughout, only the Reasoner learns.
- **no-corpus**: the Challenger sees no document; its own answer is the gold, as in the paper's ablation.

## Held-out accuracy

${table(['percent', 'seed model', ...arms], [...scoreRows('greedy', (s) => s.greedy), ...changeRows('greedy: change', (s) => s.greedy), ...scoreRows('8 samples at temperature 1', (s) => s.sampled), ...changeRows('8 samples: change', (s) => s.sampled)])}

Paired by seed, percentage points:

${table(['percent', 'difference'], [...versus('greedy', (s) => s.greedy), ...versus('8 samples', (s) => s.sampled)])}

![Held-out accuracy over iterations](quickstart-accuracy.svg)

## What grows: accuracy, style, accuracy within a style

${table(['percent', 'seed model', ...arms], [...scoreRows('answers that show work', (s) => s.workedShare), ...scoreRows('accuracy of worked answers', (s) => s.greedyWorked), ...scoreRows('accuracy of direct answers', (s) => s.greedyDirect), ...scoreRows('accuracy of worked answers, 8 samples', (s) => s.sampledWorked)])}

## The two directions

The paper's Figure 3 in small: tasks of the seed Challenger answered by the trained Reasoner, and tasks of the trained
Challenger (last two iterations) answered by the seed Reasoner; 8 answers a task.

${table(
  ['pass rate, percent', ...arms],
  [
    row(
      'seed Reasoner on the seed Challenger’s tasks',
      ...arms.map((arm) => column(arm, (r) => r.directions.seedReasonerOnSeedTasks)),
    ),
    row(
      'trained Reasoner on the seed Challenger’s tasks',
      ...arms.map((arm) => column(arm, (r) => r.directions.trainedReasonerOnSeedTasks)),
    ),
    row(
      'seed Reasoner on the last tasks',
      ...arms.map((arm) => column(arm, (r) => r.directions.seedReasonerOnLateTasks)),
    ),
  ],
)}

## What the Challenger asks

Wrong keys are counted by the world's oracle, which no part of training can see, among the valid challenges that it can
judge: questions outside the world's wording and choices without a right option are left out, so the true share of bad
keys is higher.

${table(
  ['percent', ...arms],
  [
    ...askedRow('valid attempts', (a) => a.validRate),
    ...askedRow('wrong keys among valid challenges', (a) => a.wrongKeyRate),
    ...askedRow('pass rate', (a) => a.passRate),
    ...askedRow('repeats of an earlier question', (a) => a.duplicateRate),
    ...types.flatMap((type) => askedRow(`asked for ${type}`, (a) => a.mix[type] ?? 0)),
  ],
)}

![Validity, wrong keys and pass rate over iterations](quickstart-challenger.svg)

## Where the time goes

Median seconds of an iteration by phase, on the machine that ran the series; only their ratios
mean anything elsewhere.${auditedWithin(results) ? ' The open-book audit counts as posing here.' : ''}

${table(
  ['seconds', ...PHASES, 'all'],
  arms.map((arm) => secondsRow(arm, of(arm))),
)}

## Runs

${table(
  ['arm', 'seed', 'weights sha256', 'command'],
  results.map((r) => row(r.arm, String(r.seed), `\`${r.weightsHash.slice(0, 16)}\``, `\`${r.command}\``)),
)}
`
  return {
    markdown,
    figures: {
      accuracy: lineCharts(
        sets.map((set) => ({ title: `${set}, 8 samples, %`, series: curves(arms, of, set) })),
        'iterations',
      ),
      challenger: lineCharts(
        [
          { title: 'valid attempts, %', series: askedSeries(arms, of, tenth, (a) => a.validRate) },
          { title: 'wrong keys, %', series: askedSeries(arms, of, tenth, (a) => a.wrongKeyRate) },
          { title: 'pass rate, %', series: askedSeries(arms, of, tenth, (a) => a.passRate) },
        ],
        'iterations',
      ),
    },
  }
}

/** Whether audits were timed as part of posing: they were made and have no time of their own. */
function auditedWithin(results: readonly ArmResult[]): boolean {
  return results.every(({ asked }) => asked.every(({ seconds }) => (seconds.audit ?? 0) < 0.01))
}

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`

function table(head: readonly string[], rows: readonly string[]): string {
  return [row(...head), row(...head.map(() => '---')), ...rows].join('\n')
}

const one = (value: number | null): string => (value === null ? '–' : (100 * value).toFixed(1))

/** Mean ± half-width over seeds, in percent; values that were not measured are left out. */
function percent(values: readonly (number | null)[]): string {
  const found = values.filter((value): value is number => value !== null && Number.isFinite(value))
  if (found.length === 0) return '–'
  return found.length === 1
    ? one(found[0] as number)
    : `${one(mean(found))} ± ${(100 * halfWidth(found)).toFixed(1)}`
}

function halfWidth(values: readonly number[]): number {
  if (values.length < 2) return 0
  const { low, high } = tInterval(values)
  return (high - low) / 2
}

function over(
  asked: readonly AskedInIteration[],
  read: (asked: AskedInIteration) => number | null,
): number | null {
  const found = asked.map(read).filter((value): value is number => value !== null)
  return found.length > 0 ? mean(found) : null
}

function point(x: number, values: readonly number[]) {
  return { x, y: mean(values), half: halfWidth(values) }
}

function curves(arms: readonly Arm[], of: (arm: Arm) => ArmResult[], set: string): Series[] {
  return arms.map((arm) => ({
    name: arm,
    colour: COLOURS[arm],
    points: (of(arm)[0]?.curve ?? []).map(({ iteration }, i) =>
      point(
        iteration,
        of(arm).map((result) => result.curve[i]?.scores[set]?.sampled ?? 0),
      ),
    ),
  }))
}

function askedSeries(
  arms: readonly Arm[],
  of: (arm: Arm) => ArmResult[],
  block: number,
  read: (asked: AskedInIteration) => number | null,
): Series[] {
  return arms.map((arm) => {
    const blocks = Math.ceil((of(arm)[0]?.asked.length ?? 0) / block)
    const points = Array.from({ length: blocks }, (_, b) => {
      const values = of(arm).map((result) => over(result.asked.slice(b * block, (b + 1) * block), read))
      const found = values.filter((value): value is number => value !== null)
      return found.length > 0 ? [point((b + 1) * block, found)] : []
    })
    return { name: arm, colour: COLOURS[arm], points: points.flat() }
  })
}

function secondsRow(arm: Arm, results: readonly ArmResult[]): string {
  const median = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  const asked = results.flatMap((result) => result.asked)
  const phases = PHASES.map((phase) => median(asked.map(({ seconds }) => seconds[phase] ?? 0)))
  const all = median(asked.map(({ seconds }) => Object.values(seconds).reduce((a, b) => a + b, 0)))
  return row(arm, ...[...phases, all].map((value) => value.toFixed(2)))
}
