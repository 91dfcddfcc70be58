export { type Difference, differences, gameDifferences } from './config-differences.js'
export { createRun, type NewRun } from './create-run.js'
export { listRuns, openRun, type RunState, type RunSummary } from './open-run.js'
export { type Resumed, type ResumeRequest, resumeRun } from './resume-run.js'
export { type CheckpointSource, checkpointEngine, Run } from './run.js'
export { findRun, RUNS_ROOT, type RunFolder, runFolder } from './run-folder.js'
export {
  type AskedTask,
  type CheckpointRow,
  type EvaluationRow,
  type MetricPoint,
  RunReader,
} from './run-reader.js'
export { isBeingWritten } from './writer-lock.js'
