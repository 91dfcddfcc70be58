import type { VerdictOutcome } from '../words.js'
import type { Budget } from './math/budget.js'

/**
 * What counts as the same expression: any equal value, or only one that is worked out as far as the gold ("17*23" for
 * 391 repeats the question), which is what a reward needs.
 */
export type AnswerForm = 'equivalent' | 'worked-out'

/** What one answer type says about one extracted answer. */
export interface Judgement {
  readonly outcome: VerdictOutcome
  readonly rule: string
  /** Canonical forms of both sides, where the type has one and got that far. */
  readonly goldForm?: string
  readonly answerForm?: string
}

export interface CompareContext {
  /** The options' texts in order; empty if unknown or not a choice. */
  readonly options: readonly string[]
  /** Decimal places that the question asked for; undefined compares with a relative tolerance. */
  readonly decimals: number | undefined
  readonly form: AnswerForm
  /** Shared by all work on one pair; what it throws when spent is caught at the front door. */
  readonly budget: Budget
}

/** One answer type. Both functions are pure and bounded for any string of at most `MAX_ANSWER_LENGTH`;
 * `compare` may throw BudgetSpent, `conforms` never throws. */
export interface AnswerKind {
  /** Is this a well-formed gold answer of the type? */
  conforms(value: string): boolean
  compare(gold: string, answer: string, context: CompareContext): Judgement
}

/** Canonical forms that may go with a judgement. */
export type Forms = Pick<Judgement, 'goldForm' | 'answerForm'>

export const match = (rule: string, forms?: Forms): Judgement => ({ outcome: 'match', rule, ...forms })
export const mismatch = (rule: string, forms?: Forms): Judgement => ({ outcome: 'mismatch', rule, ...forms })
export const unparsable = (rule: string, forms?: Forms): Judgement => ({
  outcome: 'unparsable',
  rule,
  ...forms,
})
export const undecided = (rule: string, forms?: Forms): Judgement => ({
  outcome: 'undecided',
  rule,
  ...forms,
})

/** Longer answers are refused unread: no answer of any type needs more, and every comparison is bounded by it. */
export const MAX_ANSWER_LENGTH = 2000
