import { z } from 'zod'

/**
 * A set of prompt templates is data: `compact`, `paper`, or a YAML file of this shape. Slots are written `{{name}}`
 * and filled in one pass, so text that is put into a slot is never itself searched for slots.
 */

const prompt = z.string().min(1).max(40_000)

/** Slots: document. `withoutDocument` serves the no-corpus control. */
const selector = z.strictObject({
  prompt,
  withoutDocument: prompt,
  /** `type-token`: the text begins with `<mcq>`, `<integer>`, …; `json`: an object with the paper's fields. */
  reads: z.enum(['type-token', 'json']),
})

/** Where the parts of a task stand in a Challenger's JSON object. */
const fields = z.strictObject({
  question: z.string(),
  answer: z.string(),
  /** Must repeat the requested type, if the template asks for it. */
  answerType: z.string().optional(),
  quotes: z.string().optional(),
})

/** Slots: document, answerType, answerRules. */
const challenger = z.strictObject({
  prompt,
  withoutDocument: prompt,
  /** `marked`: question, `marker`, answer; `json`: the last balanced object, read by `fields`. */
  reads: z.discriminatedUnion('as', [
    z.strictObject({ as: z.literal('marked'), marker: z.string().min(1) }),
    z.strictObject({ as: z.literal('json'), fields }),
  ]),
})

export const templateSetSchema = z.strictObject({
  name: z.string().min(1),
  /**
   * What goes around a prompt. `none`: nothing; `chat`: the model's chat template; `plain`: `plainWrapper`; `auto`: the
   * chat template if the model has one, else `plainWrapper`.
   */
  wrapper: z.enum(['none', 'chat', 'plain', 'auto']),
  /** System turn of the chat template; empty leaves it out. */
  system: z.string().max(4000).default(''),
  /**
   * For chat templates that ask whether the model thinks first (Qwen3): `false` gives it an empty thought to go on from.
   * Null says nothing, which is right for base models: they have learnt no such switch.
   */
  enableThinking: z.boolean().nullable().default(null),
  /** Slots: prompt. */
  plainWrapper: prompt.default('{{prompt}}'),
  /** Spellings that must each be one special token of the model. */
  specialTokens: z.array(z.string().min(1)).default([]),
  /** Generation also ends after any of these. */
  stopStrings: z.array(z.string().min(1)).default([]),
  selector,
  mcq: challenger,
  freeForm: challenger,
  /** How a gold answer of each type must be written; fills the slot answerRules. */
  answerRules: z.strictObject({
    integer: z.string(),
    float: z.string(),
    expression: z.string(),
    string: z.string(),
    boolean: z.string(),
    list: z.string(),
  }),
  /** Slots: question. */
  reasoner: z.strictObject({ prompt }),
  /** An open-book Reasoner. Slots: document, question. */
  auditor: z.strictObject({ prompt }),
  /** Where the Reasoner's final answer stands. */
  finalAnswer: z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('boxed') }),
    z.strictObject({ mode: z.literal('anchored'), anchor: z.string().min(1) }),
  ]),
})

export type TemplateSet = z.output<typeof templateSetSchema>
export type ChallengerTemplate = TemplateSet['mcq']
