export { bundledModelPath } from './bundled-model.js'
export { type Difference, gameDifferences } from './config-differences.js'
export { createRun, type NewRun } from './create-run.js'
export { listRuns, openRun, type RunState, type RunSummary } from './open-run.js'
export { type Resumed, type ResumeRequest, resumeRun } from './resume-run.js'
export { Run, type SaveWeights } from './run.js'
export { findRun, RUNS_ROOT, type RunFolder, runFolder } from './run-folder.js'
export {
  type AskedTask,
  type CheckpointRow,
  type EvaluationRecord,
  type MetricPoint,
  RunReader,
} from './run-reader.js'
export { isBeingWritten } from './writer-lock.js'
