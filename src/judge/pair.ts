import { type Gold, type VerifyOptions, verify } from '../verify/index.js'
import { ANSWER_TYPES, type GoldType, type Verdict } from '../words.js'

export const JUDGED_TYPES: readonly GoldType[] = ['choice', ...ANSWER_TYPES]
export const JUDGED_MODES = ['boxed', 'anchored', 'whole', 'auto', 'lenient'] as const
export const JUDGED_FORMS = ['equivalent', 'worked-out'] as const
export type JudgedMode = (typeof JUDGED_MODES)[number]
export type JudgedForm = (typeof JUDGED_FORMS)[number]

/** How pairs are judged that do not say so themselves. */
export interface JudgeDefaults {
  /** Undefined: inferred from the gold. */
  readonly type?: GoldType | undefined
  readonly mode: JudgedMode
  readonly form: JudgedForm
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
export function judgePair(pair: Pair): Verdict {
  const { type, options, decimals } = pair
  const gold = {
    value: pair.gold,
    type: type ?? 'expression',
    ...(options === undefined ? {} : { options }),
  } as Gold
  const how = {
    mode: pair.mode,
    form: pair.form,
    ...(decimals === undefined ? {} : { decimals }),
  } as VerifyOptions
  return verify(gold, pair.prediction, how)
}
