/**
 * What a valid challenge earns, as a function of the verdicts on its task's answers alone. Pure; outcomes are never
 * empty. Invalid challenges earn `challenger.invalidReward` instead and never reach this.
 */
export interface ChallengerReward {
  readonly name: string
  reward(outcomes: readonly boolean[]): number
}

/** Share of true outcomes. Throws RangeError without outcomes: a pass rate of nothing is no number. */
export function passRate(outcomes: readonly boolean[]): number {
  if (outcomes.length === 0) throw new RangeError('passRate: there are no outcomes')
  return outcomes.filter(Boolean).length / outcomes.length
}
