import type { GoldType, Verdict } from '../words.js'
import { boolean } from './boolean.js'
import { choice } from './choice.js'
import { expression } from './expression.js'
import { type ExtractionMode, extractAnswer } from './extract.js'
import { float } from './float.js'
import { integer } from './integer.js'
import { type AnswerKind, MAX_ANSWER_LENGTH } from './judgement.js'
import { list } from './list.js'
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

/** The reference answer of a task. */
export interface Gold {
  readonly type: GoldType
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
}

/**
 * Does `text`, a Reasoner's whole output, give the gold answer (method notes, section 6)? Pure, never throws, and
 * its work is bounded whatever the strings hold. `undecided` means that the rules can't tell, and scores 0.
 */
export function verify(gold: Gold, text: string, options: VerifyOptions): Verdict {
  const extraction = extractAnswer(text, options.mode, options.anchor)
  if (!extraction.found) return { outcome: 'unparsable', rule: extraction.rule, extracted: null }
  const extracted = extraction.answer
  if (gold.value.length > MAX_ANSWER_LENGTH) return { outcome: 'undecided', rule: 'gold/too-long', extracted }
  const judgement = KINDS[gold.type].compare(gold.value, extracted, {
    options: (gold.options ?? []).map((option) => option.slice(0, MAX_ANSWER_LENGTH)),
    decimals: options.decimals,
  })
  return { ...judgement, extracted }
}

/** Is `value` a well-formed gold answer of its type? Challenges whose gold is not are invalid. */
export function conforms(type: GoldType, value: string): boolean {
  return value.length <= MAX_ANSWER_LENGTH && KINDS[type].conforms(value)
}
