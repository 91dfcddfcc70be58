import type { Config } from '../config/index.js'
import type { AnsweredDocument } from './answer.js'
import type { Credit, Role } from './assign-credit.js'
import type { ChallengeRecord, DocumentRecord, IterationRecord } from './iteration-record.js'
import { iterationMetrics, type Played } from './metrics.js'
import type { Attempt, Posed } from './pose.js'

/** All that an iteration did, as plain data. */
export function iterationRecord({
  config,
  iteration,
  ...played
}: Omit<Played, 'answersPerTask'> & {
  readonly config: Config
  readonly iteration: number
}): IterationRecord {
  const { posed, answered, credit, seconds } = played
  const learns = {
    challenger: config.challenger.policy === 'learning',
    reasoner: config.reasoner.policy === 'learning',
  }
  return {
    iteration,
    documents: posed.map((one, d) => documentRecord(one, answered, credit, d, learns)),
    metrics: iterationMetrics({ ...played, answersPerTask: config.answersPerTask }),
    seconds,
  }
}

/** One document of the iteration. */
function documentRecord(
  posed: Posed,
  documents: readonly AnsweredDocument[],
  credit: Credit,
  d: number,
  learns: Readonly<Record<Role, boolean>>,
): DocumentRecord {
  const reasons: Record<string, number> = {}
  for (const { reason } of posed.attempts) if (reason !== null) reasons[reason] = (reasons[reason] ?? 0) + 1
  return {
    document: posed.document,
    request: posed.request,
    selectorText: posed.selectorText,
    selectorFallback: posed.selectorFallback,
    attempts: posed.attempts.length,
    validAttempts: posed.attempts.filter(({ reason }) => reason === null).length,
    reasons,
    challenges: posed.group.map((attempt, g) =>
      challengeRecord(attempt, g, documents[d] as AnsweredDocument, credit, d, learns),
    ),
  }
}

function challengeRecord(
  attempt: Attempt,
  g: number,
  { tasks, chosen }: AnsweredDocument,
  credit: Credit,
  d: number,
  learns: Readonly<Record<Role, boolean>>,
): ChallengeRecord {
  const position = tasks.findIndex(({ challenge }) => challenge === g)
  const answered = tasks[position]
  const isChosen = position >= 0 && position === chosen
  const outcomes = answered?.outcomes ?? []
  const advantage = credit.challenger.advantages[d]?.[g] ?? 0
  return {
    text: attempt.trajectory.text,
    tokens: attempt.trajectory.completion.tokens.length,
    valid: attempt.reason === null,
    reason: attempt.reason,
    task: answered?.task ?? attempt.task,
    failedChecks: attempt.failedChecks,
    auditAgrees: answered?.auditAgrees ?? attempt.auditAgrees,
    answers: (answered?.answers ?? []).map(({ trajectory, verdict }, k) => {
      const answerAdvantage = isChosen ? (credit.reasoner.advantages[d]?.[k] ?? 0) : null
      return {
        text: trajectory.text,
        tokens: trajectory.completion.tokens.length,
        verdict,
        reward: outcomes[k] === true ? 1 : 0,
        advantage: answerAdvantage,
        trained: learns.reasoner && answerAdvantage !== null && answerAdvantage !== 0,
      }
    }),
    outcomes,
    passRate: outcomes.length === 0 ? null : outcomes.filter(Boolean).length / outcomes.length,
    reward: credit.challenger.rewards[d]?.[g] ?? 0,
    advantage,
    chosen: isChosen,
    trained: learns.challenger && advantage !== 0,
  }
}
