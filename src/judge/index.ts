export { MAX_LINE_BYTES } from './judge-line.js'
export { type JudgeStreamOptions, judgeStream } from './judge-stream.js'
export {
  JUDGED_FORMS,
  JUDGED_TYPES,
  type JudgeDefaults,
  judgePair,
  type Pair,
} from './pair.js'
export { type FalseAccept, runStress, type StressReport, type StressRow } from './stress/run-stress.js'
export { type StressPair, stressPairs } from './stress/stress-pairs.js'
export { type Counts, type Disagreement, type LineError, OTHER_GROUPS, type Tally } from './tally.js'
