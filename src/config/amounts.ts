import type { Config } from './schema.js'

/** What one iteration multiplies out to. "At most" unless every document gives a valid task at once. */
export interface Amounts {
  readonly documents: number
  /** Attempts drawn at a time for one document. */
  readonly attemptChunk: number
  readonly maxAttempts: number
  /** Attempts if the first chunk of every document holds a valid one. */
  readonly likelyAttempts: number
  /** Challenges that are scored: documents x G. */
  readonly challenges: number
  /** Answers if every challenge is valid: documents x G x K. */
  readonly maxAnswers: number
  /** Sequences that may be trained on: documents x (G + K), less roles that are fixed. */
  readonly maxTrajectories: number
  readonly maxOptimizerSteps: number
  /** Generated tokens if every budget is used up and every first chunk holds a valid attempt. */
  readonly maxGeneratedTokens: number
  /** The constant that sequence losses are divided by, in tokens. */
  readonly normaliserTokens: number
}

export function amounts(config: Config): Amounts {
  const documents = config.documentsPerIteration
  const attemptChunk = config.attemptChunk ?? config.challengesPerDocument
  const challenges = documents * config.challengesPerDocument
  const maxAnswers = challenges * config.answersPerTask
  const perDocument =
    (config.challenger.policy === 'learning' ? config.challengesPerDocument : 0) +
    (config.reasoner.policy === 'learning' ? config.answersPerTask : 0)
  const maxTrajectories = documents * perDocument
  const selector = config.formats === 'selector' ? documents * config.maxSelectorTokens : 0
  return {
    documents,
    attemptChunk,
    maxAttempts: documents * config.maxAttemptsPerDocument,
    likelyAttempts: documents * attemptChunk,
    challenges,
    maxAnswers,
    maxTrajectories,
    maxOptimizerSteps: config.epochs * Math.ceil(maxTrajectories / config.trajectoriesPerOptimizerStep),
    maxGeneratedTokens:
      selector + documents * attemptChunk * config.maxChallengeTokens + maxAnswers * config.maxAnswerTokens,
    normaliserTokens: config.normaliserTokens ?? Math.max(config.maxChallengeTokens, config.maxAnswerTokens),
  }
}
