import type { GoldType, Verdict } from '../words.js'
import { boolean } from './boolean.js'
import { choice } from './choice.js'
import { expression } from './expression.js'
import { type ExtractionMode, extractAnswer } from './extract.js'
import { float } from './float.js'
import { inferType } from './infer-type.js'
import { integer } from './integer.js'
import {
  type AnswerForm,
  type AnswerKind,
  type Judgement,
  MAX_ANSWER_LENGTH,
  undecided,
} from './judgement.js'
import { list } from './list.js'
import { Budget, BudgetSpent } from './math/budget.js'
import { type Normalisation, normaliseMaths, normaliseWords } from './normalise.js'
import { refusal } from './refused.js'
import { string } from './string.js'

const KINDS: Readonly<Record<GoldType, AnswerKind>> = {
  choice,
  integer,
  float,
  expression,
  string,
  boolean,
  list,
}
const OF_WORDS: ReadonlySet<GoldType> = new Set(['choice', 'string', 'boolean'])
/** About this many microseconds at most for one pair, on a machine of today. */
const DEFAULT_STEPS = 20_000

/** The reference answer of a task. */
export interface Gold {
  /** Inferred from the value if it is not given. */
  readonly type?: GoldType
  /**
   * The answer. Without a type, in the modes `auto` and `lenient`, it may also be a text that gives the answer, such as
   * a whole solution: it is found there as it is in the Reasoner's.
   */
  readonly value: string
  /** Texts of a choice's options without letters, in order; lets an answer give the text alone. */
  readonly options?: readonly string[]
}

export interface VerifyOptions {
  readonly mode: ExtractionMode
  /** What announces the answer in the prompt's template, such as `<ans>`; the whole rest of the text follows it. */
  readonly anchor?: string
  /** Decimal places asked for (floats); default: 1e-6 of the gold, relative. */
  readonly decimals?: number
  /** `worked-out` refuses answers that are less worked out than the gold, for rewards. Default `equivalent`. */
  readonly form?: AnswerForm
  /** Steps that comparing one pair may take, each about a microsecond; default 20,000. */
  readonly steps?: number
}

/** A verdict that explains itself. */
export interface DetailedVerdict extends Verdict {
  /** The type that was compared. */
  readonly type: GoldType
  /** The gold stated no type. */
  readonly inferred: boolean
  /** What was normalised in the answer before it was compared. */
  readonly normalised: readonly Normalisation[]
  /** Canonical forms of both sides; null where a side wasn't read. */
  readonly goldForm: string | null
  readonly answerForm: string | null
}

/**
 * Does `text`, a Reasoner's whole output, give the gold answer (method notes, section 6)? Pure, never throws, and
 * its work is bounded whatever the strings hold. `undecided` means that the rules can't tell, and scores 0; if that is
 * because the work was too much, the rule is `budget/<limit>`.
 */
export function verify(gold: Gold, text: string, options: VerifyOptions): DetailedVerdict {
  const value = gold.type === undefined ? goldIn(gold.value, options.mode) : gold.value
  const type = gold.type ?? inferType(value)
  const about = { type, inferred: gold.type === undefined }
  const extraction = extractAnswer(text, options.mode, options.anchor)
  const normalise = OF_WORDS.has(type) ? normaliseWords : normaliseMaths
  const unread = { ...about, normalised: [], goldForm: null, answerForm: null }
  if (!extraction.found) return { outcome: 'unparsable', rule: extraction.rule, extracted: null, ...unread }
  const extracted = extraction.answer
  if (value.length > MAX_ANSWER_LENGTH)
    return { outcome: 'undecided', rule: 'gold/too-long', extracted, ...unread }
  const answer = normalise(extracted)
  // Words may say anything in an answer that is words, as an option's text may.
  const free =
    type === 'string' || type === 'boolean' || (type === 'choice' && (gold.options ?? []).length > 0)
  const found = refusal(answer.text)
  const refused = free && found !== 'answer/unseen' ? undefined : found
  // The same words in the gold are part of what is asked.
  if (refused !== undefined && refusal(value) !== refused)
    return { outcome: 'unparsable', rule: refused, extracted, ...unread, normalised: answer.changed }
  const judgement = bounded(() =>
    KINDS[type].compare(normalise(value).text, answer.text, {
      options: (gold.options ?? []).map((option) => option.slice(0, MAX_ANSWER_LENGTH)),
      decimals: options.decimals,
      form: options.form ?? 'equivalent',
      budget: new Budget(options.steps ?? DEFAULT_STEPS),
    }),
  )
  return {
    outcome: judgement.outcome,
    rule: judgement.rule,
    extracted,
    ...about,
    normalised: answer.changed,
    goldForm: judgement.goldForm ?? null,
    answerForm: judgement.answerForm ?? null,
  }
}

/** The answer that a gold without type gives. */
function goldIn(value: string, mode: ExtractionMode): string {
  if (mode !== 'auto' && mode !== 'lenient') return value
  const found = extractAnswer(value, mode)
  return found.found ? found.answer : value
}

function bounded(compare: () => Judgement): Judgement {
  try {
    return compare()
  } catch (error) {
    if (error instanceof BudgetSpent) return undecided(`budget/${error.limit}`)
    // The engine's own limits on recursion and on the size of integers, should ours ever lie beyond them.
    if (error instanceof RangeError) return undecided('budget/depth')
    throw error
  }
}

/** Is `value` a well-formed gold answer of its type? Challenges whose gold is not are invalid. */
export function conforms(type: GoldType, value: string): boolean {
  return value.length <= MAX_ANSWER_LENGTH && KINDS[type].conforms(value)
}
