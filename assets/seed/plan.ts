/** A stretch of the pretraining. */
export interface Stage {
  /** The step that it ends before. */
  readonly until: number
  /** The cosine of the learning rate is drawn for this many steps. */
  readonly scheduleSteps: number
  readonly batchTokens: number
}

/**
 * How the bundled model was trained: one run that was steered while it went, kept as it was so that it can be repeated.
 * The machine was busier than planned (schedules); smaller batches learned faster; letters of choices were not learned
 * at all, so drills for them came in at step 3,500, and since 4,750 a Challenger gives the key of a choice as the text
 * of the right option; at 5,750 copy drills with a narrow alphabet came in, at 7,000 documents about invented things and
 * at 8,500 and 11,250 more documents of all kinds, because the Challenger did not read well (see mixture.ts). Whatever a
 * step draws depends on its number, so one command repeats all. Where the log shows a step twice, the run was
 * killed and went on from its checkpoint; what two attempts at drills did between 3,500 and 3,900 was thrown away.
 * The number of threads changes bits: two up to step 750 (`--threads 2 --until 750`), one from there.
 */
export const PLAN: readonly Stage[] = [
  { until: 1000, scheduleSteps: 10_000, batchTokens: 6144 },
  { until: 1500, scheduleSteps: 7500, batchTokens: 6144 },
  { until: 2250, scheduleSteps: 10_500, batchTokens: 3072 },
  { until: 3500, scheduleSteps: 13_500, batchTokens: 3072 },
  { until: 9000, scheduleSteps: 14_000, batchTokens: 3072 },
  { until: 13_000, scheduleSteps: 13_000, batchTokens: 3072 },
]

export function stageAt(plan: readonly Stage[], step: number): Stage {
  const stage = plan.find(({ until }) => step < until) ?? plan.at(-1)
  if (stage === undefined) throw new RangeError('the plan has no stages')
  return stage
}

export function lastStep(plan: readonly Stage[]): number {
  return plan.at(-1)?.until ?? 0
}
