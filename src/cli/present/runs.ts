import type { RunSummary } from '../../runs/index.js'
import type { Output } from '../output.js'
import { table } from './table.js'

export function presentRuns(output: Output, runs: readonly RunSummary[], root: string): void {
  if (runs.length === 0) {
    output.say(`There are no runs in ${root} yet. Start one with: spice train`)
    return
  }
  const rows = runs.map((run) => [
    run.name,
    run.state,
    run.state === 'broken' ? '-' : `${run.iterationsDone}/${run.iterations}`,
    run.createdAt.slice(0, 16).replace('T', ' '),
    run.problem ?? run.model,
  ])
  const [heading, ...lines] = table(
    [['run', 'state', 'iterations', 'created (UTC)', 'model'], ...rows],
    ['left', 'left', 'right'],
  )
  output.say(output.style('bold', heading ?? ''))
  for (const line of lines) output.say(line)
}
