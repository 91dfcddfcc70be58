import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findRun, RUNS_ROOT, runFolder } from './run-folder.js'
import { RunReader } from './run-reader.js'
import { isBeingWritten } from './writer-lock.js'

/** Opens a run to read it, also while it is being written. `run` is a path, or a name below `root`. */
export function openRun(run: string, root: string = RUNS_ROOT): RunReader {
  return RunReader.open(findRun(run, root))
}

export type RunState = 'running' | 'finished' | 'stopped' | 'broken'

/** A line of the list of runs. */
export interface RunSummary {
  readonly name: string
  readonly path: string
  readonly state: RunState
  readonly createdAt: string
  readonly model: string
  readonly iterationsDone: number
  readonly iterations: number
  /** Why it is `broken`. */
  readonly problem?: string
}

/** The runs below `root`, newest first. A broken one is listed as such and hides no other. */
export function listRuns(root: string = RUNS_ROOT): RunSummary[] {
  if (!existsSync(root)) return []
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .filter((entry) => existsSync(runFolder(join(root, entry.name)).database))
    .map((entry) => summarise(join(root, entry.name)))
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
}

function summarise(path: string): RunSummary {
  const folder = runFolder(path)
  const { name } = folder
  try {
    const run = RunReader.open(folder)
    try {
      const { iterations, model } = run.config()
      const iterationsDone = run.iterationsDone()
      const idle = iterationsDone >= iterations ? 'finished' : 'stopped'
      const state = isBeingWritten(folder) ? 'running' : idle
      return { name, path: folder.path, state, createdAt: run.createdAt(), model, iterationsDone, iterations }
    } finally {
      run.close()
    }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    const nothing = { createdAt: '', model: '', iterationsDone: 0, iterations: 0 }
    return { name, path: folder.path, state: 'broken', ...nothing, problem }
  }
}
