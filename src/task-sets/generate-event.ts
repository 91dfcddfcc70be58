import type { CorpusReport } from '../corpus/index.js'
import type { Phase } from '../play/index.js'
import type { InvalidReason } from '../roles/index.js'
import type { PassRateBin } from './pass-rates.js'
import type { Player } from './players.js'
import type { TaskRow } from './task-row.js'
import type { TaskSetCounts } from './task-set.js'

/** The yield so far: each number is what is left of the one before it. */
export interface Yield extends TaskSetCounts {
  readonly documents: number
  /** Challenges that were drawn. */
  readonly attempts: number
  readonly valid: number
}

export interface Progress extends Yield {
  /** Documents that there are to pose about, and tasks that are wanted; null: all that come. */
  readonly documentsWanted: number
  readonly tasksWanted: number | null
}

export interface GenerateSummary extends Progress {
  /** The file; null if there was nothing to put into it. */
  readonly out: string | null
  /** Attempts by reason of invalidity. */
  readonly reasons: Readonly<Partial<Record<InvalidReason, number>>>
  /** Of all answered tasks. */
  readonly passRates: readonly PassRateBin[]
  /** One task of each pass rate that was kept, the hardest first. */
  readonly examples: readonly Omit<TaskRow, 'answers'>[]
  /** Answered tasks with which the open-book audit agreed, and of which it was asked. */
  readonly auditAgreed: number
  readonly audited: number
}

type Named = Pick<Player, 'title' | 'identity'>

/** What one may hear while a set is made. */
export type GenerateEvent =
  | {
      readonly type: 'started'
      readonly challenger: Named
      readonly reasoner: Named
      /** In the corpus. */
      readonly corpusDocuments: number
      /** What was dropped and refused when the corpus was opened. */
      readonly corpus: CorpusReport
      readonly resumed: boolean
      readonly progress: Progress
    }
  | {
      readonly type: 'progress'
      readonly batch: number
      readonly phase: Phase
      readonly done: number
      readonly total: number
    }
  | {
      readonly type: 'batch'
      readonly batch: number
      readonly progress: Progress
      readonly generatedTokens: number
    }
  | { readonly type: 'finished'; readonly summary: GenerateSummary }
