import type { Command } from 'commander'
import { listRuns, RUNS_ROOT } from '../../runs/index.js'
import { Output } from '../output.js'
import { presentRuns } from '../present/runs.js'

export function addRuns(program: Command): void {
  program
    .command('runs')
    .description('list the runs, newest first')
    .option('--root <folder>', 'folder that holds the runs', RUNS_ROOT)
    .option('--json', 'print one JSON line per run')
    .action(({ root, json = false }: { root: string; json?: boolean }) => {
      const output = new Output({ json })
      const runs = listRuns(root)
      for (const run of runs) output.data(run)
      if (!json) presentRuns(output, runs, root)
    })
}
