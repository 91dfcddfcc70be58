/**
 * The words of the game as plain data. Every room speaks these and no others.
 * Shapes in comments: D documents, G challenges per document, K answers per task.
 */

/** The six free-form answer types of the paper (section 5 of the method notes), lower-cased. */
export const ANSWER_TYPES = ['integer', 'float', 'expression', 'string', 'boolean', 'list'] as const
export type AnswerType = (typeof ANSWER_TYPES)[number]

export const TASK_FORMATS = ['mcq', 'free-form'] as const
export type TaskFormat = (typeof TASK_FORMATS)[number]

/** How an answer is compared: one of the free-form types, or a choice letter. */
export type GoldType = AnswerType | 'choice'

/** A segment of the corpus that fits the Challenger's prompt. */
export interface Document {
  /** Content-addressed: the same text has the same id in every corpus. */
  readonly id: string
  readonly text: string
  /** Where it came from, for people: file and row. */
  readonly source: string
}

/** What the format selector asks the Challenger for. */
export type TaskRequest =
  | { readonly format: 'mcq'; readonly answerType: 'choice' }
  | { readonly format: 'free-form'; readonly answerType: AnswerType }

/** What a valid challenge contains. */
export interface Task {
  readonly format: TaskFormat
  readonly answerType: GoldType
  /** What the Reasoner sees, options included. */
  readonly question: string
  /** The options' texts without letters, in order; empty for free-form tasks. */
  readonly options: readonly string[]
  /** A letter `A`… for choices, the typed answer otherwise. */
  readonly gold: string
  /** Passages of the document that the Challenger says support the gold answer (may be empty). */
  readonly quotes: readonly string[]
}

export const VERDICTS = ['match', 'mismatch', 'unparsable', 'undecided', 'timeout'] as const
export type VerdictOutcome = (typeof VERDICTS)[number]

/** The verifier's word on one answer. Only `match` scores 1. */
export interface Verdict {
  readonly outcome: VerdictOutcome
  /** The rule that decided, e.g. `choice/letter`, `integer/equal`, `extract/none`. */
  readonly rule: string
  /** The final answer as found in the text, before normalisation; null if there was none. */
  readonly extracted: string | null
}

/** One generated continuation. `tokens` includes the stop token if one ended it. */
export interface Completion {
  readonly tokens: Int32Array
  /** ln p of each token under the sampling policy at temperature 1 with no filter; same length as `tokens`. */
  readonly logprobs: Float32Array
  readonly stopReason: 'stop' | 'length'
  /**
   * What an endpoint wrote, where `tokens` are only our spelling of it: then `logprobs` are NaN, and nothing can be learnt
   * from it.
   */
  readonly text?: string
}

/** A prompt with one of its continuations: what is trained on. */
export interface Trajectory {
  readonly prompt: Int32Array
  readonly completion: Completion
  /** The completion decoded, special tokens included, the stop token not. */
  readonly text: string
}
