import type { Tokenizer } from '../tokenizer/index.js'
import { turnEnd } from './render.js'
import type { TemplateSet } from './templates/template-set.js'

/** What ends a turn or a text in the families of models there are. */
const ENDS = ['<|im_end|>', '<|endoftext|>', '<|eot_id|>', '<|end_of_text|>', '<end_of_turn>', '</s>']

/**
 * Ids that end a generation: those that the model declares, and around its own turns also what ends a turn and what ends a
 * text. Base models often declare only the latter (Qwen3: `<|endoftext|>`), and once they are trained with a chat template
 * they end with the former (`<|im_end|>`).
 */
export function stopTokensOf({ wrapper }: TemplateSet, tokenizer: Tokenizer): readonly number[] {
  const { eosTokens, specialTokens } = tokenizer
  if (wrapper === 'none') return eosTokens
  const end = wrapper === 'plain' ? undefined : turnEnd(tokenizer)
  const spelled = [...(end === undefined ? [] : [end]), ...ENDS].filter((token) =>
    specialTokens.includes(token),
  )
  const ids = spelled.map((token) => tokenizer.encode(token)).filter(({ length }) => length === 1)
  return [...new Set([...eosTokens, ...ids.map(([id]) => id as number)])]
}
