import { SpiceError } from '../errors.js'
import type { Tokenizer } from '../tokenizer/index.js'
import type { Completion, Document, Task, TaskRequest } from '../words.js'
import { type ChallengeText, type ParsedChallenge, parseChallenge } from './parse-challenge.js'
import { parseSelector } from './parse-selector.js'
import { fill, wrapperOf } from './render.js'
import { stopTokensOf } from './stop-tokens.js'
import type { TemplateSet } from './templates/template-set.js'
import { stripSpecialTokens } from './untrusted-text.js'

/** Both roles for one model: prompts in, tasks out. Pure; prompts are token ids ready for a sampler. */
export interface Roles {
  selectorPrompt(document: Document): Int32Array
  parseSelector(text: string): TaskRequest | null
  challengerPrompt(document: Document, request: TaskRequest): Int32Array
  parseChallenge(challenge: ChallengeText, request: TaskRequest): ParsedChallenge
  /** Also what evaluation asks with: the training template. */
  reasonerPrompt(question: string): Int32Array
  auditorPrompt(document: Document, question: string): Int32Array
  /** Where `verify` finds the Reasoner's final answer. */
  readonly finalAnswer: TemplateSet['finalAnswer']
  readonly stopTokens: readonly number[]
  readonly stopStrings: readonly string[]
  /** A completion's text without the stop token that ended it. */
  text(completion: Pick<Completion, 'tokens' | 'stopReason' | 'text'>): string
}

export interface RolesOptions {
  readonly templates: TemplateSet
  readonly tokenizer: Tokenizer
  /** `none`: prompts that show no document (the no-corpus control). */
  readonly grounding: 'document' | 'none'
  /** `bare`: prompts without the wrapper of the template set, for an endpoint that puts its own turns around them. */
  readonly prompts?: 'rendered' | 'bare' | undefined
}

/** Throws SpiceError ('config' or 'model') if the model can't speak this template set. */
export function createRoles({ templates, tokenizer, grounding, prompts }: RolesOptions): Roles {
  const stopTokens = stopTokensOf(templates, tokenizer)
  requireTokens(templates, tokenizer, stopTokens)
  const wrap = wrapperOf(prompts === 'bare' ? { ...templates, wrapper: 'none' } : templates, tokenizer)
  const clean = (text: string) => stripSpecialTokens(text, tokenizer.specialTokens)
  const render = (template: string, slots: Record<string, string>) =>
    tokenizer.encode(wrap(fill(template, slots)))
  const grounded = grounding === 'document'
  const challenger = (request: TaskRequest) => (request.format === 'mcq' ? templates.mcq : templates.freeForm)
  return {
    selectorPrompt: (document) =>
      grounded
        ? render(templates.selector.prompt, { document: clean(document.text) })
        : render(templates.selector.withoutDocument, {}),
    parseSelector: (text) => parseSelector(text, templates.selector.reads),
    challengerPrompt(document, request) {
      const template = challenger(request)
      const { answerType } = request
      const answerRules = answerType === 'choice' ? '' : templates.answerRules[answerType]
      return grounded
        ? render(template.prompt, { document: clean(document.text), answerType, answerRules })
        : render(template.withoutDocument, { answerType, answerRules })
    },
    parseChallenge: (challenge, request) =>
      parseChallenge(challenge, request, challenger(request).reads, tokenizer.specialTokens),
    reasonerPrompt: (question) => render(templates.reasoner.prompt, { question: clean(question) }),
    auditorPrompt: (document, question) =>
      render(templates.auditor.prompt, { document: clean(document.text), question: clean(question) }),
    finalAnswer: templates.finalAnswer,
    stopTokens,
    stopStrings: templates.stopStrings,
    text({ tokens, stopReason, text }) {
      if (text !== undefined) return text
      const last = tokens.at(-1)
      const stopped = stopReason === 'stop' && last !== undefined && stopTokens.includes(last)
      return tokenizer.decode(stopped ? tokens.subarray(0, -1) : tokens)
    },
  }
}

/** The gold answer of a task as `verify` takes it. */
export function goldOf(task: Task): { type: Task['answerType']; value: string; options: readonly string[] } {
  return { type: task.answerType, value: task.gold, options: task.options }
}

function requireTokens(templates: TemplateSet, tokenizer: Tokenizer, stopTokens: readonly number[]): void {
  const missing = templates.specialTokens.find((token) => !tokenizer.specialTokens.includes(token))
  if (missing !== undefined)
    throw new SpiceError(
      'config',
      `templates: "${templates.name}" is written with the special token ${missing}, which this model does not have`,
      { hint: 'Use --set templates=paper (or your own template file) with this model.' },
    )
  if (stopTokens.length === 0)
    throw new SpiceError('model', 'tokenizer: no token ends a generation', {
      hint: 'Name eos_token_id in the generation_config.json or config.json of the model.',
    })
}
