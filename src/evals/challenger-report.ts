import type { GoldType, Task } from '../words.js'
import { type Answerer, type AnswerOptions } from './answer-questions.js'
import { type EvalResult, evaluate } from './evaluate.js'
import { type Estimate, estimate } from './statistics.js'

/** Says whether a task's gold answer is true; null where it can't tell. For measurement only, never for training. */
export type TruthOracle = (task: Task) => boolean | null

export interface ChallengerReport {
  readonly tasks: number
  /** Different questions as a share of the tasks. */
  readonly distinctShare: number
  readonly mcqShare: number
  readonly typeShares: Readonly<Partial<Record<GoldType, number>>>
  /** Share of true golds among the tasks that the oracle judged; null without an oracle or judged tasks. */
  readonly truth: Estimate | null
  /** Share of the tasks that the oracle could judge. */
  readonly judgedShare: number
}

/** What a Challenger asks, and how much of it is true. Throws RangeError for no tasks. */
export function challengerReport(tasks: readonly Task[], oracle?: TruthOracle): ChallengerReport {
  if (tasks.length === 0) throw new RangeError('report on no tasks')
  const counts: Partial<Record<GoldType, number>> = {}
  for (const { answerType } of tasks) counts[answerType] = (counts[answerType] ?? 0) + 1
  const judged = oracle ? tasks.map(oracle).filter((truth): truth is boolean => truth !== null) : []
  return {
    tasks: tasks.length,
    distinctShare: new Set(tasks.map(({ question }) => question.trim().toLowerCase())).size / tasks.length,
    mcqShare: tasks.filter(({ format }) => format === 'mcq').length / tasks.length,
    typeShares: Object.fromEntries(Object.entries(counts).map(([type, n]) => [type, n / tasks.length])),
    truth: judged.length > 0 ? estimate(judged.map(Number)) : null,
    judgedShare: judged.length / tasks.length,
  }
}

/**
 * Pass rate of a Reasoner on fixed tasks, `k` answers each at temperature 1: the paper's two directions (its Figure
 * 3) are this with a frozen partner on either side.
 */
export function passRateOnTasks(
  answerer: Answerer,
  tasks: readonly Task[],
  k: number,
  options: Omit<AnswerOptions, 'samples' | 'temperature'> & {
    readonly temperature?: number
  },
): Promise<EvalResult> {
  // A task's question already shows its options; they are needed for reading answers, not for asking.
  return evaluate({
    ...answerer,
    ...options,
    samples: k,
    temperature: options.temperature ?? 1,
    set: {
      name: 'tasks',
      questions: tasks.map((task, i) => ({
        id: String(i),
        question: task.question,
        options: task.options,
        optionsShown: true,
        answerType: task.answerType,
        gold: task.gold,
      })),
    },
  })
}
