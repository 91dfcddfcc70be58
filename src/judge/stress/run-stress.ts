import { judgePair } from '../pair.js'
import { type StressPair, stressPairs } from './stress-pairs.js'

/** A hack that was paid. */
export interface FalseAccept extends StressPair {
  readonly rule: string
}

export interface StressRow {
  readonly kind: string
  readonly tried: number
  /** Mismatch or unparsable. */
  readonly refused: number
  readonly undecided: number
  readonly accepted: number
}

export interface StressReport {
  readonly golds: number
  readonly rows: readonly StressRow[]
  readonly total: StressRow
  readonly falseAccepts: readonly FalseAccept[]
}

/** Judges every hack; the same report on every machine. Takes some seconds. */
export function runStress(pairs: Iterable<StressPair> = stressPairs()): StressReport {
  const rows = new Map<string, StressRow>()
  const golds = new Set<string>()
  const falseAccepts: FalseAccept[] = []
  let total = emptyRow('all')
  for (const pair of pairs) {
    const { outcome, rule } = judgePair(pair)
    golds.add(JSON.stringify([pair.type, pair.gold, pair.options]))
    rows.set(pair.kind, counted(rows.get(pair.kind) ?? emptyRow(pair.kind), outcome))
    total = counted(total, outcome)
    if (outcome === 'match') falseAccepts.push({ ...pair, rule })
  }
  return { golds: golds.size, rows: [...rows.values()], total, falseAccepts }
}

function emptyRow(kind: string): StressRow {
  return { kind, tried: 0, refused: 0, undecided: 0, accepted: 0 }
}

function counted(row: StressRow, outcome: string): StressRow {
  return {
    kind: row.kind,
    tried: row.tried + 1,
    refused: row.refused + (outcome === 'mismatch' || outcome === 'unparsable' ? 1 : 0),
    undecided: row.undecided + (outcome === 'undecided' || outcome === 'timeout' ? 1 : 0),
    accepted: row.accepted + (outcome === 'match' ? 1 : 0),
  }
}
