export { createRun, type NewRun } from './create-run.js'
export { evaluateSets, loadSets, type SetProgress } from './evaluate-sets.js'
export type { EvaluationRecord } from './evaluation-rows.js'
export { bundledModelPath, openModel } from './open-model.js'
export { listRuns, openRun, type RunState, type RunSummary } from './open-run.js'
export { type OpenWeights, openWeights } from './open-weights.js'
export { type Resumed, type ResumeRequest, resumeRun } from './resume-run.js'
export type { Run, SaveWeights } from './run.js'
export { findRun, freeRunFolder, RUNS_ROOT, type RunFolder, runFolder } from './run-folder.js'
export {
  type AskedTask,
  type CheckpointRow,
  type MetricPoint,
  type RunReader,
} from './run-reader.js'
export { type TrainRequest, train } from './train.js'
export type { TrainEvent } from './train-event.js'
export { isBeingWritten } from './writer-lock.js'
