import type { Engine, Sampler } from '../engines/engine.js'
import { createRoles, type TemplateSet } from '../roles/index.js'
import type { Tokenizer } from '../tokenizer/index.js'
import { extractAnswer, verify } from '../verify/index.js'
import type { GoldType, Verdict } from '../words.js'
import { present } from './present.js'
import type { EvalQuestion } from './question.js'

/** Who answers: an engine's current weights, or a snapshot. */
export type Answerer =
  | { readonly engine: Engine }
  | { readonly sampler: Sampler; readonly tokenizer: Tokenizer }

export interface AnswerOptions {
  readonly templates: TemplateSet
  /** Answers per question. */
  readonly samples: number
  /** 0 is greedy. */
  readonly temperature: number
  readonly topP?: number
  readonly maxTokens: number
  readonly seed: number
  /** Answers asked for at a time (default 512): bounds memory, changes no answer. */
  readonly answersPerCall?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (done: { readonly questions: number; readonly of: number }) => void
}

export interface EvalAnswer {
  readonly text: string
  readonly tokens: number
  readonly verdict: Verdict
  /** There is work before the final answer. */
  readonly worked: boolean
  /** The generation budget ended it. */
  readonly truncated: boolean
}

export interface AnsweredQuestion {
  readonly id: string
  readonly answerType: GoldType
  readonly prompt: string
  readonly gold: string
  readonly answers: readonly EvalAnswer[]
}

/** Text before a box that is shorter only announces it: "The answer is \boxed{5}" is a direct answer. */
const LEAST_WORK_BEFORE_BOX = 40

/**
 * Asks the questions in order and verifies the answers. An answer depends on the seed and its question's place in
 * the list, not on the chunks; two models asked with one seed share their random numbers.
 */
export async function* answerQuestions(
  answerer: Answerer,
  questions: readonly EvalQuestion[],
  options: AnswerOptions,
): AsyncGenerator<AnsweredQuestion> {
  const sampler = 'engine' in answerer ? await answerer.engine.sampler() : answerer.sampler
  const tokenizer = 'engine' in answerer ? answerer.engine.tokenizer : answerer.tokenizer
  const { templates, samples, seed, signal } = options
  const { prompts } = sampler
  const roles = createRoles({ templates, tokenizer, grounding: 'document', prompts })
  const separator = templates.wrapper === 'none' ? ' ' : '\n'
  const chunk = Math.max(1, Math.floor((options.answersPerCall ?? 512) / samples))

  const judge = (text: string, question: EvalQuestion, gold: ReturnType<typeof present>['gold']) => {
    const { decimals, workedOut = false } = question
    const form = workedOut ? 'worked-out' : 'equivalent'
    const where = { ...roles.finalAnswer, form, ...(decimals === undefined ? {} : { decimals }) } as const
    const found = extractAnswer(text, where.mode, 'anchor' in where ? where.anchor : undefined)
    const work = found.found ? text.slice(0, found.begin).trim().length : 0
    return {
      verdict: verify(gold, text, where),
      worked: work >= (where.mode === 'boxed' ? LEAST_WORK_BEFORE_BOX : 1),
    }
  }

  for (let start = 0; start < questions.length; start += chunk) {
    signal?.throwIfAborted()
    const part = questions.slice(start, start + chunk)
    const presented = part.map((question, i) => present(question, { seed, index: start + i, separator }))
    const completions = await sampler.sample(
      presented.map(({ text }) => roles.reasonerPrompt(text)),
      {
        n: samples,
        maxTokens: options.maxTokens,
        temperature: options.temperature,
        topP: options.topP ?? 1,
        topK: 0,
        stopTokens: roles.stopTokens,
        stopStrings: roles.stopStrings,
        key: { seed, iteration: 0, purpose: 'evaluation' },
        indices: part.map((_, i) => (start + i) * samples),
      },
      signal ? { signal } : {},
    )
    for (const [i, question] of part.entries()) {
      const { text: prompt, gold } = presented[i] as ReturnType<typeof present>
      const answers = (completions[i] ?? []).map((completion): EvalAnswer => {
        const text = roles.text(completion)
        return {
          text,
          tokens: completion.tokens.length,
          ...judge(text, question, gold),
          truncated: completion.stopReason === 'length',
        }
      })
      yield { id: question.id, answerType: question.answerType, prompt, gold: gold.value, answers }
    }
    options.onProgress?.({ questions: start + part.length, of: questions.length })
  }
}
