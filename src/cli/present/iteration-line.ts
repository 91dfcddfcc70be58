import { decimal, duration, percent } from './numbers.js'
import type { Align } from './table.js'

type Metrics = Readonly<Record<string, number>>

interface Column {
  readonly title: string
  readonly cell: (metrics: Metrics) => string
}

/** What one line says of an iteration: its own columns, in order. */
const COLUMNS: readonly Column[] = [
  { title: 'seconds', cell: (metrics) => decimal(metrics['time/iteration'], 1) },
  { title: 'valid', cell: (metrics) => percent(metrics['challenger/valid_rate'], 0) },
  { title: 'pass rate', cell: (metrics) => percent(metrics['reasoner/pass_rate'], 0) },
  { title: 'C reward', cell: (metrics) => decimal(metrics['challenger/reward_mean']) },
  { title: 'R reward', cell: (metrics) => decimal(metrics['reasoner/reward_mean']) },
  { title: 'trained', cell: (metrics) => String(metrics['optim/trained_trajectories'] ?? '-') },
  { title: 'entropy', cell: (metrics) => decimal(metrics['reasoner/entropy'], 2) },
  { title: 'grad norm', cell: (metrics) => decimal(metrics['optim/grad_norm']) },
]

const WIDTH = 10

/** `C reward` and `R reward` are the roles' mean rewards; `trained` counts trajectories that carried gradient. */
export function iterationHeading(): string {
  return ['iteration', ...COLUMNS.map(({ title }) => title), 'left']
    .map((title) => title.padStart(WIDTH))
    .join(' ')
}

/** The same columns without padding, for tables. */
export function iterationCells(iteration: number, metrics: Metrics): string[] {
  return [String(iteration), ...COLUMNS.map(({ cell }) => cell(metrics))]
}

export const ITERATION_TITLES: readonly string[] = ['iteration', ...COLUMNS.map(({ title }) => title)]
export const ITERATION_ALIGNS: readonly Align[] = ITERATION_TITLES.map(() => 'right')

/** One line; `secondsLeft` may be unknown. */
export function iterationLine(iteration: number, metrics: Metrics, secondsLeft: number): string {
  return [...iterationCells(iteration, metrics), duration(secondsLeft)]
    .map((cell) => cell.padStart(WIDTH))
    .join(' ')
}
