import type { CheckReason, InvalidReason } from '../roles/index.js'
import type { Document, Task, TaskRequest, Verdict } from '../words.js'

/** Everything that happened in one iteration, as plain data (JSON-safe): what a run stores in one transaction. */
export interface IterationRecord {
  /** From 0. */
  readonly iteration: number
  readonly documents: readonly DocumentRecord[]
  /** Named as `group/name`: challenger, reasoner, optim, tokens, time. All finite. */
  readonly metrics: Readonly<Record<string, number>>
  readonly seconds: Readonly<Record<Phase, number>>
}

export const PHASES = ['select', 'pose', 'answer', 'audit', 'credit', 'update'] as const
export type Phase = (typeof PHASES)[number]

export interface DocumentRecord {
  readonly document: Document
  readonly request: TaskRequest
  /** What the format selector wrote; null where no selector was asked. */
  readonly selectorText: string | null
  /** The selector's text could not be read and the fallback was taken. */
  readonly selectorFallback: boolean
  /** Attempts drawn, and how many of them were valid. */
  readonly attempts: number
  readonly validAttempts: number
  /** Attempts by reason of invalidity, all attempts counted. */
  readonly reasons: Readonly<Partial<Record<InvalidReason, number>>>
  /** The group of G; empty if no attempt was valid (the document leaves both roles' batches). */
  readonly challenges: readonly ChallengeRecord[]
}

export interface ChallengeRecord {
  /** The generation as decoded. */
  readonly text: string
  readonly tokens: number
  readonly valid: boolean
  /** Null if valid. */
  readonly reason: InvalidReason | null
  /** Null if it could not be parsed. With majority gold, `gold` is what the vote gave. */
  readonly task: Task | null
  /** Checks beyond the paper that this challenge fails, required or not. */
  readonly failedChecks: readonly CheckReason[]
  /** An open-book answer agreed with the gold; null if none was asked for. */
  readonly auditAgrees: boolean | null
  readonly answers: readonly AnswerRecord[]
  /** The verifier's word on each answer, as booleans. */
  readonly outcomes: readonly boolean[]
  /** Share of matching answers; null if none were drawn. */
  readonly passRate: number | null
  readonly reward: number
  readonly advantage: number
  /** Its answers are the document's Reasoner group. */
  readonly chosen: boolean
  /** It carried gradient. */
  readonly trained: boolean
}

export interface AnswerRecord {
  readonly text: string
  readonly tokens: number
  readonly verdict: Verdict
  readonly reward: number
  /** Null unless its challenge is `chosen`. */
  readonly advantage: number | null
  readonly trained: boolean
}
