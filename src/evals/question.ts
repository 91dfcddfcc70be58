import type { GoldType } from '../words.js'

/** One held-out question. */
export interface EvalQuestion {
  readonly id: string
  readonly question: string
  /** Texts without letters, in order; empty if there are none to choose from. */
  readonly options: readonly string[]
  /** `question` already shows them, as a task's does. */
  readonly optionsShown?: boolean
  readonly answerType: GoldType
  readonly gold: string
  /** Decimal places to which a float has to agree; absent: 1e-6 relative. */
  readonly decimals?: number
}

export interface EvalSet {
  readonly name: string
  readonly questions: readonly EvalQuestion[]
}
