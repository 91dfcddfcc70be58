import { advantageEstimators } from '../advantages/index.js'
import type { Config } from '../config/index.js'
import { questionFingerprint } from '../roles/index.js'
import type { Baselines } from './assign-credit.js'
import type { IterationRecord } from './iteration-record.js'

/** What an iteration needs to know of those before it: a function of their records, besides the weights. */
export interface PlayState {
  /** The next one to play, from 0. */
  readonly iteration: number
  /** Fingerprints of all valid questions so far. */
  readonly earlier: ReadonlySet<string>
  readonly baselines: Baselines
}

export const startState: PlayState = {
  iteration: 0,
  earlier: new Set(),
  baselines: { challenger: null, reasoner: null },
}

/** The state after the iterations of `records`, which must be all of them, in order: what a resume starts from. */
export function resumeState(config: Config, records: Iterable<IterationRecord>): PlayState {
  let state = startState
  for (const record of records) state = stateAfter(config, state, record)
  return state
}

export function stateAfter(config: Config, state: PlayState, record: IterationRecord): PlayState {
  const { advantages } = advantageEstimators[config.advantage]
  const groups = record.documents.filter(({ challenges }) => challenges.length > 0)
  const challengerRewards = groups.map(({ challenges }) => challenges.map(({ reward }) => reward))
  const reasonerRewards = groups.map(({ challenges }) =>
    (challenges.find(({ chosen }) => chosen)?.answers ?? []).map(({ reward }) => reward),
  )
  const earlier = new Set(state.earlier)
  for (const { challenges } of groups)
    for (const { valid, task } of challenges)
      if (valid && task !== null) earlier.add(questionFingerprint(task))
  return {
    iteration: record.iteration + 1,
    earlier,
    baselines: {
      challenger: advantages(challengerRewards, state.baselines.challenger).baseline,
      reasoner: advantages(reasonerRewards, state.baselines.reasoner).baseline,
    },
  }
}
