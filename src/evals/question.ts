import type { GoldType } from '../words.js'

/** One held-out question. */
export interface EvalQuestion {
  readonly id: string
  readonly question: string
  /** Texts without letters, in order; empty if there are none to choose from. */
  readonly options: readonly string[]
  /** `question` already shows them, as a task's does. */
  readonly optionsShown?: boolean
  /** The row lists its options in no order to be asked in (GPQA: the right one first): each question draws its own. */
  readonly unordered?: boolean
  readonly answerType: GoldType
  readonly gold: string
  /** Decimal places to which a float has to agree; absent: 1e-6 relative. */
  readonly decimals?: number
  /** The question asks for work that its answer must show done: repeating "17*23" does not answer it. */
  readonly workedOut?: boolean
}

export interface EvalSet {
  readonly name: string
  readonly questions: readonly EvalQuestion[]
}
