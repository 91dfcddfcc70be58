import { advantageEstimators, type Baseline } from '../advantages/index.js'
import { amounts, type Config } from '../config/index.js'
import { SpiceError } from '../errors.js'
import { challengerRewards, duplicateShares } from '../rewards/index.js'
import type { Trajectory } from '../words.js'
import type { AnsweredDocument } from './answer.js'
import type { Posed } from './pose.js'

/** One sequence of the joint update. */
export interface CreditedTrajectory {
  readonly role: Role
  readonly trajectory: Trajectory
  readonly advantage: number
  /** Advantage over normaliser: what each of its tokens weighs before the mean over sequences. */
  readonly tokenWeight: number
}

export const ROLES = ['challenger', 'reasoner'] as const
export type Role = (typeof ROLES)[number]

/** Running means of both roles' rewards, where the estimator keeps them. */
export type Baselines = Readonly<Record<Role, Baseline>>

/** Rewards and advantages of one role, [document][member of its group]; empty where a document has no valid task. */
export interface RoleCredit {
  readonly rewards: readonly (readonly number[])[]
  readonly advantages: readonly (readonly number[])[]
}

export interface Credit extends Readonly<Record<Role, RoleCredit>> {
  /** Of the roles that learn, in the order of the documents; those of zero advantage included. */
  readonly trajectories: readonly CreditedTrajectory[]
}

/**
 * Rewards and advantages of both roles (sections 3.2 and 3.3). The Challenger's group is the G challenges of one
 * document, the Reasoner's the K answers to one task. Pure.
 */
export function assignCredit(
  config: Config,
  posed: readonly Posed[],
  answered: readonly AnsweredDocument[],
  baselines: Baselines,
): Credit {
  const estimator = advantageEstimators[config.advantage]
  const rewards = {
    challenger: challengerRewardsOf(config, posed, answered),
    reasoner: answered.map(({ tasks, chosen }) =>
      (tasks[chosen]?.outcomes ?? []).map((matched) => (matched ? 1 : 0)),
    ),
  }
  const estimates = {
    challenger: estimator.advantages(rewards.challenger, baselines.challenger),
    reasoner: estimator.advantages(rewards.reasoner, baselines.reasoner),
  }
  const constant = amounts(config).normaliserTokens
  const credited = (role: Role, d: number, trajectories: readonly Trajectory[]): CreditedTrajectory[] =>
    config[role].policy === 'fixed'
      ? []
      : trajectories.map((trajectory, i) => {
          requireLogprobs(role, trajectory)
          const advantage = estimates[role].advantages[d]?.[i] ?? 0
          const tokens = estimator.normaliser === 'length' ? trajectory.completion.tokens.length : constant
          return { role, trajectory, advantage, tokenWeight: advantage / tokens }
        })
  return {
    challenger: { rewards: rewards.challenger, advantages: estimates.challenger.advantages },
    reasoner: { rewards: rewards.reasoner, advantages: estimates.reasoner.advantages },
    trajectories: posed.flatMap(({ group }, d) => {
      const { tasks, chosen } = answered[d] as AnsweredDocument
      return [
        ...credited(
          'challenger',
          d,
          group.map(({ trajectory }) => trajectory),
        ),
        ...credited(
          'reasoner',
          d,
          (tasks[chosen]?.answers ?? []).map(({ trajectory }) => trajectory),
        ),
      ]
    }),
  }
}

/** An endpoint's words are no sample of the policy: learning from them would be another method. */
function requireLogprobs(role: Role, { completion }: Trajectory): void {
  if (completion.logprobs.some(Number.isNaN))
    throw new SpiceError('engine', `${role}: a completion without log-probabilities can't be learnt from`, {
      hint: `Set ${role}.policy=fixed, or sample from the engine that learns.`,
    })
}

function challengerRewardsOf(
  config: Config,
  posed: readonly Posed[],
  answered: readonly AnsweredDocument[],
): number[][] {
  const { reward } = challengerRewards[config.challenger.reward]
  const rewards = posed.map(({ group }) => group.map(() => config.challenger.invalidReward))
  const places = answered.flatMap(({ tasks }, d) => tasks.map((task) => ({ task, d })))
  const penalty = config.challenger.duplicatePenalty
  const shares = penalty === 0 ? [] : duplicateShares(places.map(({ task }) => task.task.question))
  for (const [i, { task, d }] of places.entries())
    (rewards[d] as number[])[task.challenge] =
      reward(task.outcomes) - (penalty === 0 ? 0 : penalty * (shares[i] ?? 0))
  return rewards
}
