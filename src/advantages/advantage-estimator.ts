/** A running mean of a role's rewards that is carried from iteration to iteration; null before the first. */
export type Baseline = number | null

export interface AdvantageEstimate {
  /** Same shape as the rewards. */
  readonly advantages: number[][]
  readonly baseline: Baseline
}

/** How the rewards of one role's groups become advantages, and what a sequence's token losses are divided by. */
export interface AdvantageEstimator {
  readonly name: string
  /**
   * `constant`: every sequence's sum of token losses is divided by one number of tokens (Dr. GRPO), so a token counts
   * the same wherever it stands. `length`: by its own number of tokens (GRPO), so tokens of long answers count less:
   * a long wrong answer is punished less per token than a short one, and lengths creep up.
   */
  readonly normaliser: 'constant' | 'length'
  /** Groups in the order of the documents; only `rae` reads and changes the baseline. */
  advantages(groups: readonly (readonly number[])[], baseline: Baseline): AdvantageEstimate
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Each value less the group's mean; exactly zeros if all are equal, so that such groups can be dropped. */
export function centred(group: readonly number[]): number[] {
  if (group.every((value) => value === group[0])) return group.map(() => 0)
  const centre = mean(group)
  return group.map((value) => value - centre)
}
