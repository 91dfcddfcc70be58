import { SpiceError } from '../errors.js'
import { renderChat, type Tokenizer } from '../tokenizer/index.js'
import type { TemplateSet } from './templates/template-set.js'

/** Fills the slots of `template` in one pass. */
export function fill(template: string, slots: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (slot, name: string) =>
    Object.hasOwn(slots, name) ? (slots[name] as string) : slot,
  )
}

/** Puts the turns that the template set asks for around a prompt. */
export type Wrapper = (prompt: string) => string

const BEGIN_SPELLINGS = ['<|begin_of_text|>', '<s>', '<bos>']

/** Throws SpiceError ('config' or 'model') if the set asks for a chat template and the model has none that works. */
export function wrapperOf(templates: TemplateSet, tokenizer: Tokenizer): Wrapper {
  const begin = BEGIN_SPELLINGS.find((token) => tokenizer.specialTokens.includes(token)) ?? ''
  const { chatTemplate } = tokenizer
  switch (templates.wrapper) {
    case 'none':
      return (prompt) => prompt
    case 'plain':
      return plain(templates, begin)
    case 'auto':
      return chatTemplate === undefined
        ? plain(templates, begin)
        : chat(templates, tokenizer, chatTemplate, begin)
    case 'chat':
      if (chatTemplate === undefined)
        throw new SpiceError(
          'config',
          `templates: "${templates.name}" needs a chat template, and the model has none`,
          {
            hint: 'Use wrapper: plain, or a model with a chat template.',
          },
        )
      return chat(templates, tokenizer, chatTemplate, begin)
  }
}

function plain(templates: TemplateSet, begin: string): Wrapper {
  return (prompt) => begin + fill(templates.plainWrapper, { prompt })
}

function chat(templates: TemplateSet, tokenizer: Tokenizer, source: string, begin: string): Wrapper {
  const system = templates.system === '' ? [] : [{ role: 'system', content: templates.system } as const]
  const options = {
    ...spellings(tokenizer, begin),
    addGenerationPrompt: true,
    enableThinking: templates.enableThinking ?? undefined,
  }
  const wrap = (prompt: string) => renderChat(source, [...system, { role: 'user', content: prompt }], options)
  wrap('') // A template that refuses these turns should do so now.
  return wrap
}

function spellings(tokenizer: Tokenizer, begin: string): { bosToken: string; eosToken: string } {
  const end = tokenizer.eosTokens[0]
  return {
    bosToken: tokenizer.bosToken ?? begin,
    eosToken: tokenizer.eosToken ?? (end === undefined ? '' : tokenizer.decode([end])),
  }
}

const MARK = 'an answer'

/** The special token with which a chat template ends the assistant's turn, if it does. */
export function turnEnd(tokenizer: Tokenizer): string | undefined {
  const { chatTemplate, specialTokens } = tokenizer
  if (chatTemplate === undefined) return undefined
  const begin = BEGIN_SPELLINGS.find((token) => specialTokens.includes(token)) ?? ''
  let text: string
  try {
    const turns = [
      { role: 'user', content: 'a question' },
      { role: 'assistant', content: MARK },
    ] as const
    text = renderChat(chatTemplate, turns, spellings(tokenizer, begin))
  } catch {
    // A template that does not like these turns may still like those that are asked for.
    return undefined
  }
  const rest = text.slice(text.lastIndexOf(MARK) + MARK.length)
  const found = specialTokens
    .map((token) => ({ token, at: rest.indexOf(token) }))
    .filter(({ token, at }) => token !== '' && at >= 0)
    .sort((a, b) => a.at - b.at || b.token.length - a.token.length)
  return text.includes(MARK) ? found[0]?.token : undefined
}
