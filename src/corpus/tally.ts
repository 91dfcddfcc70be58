import { z } from 'zod'

/** The steps of the pipeline, in its order; each counts what came in, what went on, and why the rest did not. */
export const STEPS = [
  'read',
  'clean',
  'segment',
  'filter',
  'length',
  'exact',
  'near',
  'contamination',
] as const
export type StepName = (typeof STEPS)[number]

const count = z.int().min(0)
const counts = z.record(z.string().max(200), count)
export const tallySchema = z.strictObject({
  in: count,
  out: count,
  /** By reason. */
  dropped: counts,
  /** What was done to texts that went on, by name. */
  changed: counts,
})
export const talliesSchema = z.strictObject(
  Object.fromEntries(STEPS.map((step) => [step, tallySchema])) as Record<StepName, typeof tallySchema>,
)
export type Tally = z.infer<typeof tallySchema>
export type Tallies = Record<StepName, Tally>

export function emptyTallies(): Tallies {
  const empty = (): Tally => ({ in: 0, out: 0, dropped: {}, changed: {} })
  return Object.fromEntries(STEPS.map((step) => [step, empty()])) as Tallies
}

export function countUp(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}

export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0)
}
