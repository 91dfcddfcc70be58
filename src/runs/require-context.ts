import type { Config, TemplateTokens } from '../config/index.js'
import { SpiceError } from '../errors.js'

type Sizes = Pick<
  Config,
  | 'corpus'
  | 'grounding'
  | 'formats'
  | 'challenger'
  | 'maxSelectorTokens'
  | 'maxChallengeTokens'
  | 'maxAnswerTokens'
>

/**
 * Refuses, before anything is paid for, prompts and budgets that the longest document would carry beyond the context.
 * Questions that are too long need none: a challenge that the Reasoner could not be asked is invalid. Throws
 * SpiceError('config').
 */
export function requireContext(config: Sizes, templates: TemplateTokens, contextTokens: number): void {
  const document = config.grounding === 'none' ? 0 : config.corpus.maxDocumentTokens
  const { maxSelectorTokens, maxChallengeTokens, maxAnswerTokens } = config
  const selects = config.formats === 'selector'
  const rows = [
    ...(config.challenger.endpoint !== null
      ? []
      : [
          { what: 'a challenge', prompt: templates.challenger, document, budget: { maxChallengeTokens } },
          ...(selects
            ? [{ what: 'a selection', prompt: templates.selector, document, budget: { maxSelectorTokens } }]
            : []),
        ]),
    { what: 'an answer', prompt: templates.reasoner, document: 0, budget: { maxAnswerTokens } },
  ]
  for (const { what, prompt, document, budget } of rows) {
    const [[name, tokens] = ['', 0]] = Object.entries(budget)
    const needed = prompt + document + tokens
    if (needed <= contextTokens) continue
    const documents = document > 0 ? `, ${document} of a document (corpus.maxDocumentTokens)` : ''
    const room = contextTokens - prompt - tokens
    throw new SpiceError(
      'config',
      `${what} may take ${needed} tokens, and the model's context is ${contextTokens}: ${prompt} of the prompt${documents}, ${tokens} to write (${name})`,
      {
        hint:
          document > 0 && room > 0
            ? `Set corpus.maxDocumentTokens=${room} or less, which cuts longer documents into more, or lower ${name}.`
            : `Lower ${name}, or use a model with a longer context.`,
      },
    )
  }
}
