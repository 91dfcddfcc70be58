import type { VerdictOutcome } from '../words.js'

export type Counts = Partial<Record<VerdictOutcome, number>>

/** A pair whose verdict is not what its line expected. */
export interface Disagreement {
  readonly line: number
  readonly id?: unknown
  readonly expected: boolean
  readonly gold: string
  readonly outcome: VerdictOutcome
  readonly rule: string
}

export interface LineError {
  readonly line: number
  readonly error: string
}

/** What came of one line: a verdict, or the reason why there is none. */
export type LineResult =
  | LineError
  | {
      readonly outcome: VerdictOutcome
      readonly group?: string | undefined
      /** Undefined: the line expected nothing. */
      readonly agrees?: boolean | undefined
      readonly disagreement?: Disagreement | undefined
    }

/** What came of many lines. Lists hold the first `MAX_LISTED` only; counts are complete. */
export interface Tally {
  pairs: number
  outcomes: Counts
  /** Lines that state no pair. */
  broken: number
  errors: LineError[]
  /** By the text of the field `group`; beyond `MAX_GROUPS` under `OTHER_GROUPS`. */
  groups: Map<string, Counts>
  agreed: number
  disagreed: number
  disagreements: Disagreement[]
}

export const MAX_LISTED = 20
const MAX_GROUPS = 200
export const OTHER_GROUPS = '(other groups)'

export function newTally(): Tally {
  return {
    pairs: 0,
    outcomes: {},
    broken: 0,
    errors: [],
    groups: new Map(),
    agreed: 0,
    disagreed: 0,
    disagreements: [],
  }
}

/** Adds one line to `tally`. */
export function countLine(tally: Tally, result: LineResult): void {
  if ('error' in result) {
    tally.broken++
    if (tally.errors.length < MAX_LISTED) tally.errors.push({ line: result.line, error: result.error })
    return
  }
  const { outcome, group, agrees, disagreement } = result
  tally.pairs++
  addCounts(tally.outcomes, { [outcome]: 1 })
  if (group !== undefined) addCounts(countsOf(tally, group), { [outcome]: 1 })
  if (agrees === true) tally.agreed++
  if (agrees === false) tally.disagreed++
  if (disagreement && tally.disagreements.length < MAX_LISTED) tally.disagreements.push(disagreement)
}

/** Adds to `tally` the tally of the lines that come after its own. */
export function addTally(tally: Tally, after: Tally): void {
  tally.pairs += after.pairs
  tally.broken += after.broken
  tally.agreed += after.agreed
  tally.disagreed += after.disagreed
  addCounts(tally.outcomes, after.outcomes)
  for (const [group, counts] of after.groups) addCounts(countsOf(tally, group), counts)
  tally.errors.push(...after.errors.slice(0, MAX_LISTED - tally.errors.length))
  tally.disagreements.push(...after.disagreements.slice(0, MAX_LISTED - tally.disagreements.length))
}

function countsOf(tally: Tally, group: string): Counts {
  const name = tally.groups.has(group) || tally.groups.size < MAX_GROUPS ? group : OTHER_GROUPS
  const counts = tally.groups.get(name) ?? {}
  tally.groups.set(name, counts)
  return counts
}

function addCounts(to: Counts, from: Counts): void {
  for (const [outcome, count] of Object.entries(from) as [VerdictOutcome, number][]) {
    to[outcome] = (to[outcome] ?? 0) + count
  }
}
