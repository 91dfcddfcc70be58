import { questionFingerprint } from '../roles/index.js'
import { type Band, inBand } from './band.js'
import { type PassRateBin, PassRates } from './pass-rates.js'
import { SimilarQuestions } from './similar-questions.js'
import type { TaskRow } from './task-row.js'

export interface TaskSetOptions {
  readonly band: Band
  /** Tasks that are wanted; undefined: all. */
  readonly tasks: number | undefined
  /** Answers per task. */
  readonly samples: number
}

/** What became of an answered task. `surplus`: the set was full. */
export type Fate = 'kept' | 'outside' | 'duplicate' | 'surplus'

export interface TaskSetCounts {
  /** Valid tasks that were answered. */
  readonly answered: number
  readonly inBand: number
  /** Of those in the band. */
  readonly duplicates: number
  readonly kept: number
}

/** The set as it grows: a function of the answered tasks in their order alone, so that a resume finds it again. */
export class TaskSet {
  /** Fingerprints of all questions so far, for `validity.duplicateOfRun`. */
  readonly earlier = new Set<string>()
  readonly #options: TaskSetOptions
  readonly #similar = new SimilarQuestions()
  readonly #rates: PassRates
  readonly #examples = new Map<number, Omit<TaskRow, 'answers'>>()
  readonly #fates: Record<Fate, number> = { kept: 0, outside: 0, duplicate: 0, surplus: 0 }
  #audited = 0
  #auditAgreed = 0

  constructor(options: TaskSetOptions) {
    this.#options = options
    this.#rates = new PassRates(options.samples)
  }

  take(row: TaskRow): Fate {
    this.earlier.add(questionFingerprint(row))
    this.#rates.add(row.passRate)
    if (row.auditAgrees !== null) this.#audited++
    if (row.auditAgrees === true) this.#auditAgreed++
    const fate = this.#fateOf(row)
    this.#fates[fate]++
    const bin = this.#rates.binOf(row.passRate)
    const { answers: _, ...example } = row
    if (fate === 'kept' && !this.#examples.has(bin)) this.#examples.set(bin, example)
    return fate
  }

  get full(): boolean {
    return this.#fates.kept >= (this.#options.tasks ?? Number.POSITIVE_INFINITY)
  }

  counts(): TaskSetCounts {
    const { kept, outside, duplicate, surplus } = this.#fates
    const inBand = kept + duplicate + surplus
    return { answered: inBand + outside, inBand, duplicates: duplicate, kept }
  }

  /** Answered tasks with which the open-book audit agreed, and of which it was asked. */
  audit(): { readonly auditAgreed: number; readonly audited: number } {
    return { auditAgreed: this.#auditAgreed, audited: this.#audited }
  }

  /** Of all answered tasks, in the band or not. */
  passRates(): PassRateBin[] {
    return this.#rates.bins()
  }

  /** The first that was kept of each pass rate, the hardest first. */
  examples(): Omit<TaskRow, 'answers'>[] {
    return [...this.#examples].sort(([a], [b]) => a - b).map(([, row]) => row)
  }

  #fateOf(row: TaskRow): Fate {
    if (!inBand(this.#options.band, row.passRate)) return 'outside'
    if (this.full) return 'surplus'
    return this.#similar.add(row) ? 'kept' : 'duplicate'
  }
}
