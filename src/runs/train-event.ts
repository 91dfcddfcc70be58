import type { Amounts, Config, Cost } from '../config/index.js'
import type { CorpusReport } from '../corpus/index.js'
import type { EngineCapabilities } from '../engines/engine.js'
import type { CorpusOverlap, EvalResult } from '../evals/index.js'
import type { HubProgress } from '../hub/index.js'
import type { IterationRecord, Phase } from '../play/index.js'
import type { SetProgress } from './evaluate-sets.js'
import type { Resumed } from './resume-run.js'

/** What happens while a run goes on, in order. */
export type TrainEvent =
  /** Of a model on the hub, before the start. */
  | { readonly type: 'downloading'; readonly model: string; readonly progress: HubProgress }
  /** What a server said or did that people should hear of, at any time. */
  | { readonly type: 'notice'; readonly message: string }
  | {
      readonly type: 'started'
      readonly run: string
      readonly config: Config
      readonly amounts: Amounts
      readonly cost: Cost
      readonly model: EngineCapabilities
      /** Null for the no-corpus control. */
      readonly corpus: (CorpusReport & { readonly hash: string }) | null
      /** Of each evaluation set, with the corpus; empty without one. */
      readonly overlap: readonly CorpusOverlap[]
      readonly resumed: Pick<Resumed, 'iteration' | 'dropped' | 'warnings'> | null
    }
  | ({ readonly type: 'evaluating'; readonly iteration: number } & SetProgress)
  | { readonly type: 'evaluated'; readonly iteration: number; readonly results: readonly EvalResult[] }
  | {
      readonly type: 'progress'
      readonly iteration: number
      readonly phase: Phase
      readonly done: number
      readonly total: number
    }
  | { readonly type: 'iteration'; readonly record: IterationRecord }
  | { readonly type: 'stopped'; readonly iteration: number; readonly interrupted: boolean }
