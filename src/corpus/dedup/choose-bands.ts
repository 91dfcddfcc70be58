import { VALUES } from './sketch.js'

export interface Bands {
  readonly bands: number
  /** Values that have to agree for two documents to meet in a band. */
  readonly rows: number
}

/** More bands find more and take more memory (5.6 bytes a document each). */
export const MAX_BANDS = 16
/** A pair right at the threshold meets with at least this probability; what meets in vain costs a comparison only. */
const RECALL = 0.98

/** Probability that two documents of similarity `s` meet in a band: 1 - (1 - s^rows)^bands. */
export function meetingProbability(s: number, { bands, rows }: Bands): number {
  return 1 - (1 - s ** rows) ** bands
}

/**
 * The bands and rows that let the fewest pairs below the threshold meet (the integral of the probability up to it) among
 * those that let a pair at the threshold meet with RECALL.
 */
export function chooseBands(threshold: number): Bands {
  let best = { bands: { bands: MAX_BANDS, rows: 1 }, cost: Number.POSITIVE_INFINITY }
  for (let bands = 1; bands <= MAX_BANDS; bands++)
    for (let rows = 1; bands * rows <= VALUES; rows++) {
      const candidate = { bands, rows }
      if (meetingProbability(threshold, candidate) < RECALL) break
      const cost = integral((s) => meetingProbability(s, candidate), 0, threshold)
      if (cost < best.cost) best = { bands: candidate, cost }
    }
  return best.bands
}

function integral(f: (x: number) => number, from: number, to: number): number {
  const steps = 200
  let sum = 0
  for (let i = 0; i < steps; i++) sum += f(from + ((to - from) * (i + 0.5)) / steps)
  return (sum * (to - from)) / steps
}
