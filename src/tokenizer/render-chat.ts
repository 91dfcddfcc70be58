import { Template } from '@huggingface/jinja'
import { SpiceError } from '../errors.js'

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

export interface RenderChatOptions {
  /** Ends with the opening of the assistant's turn, for the model to go on. */
  readonly addGenerationPrompt?: boolean
  /** For templates that ask (Qwen3): whether the assistant thinks first. Undefined leaves it to the template. */
  readonly enableThinking?: boolean | undefined
  /** What the template writes for `bos_token` and `eos_token`: this is how BOS gets into a Llama prompt. */
  readonly bosToken?: string | undefined
  readonly eosToken?: string | undefined
}

const MAX_TEMPLATE_CHARACTERS = 1 << 18
const MAX_MESSAGES = 1000
const MAX_CONTENT_CHARACTERS = 1 << 24
const MAX_PARSED_TEMPLATES = 8

/** Llama's templates write today's date; prompts must not depend on the day, so it is the one they fall back on. */
const FIXED_DATE = '26 Jul 2024'

/** The renderer does not let its own `strftime_now` be given, but a template may set it. The empty text keeps the
 * line break that a template may begin with. */
const FIX_THE_DATE = "{% set strftime_now = fixed_date %}{{ '' }}"

const parsedTemplates = new Map<string, Template>()

/**
 * The text of a conversation in a model's chat template (Jinja). Contents are put in as they are: strip special tokens
 * from untrusted text first. Throws SpiceError('model') when the template is broken or refuses the conversation, and
 * SpiceError('input') when the conversation is too long.
 */
export function renderChat(
  template: string,
  messages: readonly ChatMessage[],
  options: RenderChatOptions = {},
): string {
  const characters = messages.reduce((sum, { content }) => sum + content.length, 0)
  if (messages.length > MAX_MESSAGES || characters > MAX_CONTENT_CHARACTERS) {
    throw new SpiceError(
      'input',
      `A conversation of ${messages.length} messages and ${characters} characters, at most ${MAX_MESSAGES} and ${MAX_CONTENT_CHARACTERS} are rendered`,
    )
  }
  try {
    return parsed(template).render({
      messages,
      add_generation_prompt: options.addGenerationPrompt ?? false,
      bos_token: options.bosToken ?? '',
      eos_token: options.eosToken ?? '',
      date_string: FIXED_DATE,
      fixed_date: () => FIXED_DATE,
      ...(options.enableThinking !== undefined && { enable_thinking: options.enableThinking }),
    })
  } catch (cause) {
    if (cause instanceof SpiceError) throw cause
    throw new SpiceError(
      'model',
      `The chat template cannot render the conversation: ${(cause as Error).message}`,
      {
        hint: 'Some templates refuse a system message or two turns of one role in a row.',
        cause,
      },
    )
  }
}

function parsed(template: string): Template {
  const known = parsedTemplates.get(template)
  if (known) return known
  if (template.length > MAX_TEMPLATE_CHARACTERS) {
    throw new SpiceError(
      'model',
      `A chat template of ${template.length} characters, at most ${MAX_TEMPLATE_CHARACTERS} are read`,
    )
  }
  const fresh = new Template(FIX_THE_DATE + template)
  if (parsedTemplates.size >= MAX_PARSED_TEMPLATES) parsedTemplates.clear()
  parsedTemplates.set(template, fresh)
  return fresh
}
