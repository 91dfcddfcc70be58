export { createRun, type NewRun } from './create-run.js'
export { evaluateSets, loadSets, type SetProgress } from './evaluate-sets.js'
export type { EvaluationRecord } from './evaluation-rows.js'
export { bundledModelPath, type FoundModel, findModel, hubModelOf } from './find-model.js'
export { type GenerateRequest, generateTaskSet } from './generate-task-set.js'
export { cachedTemplateTokens, measureTemplates } from './measure-templates.js'
export { askServer } from './meet-server.js'
export { openJudge } from './open-judge.js'
export { type OpenModelOptions, openModel } from './open-model.js'
export { type Cast, isModelReference } from './open-players.js'
export { listRuns, openRun, type RunState, type RunSummary } from './open-run.js'
export { type OpenWeights, type OpenWeightsOptions, openWeights } from './open-weights.js'
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
