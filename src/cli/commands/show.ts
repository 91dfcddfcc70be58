import type { Command } from 'commander'
import { SpiceError } from '../../errors.js'
import { openRun, RUNS_ROOT } from '../../runs/index.js'
import { Output } from '../output.js'
import { presentIteration } from '../present/iteration.js'
import { presentOverview } from '../present/overview.js'
import { wholeNumber } from './command.js'

interface ShowFlags {
  readonly root: string
  readonly document?: number
  readonly full?: boolean
  readonly json?: boolean
}

export function addShow(program: Command): void {
  program
    .command('show')
    .description('read a run: its course, or everything that happened in one iteration')
    .argument('<run>', 'name or folder of a run')
    .argument('[iteration]', 'iteration to read, from 0', wholeNumber(0))
    .option('--document <n>', 'only this document of the iteration, from 0', wholeNumber(0))
    .option('--full', 'whole texts instead of their beginnings')
    .option('--root <folder>', 'folder that holds the runs', RUNS_ROOT)
    .option('--json', 'print JSON: one line per iteration, or the whole record of one')
    .addHelpText(
      'after',
      `
Examples:
  spice show quickstart-1                     how the run went
  spice show quickstart-1 0                   documents, challenges, tasks, answers and rewards of iteration 0
  spice show quickstart-1 99 --document 3 --full`,
    )
    .action((name: string, iteration: number | undefined, flags: ShowFlags) => {
      const output = new Output({ json: flags.json ?? false })
      const run = openRun(name, flags.root)
      try {
        if (iteration === undefined) {
          presentOverview(output, run)
          return
        }
        const record = run.iteration(iteration)
        if (record === undefined) {
          throw new SpiceError('input', `Run ${run.folder.name} has no iteration ${iteration}`, {
            hint: `It has ${run.iterationsDone()} iterations so far, counted from 0`,
          })
        }
        presentIteration(output, record, { document: flags.document, full: flags.full ?? false })
      } finally {
        run.close()
      }
    })
}
