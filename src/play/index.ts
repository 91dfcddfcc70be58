export { type AnsweredDocument, answer } from './answer.js'
export { auditAnswered } from './audit.js'
export { type DocumentSource, type Game, noTokens, type ProgressListener } from './game.js'
export { initialPolicy } from './initial-policy.js'
export {
  type AnswerRecord,
  type ChallengeRecord,
  type DocumentRecord,
  type IterationRecord,
  PHASES,
  type Phase,
} from './iteration-record.js'
export { type PlayState, resumeState } from './play-state.js'
export { type Posed, pose } from './pose.js'
export { requireOverlap } from './rollouts-ahead.js'
export { select } from './select.js'
export { type SelfPlayOptions, selfPlay } from './self-play.js'
export { stopwatch } from './stopwatch.js'
export { type GuestOptions, type Guests, openGuest, openGuests, type Voice } from './voices.js'
