import type { Config, TemplateTokens } from '../config/index.js'
import { createRoles, loadTemplateSet } from '../roles/index.js'
import { loadTokenizer, type Tokenizer } from '../tokenizer/index.js'
import type { Document } from '../words.js'
import { findModel } from './find-model.js'

const EMPTY: Document = { id: '', text: '', source: '' }

/** How many tokens the templates of a configuration take with nothing in them. Throws as `createRoles` does. */
export function measureTemplates(
  {
    templates,
    grounding,
    formats,
    answerTypes,
  }: Pick<Config, 'templates' | 'grounding' | 'formats' | 'answerTypes'>,
  tokenizer: Tokenizer,
): TemplateTokens {
  const roles = createRoles({ templates: loadTemplateSet(templates), tokenizer, grounding })
  const challengers = [
    ...(formats === 'free-form'
      ? []
      : [roles.challengerPrompt(EMPTY, { format: 'mcq', answerType: 'choice' })]),
    ...(formats === 'mcq'
      ? []
      : answerTypes.map((answerType) => roles.challengerPrompt(EMPTY, { format: 'free-form', answerType }))),
  ]
  return {
    selector: roles.selectorPrompt(EMPTY).length,
    challenger: Math.max(...challengers.map(({ length }) => length)),
    reasoner: roles.reasonerPrompt('').length,
    auditor: grounding === 'none' ? 0 : roles.auditorPrompt(EMPTY, '').length,
  }
}

/** The same for a model whose files are on this machine; null without, or where the templates do not suit it. */
export async function cachedTemplateTokens(config: Config): Promise<TemplateTokens | null> {
  try {
    // The tokenizer alone is wanted, so that weights need not be there.
    const { folder } = await findModel(
      { ...config, engine: { ...config.engine, type: 'tinker' } },
      { offline: true },
    )
    return measureTemplates(config, await loadTokenizer(folder))
  } catch {
    return null
  }
}
