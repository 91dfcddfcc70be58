export type { AnsweredQuestion, Answerer, AnswerOptions, EvalAnswer } from './answer-questions.js'
export {
  type ChallengerReport,
  challengerReport,
  passRateOnTasks,
  type TruthOracle,
} from './challenger-report.js'
export { compareEvals, meanOverSets } from './compare.js'
export { type CorpusOverlap, corpusOverlap } from './corpus-overlap.js'
export {
  type EvalResult,
  type EvaluateOptions,
  evaluate,
  type JudgeReport,
  type QuestionScore,
} from './evaluate.js'
export type { AnswerJudge } from './judge-answers.js'
export { bundledEvalFiles, loadEvalSet } from './load-set.js'
export type { EvalQuestion, EvalSet } from './question.js'
export {
  type Estimate,
  estimate,
  type Interval,
  mean,
  type PairedDifference,
  pairedDifference,
  passAtK,
  tInterval,
  wilsonInterval,
} from './statistics.js'
