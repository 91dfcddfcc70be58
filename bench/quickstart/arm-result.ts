import type { Arm } from './arms.js'

/** One evaluation of one policy on one held-out set. */
export interface SetScore {
  /** Greedy accuracy on the whole set. */
  readonly greedy: number
  readonly workedShare: number
  /** Greedy accuracy within a style; null where no answer has it. */
  readonly greedyWorked: number | null
  readonly greedyDirect: number | null
  /** Mean of 8 answers at temperature 1, as in training, on the first questions of the set. */
  readonly sampled: number
  readonly sampledWorked: number | null
}

export type Scores = Readonly<Record<string, SetScore>>

/** What the Challenger asked in one iteration, judged by the oracle. */
export interface AskedInIteration {
  readonly iteration: number
  /** Attempts that were valid. */
  readonly validRate: number
  /** Gold answers of valid challenges that are false, among those the oracle can judge. */
  readonly wrongKeyRate: number | null
  readonly passRate: number | null
  readonly duplicateRate: number | null
  /** Shares of requests by answer type. */
  readonly mix: Readonly<Record<string, number>>
  readonly seconds: Readonly<Record<string, number>>
}

export interface ArmResult {
  readonly arm: Arm
  readonly seed: number
  readonly iterations: number
  readonly command: string
  /** Of the resolved settings and the seed model: a finished run is kept only while this holds. */
  readonly fingerprint: string
  readonly weightsHash: string
  readonly seconds: number
  /** Held-out scores by iteration (0: the seed model). */
  readonly curve: readonly { readonly iteration: number; readonly scores: Scores }[]
  readonly asked: readonly AskedInIteration[]
  /** The two directions of the paper's Figure 3. */
  readonly directions: {
    /** The trained Reasoner, and the seed Reasoner, on the tasks that the seed Challenger posed (iteration 0). */
    readonly seedTasks: number
    readonly seedReasonerOnSeedTasks: number
    readonly trainedReasonerOnSeedTasks: number
    /** The seed Reasoner on the tasks of the last two iterations. */
    readonly lateTasks: number
    readonly seedReasonerOnLateTasks: number
  }
}
