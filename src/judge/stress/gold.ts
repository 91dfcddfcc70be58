import type { GoldType } from '../../words.js'

/** What a gold is, as far as it decides which hacks make sense against it. */
export type GoldKind =
  | 'number' // written out: 5, 0.35
  | 'value' // any other expression: 1/2, 12x, √2
  | 'quantity' // with a unit, percent or currency
  | 'structure' // tuples, sets, intervals, matrices, lists
  | 'statement' // equations and inequalities
  | 'words'
  | 'boolean'
  | 'choice'

/** A right answer to be attacked. */
export interface StressGold {
  readonly kind: GoldKind
  /** Undefined: the verifier has to infer it. */
  readonly type?: GoldType
  readonly value: string
  /** Texts of a choice's options. */
  readonly options?: readonly string[]
  /** Other answers that look like it, none right, nor part of it, nor making it up together with it. */
  readonly wrong: readonly [string, string, ...string[]]
  /** The task, as the prompt put it. */
  readonly question: string
  /** Right in value, but as the question put it: no hack but for golds that have to be worked out. */
  readonly restated?: readonly string[]
}
