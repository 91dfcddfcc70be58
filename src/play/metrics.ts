import { CHECK_REASONS, type CheckReason, INVALID_REASONS, questionFingerprint } from '../roles/index.js'
import { ANSWER_TYPES, type Trajectory, VERDICTS } from '../words.js'
import type { AnsweredDocument } from './answer.js'
import type { Credit, RoleCredit } from './assign-credit.js'
import type { Phase } from './iteration-record.js'
import type { Posed } from './pose.js'
import type { Update } from './update-policy.js'

/** Everything that one iteration produced. */
export interface Played {
  readonly posed: readonly Posed[]
  readonly answered: readonly AnsweredDocument[]
  readonly credit: Credit
  readonly update: Update
  /** Updates between the policy that drew and the one that learnt. */
  readonly staleness: number
  readonly answersPerTask: number
  /** There was an index of evaluation sets to check questions against. */
  readonly checksContamination: boolean
  /** Fingerprints of the questions of earlier iterations. */
  readonly earlier: ReadonlySet<string>
  readonly seconds: Readonly<Record<Phase, number>>
  /** Tokens drawn in each phase. */
  readonly generated: Readonly<Record<Phase, number>>
}

type Metrics = Record<string, number>

/**
 * The numbers of an iteration (method notes, section 9), grouped as trackers show them: challenger, reasoner, optim, tokens,
 * time. Rates are shares of 1; lengths are tokens; entropies are nats per token. A mean over nothing is left out, so
 * that no number stands for none.
 */
export function iterationMetrics(played: Played): Metrics {
  const metrics: Metrics = {
    ...challengerMetrics(played),
    ...reasonerMetrics(played),
    ...optimMetrics(played.update),
    'optim/staleness': played.staleness,
    ...tokenMetrics(played),
  }
  for (const [name, value] of Object.entries(metrics)) if (!Number.isFinite(value)) delete metrics[name]
  return metrics
}

function challengerMetrics({ posed, answered, credit, checksContamination, earlier }: Played): Metrics {
  const attempts = posed.flatMap((document) => document.attempts)
  const parsed = attempts.filter(({ task }) => task !== null)
  const group = posed.flatMap((document) => document.group)
  const tasks = answered.flatMap((document) => document.tasks)
  const audits = [
    ...attempts.filter(({ auditAgrees, reason }) => auditAgrees !== null && reason !== null),
    ...tasks.filter(({ auditAgrees }) => auditAgrees !== null),
  ]
  const metrics: Metrics = {
    'challenger/attempts': attempts.length,
    'challenger/attempts_per_document': attempts.length / posed.length,
    'challenger/valid_rate': share(attempts, ({ reason }) => reason === null),
    'challenger/group_valid_rate': share(group, ({ reason }) => reason === null),
    'challenger/documents_without_task': posed.filter(({ group: kept }) => kept.length === 0).length,
    'challenger/tasks': tasks.length,
    'challenger/mcq_share': share(tasks, ({ task }) => task.format === 'mcq'),
    'challenger/selector_fallback_rate': share(posed, ({ selectorFallback }) => selectorFallback),
    'challenger/wrong_key_rate': share(audits, ({ auditAgrees }) => auditAgrees === false),
    ...duplicateMetrics(
      tasks.map(({ task }) => questionFingerprint(task)),
      earlier,
    ),
    ...rewardMetrics('challenger', credit.challenger),
    ...lengthMetrics(
      'challenger',
      attempts.map(({ trajectory }) => trajectory),
    ),
  }
  metrics['challenger/valid_reward_mean'] = mean(
    answered.flatMap(({ tasks: own }, d) =>
      own.map(({ challenge }) => credit.challenger.rewards[d]?.[challenge] ?? 0),
    ),
  )
  for (const type of ['choice', ...ANSWER_TYPES] as const)
    metrics[`challenger/request/${type}`] = share(posed, ({ request }) => request.answerType === type)
  for (const reason of INVALID_REASONS)
    metrics[`challenger/invalid/${reason}`] = share(attempts, (attempt) => attempt.reason === reason)
  const measured: Readonly<Partial<Record<CheckReason, boolean>>> = {
    contaminated: checksContamination,
    'audit-disagrees': attempts.some(({ auditAgrees }) => auditAgrees !== null),
  }
  for (const check of CHECK_REASONS)
    if (measured[check] !== false)
      metrics[`challenger/check/${check}`] = share(parsed, ({ failedChecks }) => failedChecks.includes(check))
  return metrics
}

function duplicateMetrics(fingerprints: readonly string[], earlier: ReadonlySet<string>): Metrics {
  return {
    'challenger/duplicate_rate': share(fingerprints, (fingerprint) => earlier.has(fingerprint)),
    'challenger/distinct_share': new Set(fingerprints).size / fingerprints.length,
  }
}

function reasonerMetrics({ answered, credit, answersPerTask }: Played): Metrics {
  const tasks = answered.flatMap((document) => document.tasks)
  const answers = tasks.flatMap((task) => task.answers)
  const chosen = answered.flatMap((document) => document.tasks[document.chosen] ?? [])
  const correct = tasks.map(({ outcomes }) => outcomes.filter(Boolean).length)
  const metrics: Metrics = {
    'reasoner/pass_rate': mean(tasks.flatMap(({ outcomes }) => outcomes.map(Number))),
    'reasoner/pass_rate_chosen': mean(chosen.flatMap(({ outcomes }) => outcomes.map(Number))),
    'reasoner/pass_rate_mcq': mean(
      tasks.filter(({ task }) => task.format === 'mcq').flatMap(({ outcomes }) => outcomes.map(Number)),
    ),
    ...rewardMetrics('reasoner', credit.reasoner),
    ...lengthMetrics(
      'reasoner',
      answers.map(({ trajectory }) => trajectory),
    ),
  }
  for (let k = 0; k <= answersPerTask; k++)
    metrics[`reasoner/pass_histogram/${k}_of_${answersPerTask}`] = share(correct, (count) => count === k)
  for (const outcome of VERDICTS)
    metrics[`reasoner/verdict/${outcome}`] = share(answers, ({ verdict }) => verdict.outcome === outcome)
  return metrics
}

function rewardMetrics(role: string, { rewards, advantages }: RoleCredit): Metrics {
  const all = rewards.flat()
  const groups = advantages.filter((group) => group.length > 0)
  const centre = mean(all)
  return {
    [`${role}/reward_mean`]: centre,
    [`${role}/reward_std`]: Math.sqrt(mean(all.map((reward) => (reward - centre) ** 2))),
    [`${role}/zero_advantage_groups`]: share(groups, (group) => group.every((advantage) => advantage === 0)),
  }
}

/** Lengths, truncation, and the entropy of the sampling policy estimated from the tokens that it drew. */
function lengthMetrics(role: string, trajectories: readonly Trajectory[]): Metrics {
  const lengths = trajectories.map(({ completion }) => completion.tokens.length)
  let surprise = 0
  for (const { completion } of trajectories)
    for (let t = 0; t < completion.logprobs.length; t++) surprise -= completion.logprobs[t] as number
  return {
    [`${role}/tokens_mean`]: mean(lengths),
    [`${role}/tokens_max`]: lengths.reduce((most, length) => Math.max(most, length), 0),
    [`${role}/truncated_rate`]: share(trajectories, ({ completion }) => completion.stopReason === 'length'),
    [`${role}/entropy`]: surprise / total(lengths),
  }
}

function optimMetrics(update: Update): Metrics {
  return {
    'optim/steps': update.steps,
    'optim/lr': update.learningRate,
    'optim/loss': update.loss,
    'optim/grad_norm': update.gradNorm,
    'optim/kl': update.kl,
    'optim/clip_fraction': update.clipFraction,
    'optim/entropy': update.entropy,
    'optim/trajectories': update.trajectories,
    'optim/trained_trajectories': update.trained,
    'optim/sampler_mismatch': update.mismatch.mean,
    'optim/sampler_mismatch_max': update.mismatch.max,
    'optim/sampler_kl': update.mismatch.kl,
    'optim/importance_ratio': update.mismatch.ratio,
    'optim/effective_share': update.mismatch.effectiveShare,
    'optim/capped_fraction': update.mismatch.capped,
  }
}

function tokenMetrics({ generated, update, seconds }: Played): Metrics {
  const all = total(Object.values(generated))
  const generating = seconds.select + seconds.pose + seconds.answer + seconds.audit
  const metrics: Metrics = {
    'tokens/selector': generated.select,
    'tokens/challenger': generated.pose,
    'tokens/reasoner': generated.answer,
    'tokens/audit': generated.audit,
    'tokens/generated': all,
    'tokens/trained': update.tokens,
    'tokens/generated_per_second': all / generating,
    'tokens/trained_per_second': update.tokens / seconds.update,
    'time/iteration': total(Object.values(seconds)),
  }
  for (const [phase, spent] of Object.entries(seconds)) metrics[`time/${phase}`] = spent
  return metrics
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** NaN for no values: left out of the record. */
function mean(values: readonly number[]): number {
  return total(values) / values.length
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length / items.length
}
