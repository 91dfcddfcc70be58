import type { AskedTask, RunReader } from '../../runs/index.js'
import type { Output } from '../output.js'
import { percent } from './numbers.js'
import { oneLine } from './text.js'

const SHOWN = 5

/** What the Challenger asked in the first and in the last iteration: a few tasks from across each, with pass rates. */
export function presentAsked(output: Output, run: RunReader): void {
  const last = run.iterationsDone() - 1
  if (last < 0) return
  for (const iteration of last === 0 ? [0] : [0, last]) {
    const tasks = run.tasks(iteration, iteration + 1).filter(({ valid }) => valid)
    output.say(
      output.style('bold', `asked in iteration ${iteration}`) +
        ` (${tasks.length} valid tasks; pass rate, question, gold)`,
    )
    for (const asked of spread(tasks)) output.say(askedLine(asked, output.columns))
  }
}

function askedLine({ task, passRate }: AskedTask, columns: number): string {
  const head = `  ${percent(passRate, 0).padStart(5)}  `
  const gold = oneLine(task.gold, 24)
  return `${head}${oneLine(task.question, Math.max(20, columns - head.length - gold.length - 3))}  ${gold}`
}

/** Evenly over the iteration, and one question only once. */
function spread(tasks: readonly AskedTask[]): AskedTask[] {
  const different = [...new Map(tasks.map((asked) => [asked.task.question, asked])).values()]
  const shown = Math.min(SHOWN, different.length)
  return Array.from(
    { length: shown },
    (_, i) => different[Math.floor((i * different.length) / shown)] as AskedTask,
  )
}
