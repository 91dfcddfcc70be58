import { SpiceError } from '../errors.js'
import type { GoldType } from '../words.js'
import {
  type AnsweredQuestion,
  type Answerer,
  type AnswerOptions,
  answerQuestions,
} from './answer-questions.js'
import type { AnswerJudge } from './judge-answers.js'
import type { EvalSet } from './question.js'
import { secondOpinion } from './second-opinion.js'
import { type Estimate, estimate, type Interval, passAtK, studentT975, wilsonInterval } from './statistics.js'

export type EvaluateOptions = AnswerOptions &
  Answerer & {
    readonly set: EvalSet
    /** Hears every question with its answers; they are not kept. */
    readonly onQuestion?: (question: AnsweredQuestion) => void
    /** Asked about the answers that the verifier did not match. */
    readonly judge?: AnswerJudge | undefined
  }

export interface EvalResult {
  readonly set: string
  readonly samples: number
  readonly temperature: number
  /** Share of matching answers; with k samples this is avg@k. Error clustered by question. */
  readonly accuracy: number
  readonly standardError: number
  /** 95 %: Wilson's for one answer a question, else Student's t over questions, cut to [0, 1]. */
  readonly interval: Interval
  /** pass@1, pass@2, pass@4, … up to the number of samples, by k. */
  readonly passAtK: Readonly<Record<number, Estimate>>
  readonly perType: Readonly<Partial<Record<GoldType, Estimate>>>
  /** Shares of all answers. */
  readonly unparsableShare: number
  readonly undecidedShare: number
  readonly truncatedShare: number
  readonly workedShare: number
  /** Accuracy within a style; null where no answer has it. */
  readonly accuracyWorked: number | null
  readonly accuracyDirect: number | null
  readonly meanTokens: number
  /** With a judge that didn't fail: the share that matched or that it held to mean the same. A second opinion, never the accuracy. */
  readonly judgedAccuracy?: Estimate
  /** What the judge was asked, and how often it agreed with an answer that did not match. */
  readonly judge?: JudgeReport
  /** Per question, in order: what paired comparison needs. */
  readonly questions: readonly QuestionScore[]
}

export interface JudgeReport {
  readonly name: string
  readonly asked: number
  readonly agreed: number
  /** Replies that said neither, or none where it failed. */
  readonly unread: number
  /** Why it was asked no more. */
  readonly failure?: string
}

export interface QuestionScore {
  readonly id: string
  readonly answerType: GoldType
  readonly correct: number
}

/**
 * Asks a set zero-shot with the training templates and scores the answers by rules (method notes, section 7).
 * Throws SpiceError('config') for settings that cannot be, the signal's reason if aborted.
 */
export async function evaluate(options: EvaluateOptions): Promise<EvalResult> {
  const { set, samples, temperature } = options
  checkOptions(options)
  const tally = { answers: 0, match: 0, unparsable: 0, undecided: 0, truncated: 0, worked: 0, tokens: 0 }
  let workedAndRight = 0
  const questions: QuestionScore[] = []
  const opinion = options.judge && secondOpinion(options.judge, options)
  for await (const question of answerQuestions(options, set.questions, options)) {
    let correct = 0
    for (const { verdict, worked, truncated, tokens } of question.answers) {
      tally.answers++
      tally.tokens += tokens
      if (truncated) tally.truncated++
      if (worked) tally.worked++
      if (verdict.outcome === 'unparsable') tally.unparsable++
      if (verdict.outcome === 'undecided' || verdict.outcome === 'timeout') tally.undecided++
      if (verdict.outcome !== 'match') continue
      correct++
      if (worked) workedAndRight++
    }
    tally.match += correct
    questions.push({ id: question.id, answerType: question.answerType, correct })
    options.onQuestion?.(question)
    await opinion?.hear(question)
  }
  const share = (count: number): number => count / tally.answers
  const direct = tally.answers - tally.worked
  const { mean: accuracy, standardError } = estimateOf(questions, samples)
  const judged = await opinion?.report()
  return {
    set: set.name,
    samples,
    temperature,
    accuracy,
    standardError,
    interval: intervalOf(questions, samples),
    passAtK: passes(questions, samples),
    perType: byType(questions, samples),
    unparsableShare: share(tally.unparsable),
    undecidedShare: share(tally.undecided),
    truncatedShare: share(tally.truncated),
    workedShare: share(tally.worked),
    accuracyWorked: tally.worked > 0 ? workedAndRight / tally.worked : null,
    accuracyDirect: direct > 0 ? (tally.match - workedAndRight) / direct : null,
    meanTokens: share(tally.tokens),
    ...(judged?.report.failure === undefined &&
      judged && {
        judgedAccuracy: estimate(
          questions.map(({ correct }, i) => (correct + (judged.agreedOf[i] ?? 0)) / samples),
        ),
      }),
    ...(judged && { judge: judged.report }),
    questions,
  }
}

function checkOptions({ set, samples, temperature, maxTokens }: EvaluateOptions): void {
  if (set.questions.length === 0) throw new SpiceError('input', `evaluation set ${set.name} has no questions`)
  if (!Number.isInteger(samples) || samples < 1)
    throw new SpiceError('config', `evaluation of ${samples} samples: at least 1 is needed`)
  if (!Number.isInteger(maxTokens) || maxTokens < 1)
    throw new SpiceError('config', `evaluation with ${maxTokens} tokens: at least 1 is needed`)
  if (samples > 1 && temperature === 0)
    throw new SpiceError('config', `evaluation of ${samples} samples at temperature 0: all would be equal`, {
      hint: 'set evaluation.temperature above 0, or evaluation.samples to 1',
    })
}

function estimateOf(questions: readonly QuestionScore[], samples: number): Estimate {
  return estimate(questions.map(({ correct }) => correct / samples))
}

function intervalOf(questions: readonly QuestionScore[], samples: number): Interval {
  const { mean, standardError, n } = estimateOf(questions, samples)
  if (samples === 1) return wilsonInterval(Math.round(mean * n), n)
  if (n === 1) return { low: 0, high: 1 }
  const half = studentT975(n - 1) * standardError
  return { low: Math.max(0, mean - half), high: Math.min(1, mean + half) }
}

function passes(questions: readonly QuestionScore[], samples: number): Record<number, Estimate> {
  const result: Record<number, Estimate> = {}
  for (let k = 1; k <= samples; k = k < samples ? Math.min(2 * k, samples) : samples + 1)
    result[k] = estimate(questions.map(({ correct }) => passAtK(samples, correct, k)))
  return result
}

function byType(questions: readonly QuestionScore[], samples: number): Partial<Record<GoldType, Estimate>> {
  const types = [...new Set(questions.map(({ answerType }) => answerType))].sort()
  return Object.fromEntries(
    types.map((type) => [
      type,
      estimateOf(
        questions.filter(({ answerType }) => answerType === type),
        samples,
      ),
    ]),
  )
}
