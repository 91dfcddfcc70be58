import type { Config } from '../config/index.js'
import type { ContaminationIndex } from '../contamination/index.js'
import type { Roles } from '../roles/index.js'
import type { Document } from '../words.js'
import { PHASES, type Phase } from './iteration-record.js'
import type { Stopwatch } from './stopwatch.js'
import type { Guests } from './voices.js'

/** What every verb of an iteration shares. */
export interface Game {
  readonly config: Config
  readonly roles: Roles
  readonly contextTokens: number
  /** Parts that an endpoint speaks. */
  readonly guests?: Guests | undefined
  /** Only where `validity.contaminated` is on. */
  readonly contamination?: ContaminationIndex | undefined
  /** Tokens drawn so far in this iteration; `generate` counts them. */
  readonly generated: Record<Phase, number>
  /** Of this iteration. */
  readonly clock: Stopwatch
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ProgressListener | undefined
}

/**
 * `done` of at most `total`: generated tokens in the phases that generate (the total is the whole budget, which
 * is seldom used up), trajectories in `credit` and `update`.
 */
export type ProgressListener = (phase: Phase, done: number, total: number) => void

export function noTokens(): Record<Phase, number> {
  return Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>
}

/** Where documents come from; a corpus is one. */
export interface DocumentSource {
  /** `count` different documents: a function of seed and iteration alone. */
  sample(count: number, key: { readonly seed: number; readonly iteration: number }): readonly Document[]
}

/** What the no-corpus control draws: places for challenges, without text. */
export const noCorpus: DocumentSource = {
  sample: (count) =>
    Array.from({ length: count }, (_, i) => ({ id: `none-${i}`, text: '', source: 'no corpus' })),
}
