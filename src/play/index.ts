export {
  type AnswerRecord,
  type ChallengeRecord,
  type DocumentRecord,
  type IterationRecord,
  PHASES,
  type Phase,
} from './iteration-record.js'
