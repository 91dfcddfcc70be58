import { type AnswerForm, type DetailedVerdict, type ExtractionMode, verify } from '../verify/index.js'
import { ANSWER_TYPES, type GoldType } from '../words.js'

export const JUDGED_TYPES: readonly GoldType[] = ['choice', ...ANSWER_TYPES]
export const JUDGED_FORMS: readonly AnswerForm[] = ['equivalent', 'worked-out']

/** How pairs are judged that do not say so themselves. */
export interface JudgeDefaults {
  /** Undefined: inferred from the gold. */
  readonly type?: GoldType | undefined
  readonly mode: ExtractionMode
  readonly form: AnswerForm
  readonly decimals?: number | undefined
}

/** One gold answer and the text that is to give it. */
export interface Pair extends JudgeDefaults {
  readonly gold: string
  readonly prediction: string
  /** Texts of a choice's options, without letters, in order. */
  readonly options?: readonly string[] | undefined
}

/** The verdict on one pair; never throws, for `verify` does not. */
export function judgePair({ gold, prediction, type, options, mode, form, decimals }: Pair): DetailedVerdict {
  const answer = {
    value: gold,
    ...(type === undefined ? {} : { type }),
    ...(options === undefined ? {} : { options }),
  }
  return verify(answer, prediction, { mode, form, ...(decimals === undefined ? {} : { decimals }) })
}
