/** The library's front door: re-exports only. */
export {
  type AdvantageEstimate,
  type AdvantageEstimator,
  advantageEstimators,
  type Baseline,
} from './advantages/index.js'
export {
  ADVANTAGES,
  type AdvantageName,
  type Amounts,
  amounts,
  CHALLENGER_REWARDS,
  type ChallengerRewardName,
  type Config,
  type ConfigInput,
  type ConfigSources,
  configJsonSchema,
  configReference,
  configSchema,
  loadConfig,
  PRESETS,
  type PresetName,
  parseConfig,
  type SettingReference,
} from './config/index.js'
export {
  bundledCorpusPath,
  type Corpus,
  type CorpusIssue,
  type CorpusOptions,
  type CorpusReport,
  describeIssue,
  documentId,
  openCorpus,
} from './corpus/index.js'
export type * from './engines/engine.js'
export { LocalEngine, type LocalEngineOptions, openLocalEngine } from './engines/local/index.js'
export { type ErrorCode, SpiceError } from './errors.js'
export {
  type AnsweredQuestion,
  type Answerer,
  type AnswerOptions,
  bundledEvalFiles,
  type ChallengerReport,
  type CorpusOverlap,
  challengerReport,
  compareEvals,
  corpusOverlap,
  type Estimate,
  type EvalAnswer,
  type EvalQuestion,
  type EvalResult,
  type EvalSet,
  type EvaluateOptions,
  estimate,
  evaluate,
  type Interval,
  loadEvalSet,
  meanOverSets,
  type PairedDifference,
  pairedDifference,
  passAtK,
  passRateOnTasks,
  type QuestionScore,
  type TruthOracle,
  tInterval,
  wilsonInterval,
} from './evals/index.js'
export {
  type AnswerRecord,
  type ChallengeRecord,
  type DocumentRecord,
  type DocumentSource,
  type IterationRecord,
  PHASES,
  type Phase,
  type PlayState,
  type ProgressListener,
  resumeState,
  type SelfPlayOptions,
  selfPlay,
} from './play/index.js'
export { type ChallengerReward, challengerRewards, duplicateShares } from './rewards/index.js'
export {
  CHECK_REASONS,
  type CheckReason,
  createRoles,
  FORMAT_REASONS,
  type FormatReason,
  goldOf,
  INVALID_REASONS,
  type InvalidReason,
  loadTemplateSet,
  type Roles,
  type RolesOptions,
  type TemplateSet,
  templateSetSchema,
} from './roles/index.js'
export {
  type AskedTask,
  bundledModelPath,
  type CheckpointRow,
  createRun,
  type EvaluationRecord,
  evaluateSets,
  findRun,
  freeRunFolder,
  isBeingWritten,
  listRuns,
  loadSets,
  type MetricPoint,
  type NewRun,
  type OpenWeights,
  openModel,
  openRun,
  openWeights,
  type Resumed,
  type ResumeRequest,
  type Run,
  type RunFolder,
  type RunReader,
  type RunState,
  type RunSummary,
  resumeRun,
  runFolder,
  type SaveWeights,
  type SetProgress,
  type TrainEvent,
  type TrainRequest,
  train,
} from './runs/index.js'
/**
 * The verifier, which needs nothing else of the library and runs in a browser too:
 *
 *     const verdict = verify({ value: '15 cm' }, 'So it is \\boxed{0.15 \\text{ m}}.', { mode: 'boxed' })
 *     console.log(verdict.outcome, verdict.rule) // match unit/conversion
 *
 * `extractAnswer` finds an answer without judging it, `inferType` tells the type of a gold that states none, and `conforms`
 * whether a gold is well-formed. What is accepted is in docs/verifier.md.
 */
export {
  type AnswerForm,
  conforms,
  type DetailedVerdict,
  EXTRACTION_MODES,
  type Extraction,
  type ExtractionMode,
  extractAnswer,
  type Gold,
  inferType,
  type Normalisation,
  type VerifyOptions,
  verify,
} from './verify/index.js'
export * from './words.js'
