import type { AnsweredQuestion } from './answer-questions.js'
import type { JudgeReport } from './evaluate.js'
import { type AnswerJudge, type Disputed, judgeAnswers } from './judge-answers.js'

/** Answers that are put to the judge at a time: bounds what is kept. */
const PART = 256

export interface SecondOpinion {
  /** Questions in order. */
  hear(question: AnsweredQuestion): Promise<void>
  report(): Promise<{
    readonly report: JudgeReport
    /** By place of the question: its answers that did not match and that the judge agreed with. */
    readonly agreedOf: readonly number[]
  }>
}

/**
 * Collects what did not match and asks the judge. One that fails is asked no more: a measurement is not lost for a second
 * opinion. An abort passes on.
 */
export function secondOpinion(
  judge: AnswerJudge,
  options: { readonly seed: number; readonly signal?: AbortSignal | undefined },
): SecondOpinion {
  const agreedOf: number[] = []
  let waiting: { readonly place: number; readonly disputed: Disputed }[] = []
  let asked = 0
  let unread = 0
  let failure: string | undefined

  const ask = async (): Promise<void> => {
    const part = waiting
    waiting = []
    asked += part.length
    let judgements: (boolean | null)[] = []
    if (failure === undefined && part.length > 0)
      try {
        judgements = await judgeAnswers(
          judge,
          part.map(({ disputed }) => disputed),
          options,
        )
      } catch (error) {
        options.signal?.throwIfAborted()
        failure = error instanceof Error ? error.message : String(error)
      }
    for (const [i, { place }] of part.entries()) {
      const judgement = judgements[i] ?? null
      if (judgement === null) unread++
      else if (judgement) agreedOf[place] = (agreedOf[place] ?? 0) + 1
    }
  }
  return {
    async hear({ prompt, gold, answers }) {
      const place = agreedOf.push(0) - 1
      for (const { text, verdict } of answers) {
        const answer = (verdict.extracted ?? text).trim()
        if (verdict.outcome === 'match' || answer === '') continue
        waiting.push({ place, disputed: { question: prompt, gold, answer } })
      }
      if (waiting.length >= PART) await ask()
    },
    async report() {
      await ask()
      const agreed = agreedOf.reduce((sum, count) => sum + count, 0)
      const report = { name: judge.name, asked, agreed, unread, ...(failure !== undefined && { failure }) }
      return { report, agreedOf }
    },
  }
}
