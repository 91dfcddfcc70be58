import type { VerdictOutcome } from '../words.js'

/** What one answer type says about one extracted answer. */
export interface Judgement {
  readonly outcome: VerdictOutcome
  readonly rule: string
}

export interface CompareContext {
  /** The options' texts in order; empty if unknown or not a choice. */
  readonly options: readonly string[]
  /** Decimal places that the question asked for; undefined compares with a relative tolerance. */
  readonly decimals: number | undefined
}

/** One answer type. Both functions are pure, total and bounded for any string of at most `MAX_ANSWER_LENGTH`. */
export interface AnswerKind {
  /** Is this a well-formed gold answer of the type? */
  conforms(value: string): boolean
  compare(gold: string, answer: string, context: CompareContext): Judgement
}

export const match = (rule: string): Judgement => ({ outcome: 'match', rule })
export const mismatch = (rule: string): Judgement => ({ outcome: 'mismatch', rule })
export const unparsable = (rule: string): Judgement => ({ outcome: 'unparsable', rule })
export const undecided = (rule: string): Judgement => ({ outcome: 'undecided', rule })

/** Longer answers are refused unread: no answer of any type needs more, and every comparison is bounded by it. */
export const MAX_ANSWER_LENGTH = 2000
