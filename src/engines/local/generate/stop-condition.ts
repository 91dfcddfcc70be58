import type { Tokenizer } from '../../../tokenizer/index.js'

/** What ends a completion before its length limit. */
export interface StopCondition {
  readonly tokens: ReadonlySet<number>
  readonly strings: readonly string[]
}

/**
 * How many of `tokens` belong to the completion if it ends in them, else undefined: up to the first stop token, or up
 * to the token that completes a stop string in the decoded text. The first `checked` tokens are known not to end it.
 */
export function stopLength(
  tokens: readonly number[],
  checked: number,
  { tokens: stops, strings }: StopCondition,
  tokenizer: Tokenizer,
): number | undefined {
  const atToken = tokens.findIndex((token, i) => i >= checked && stops.has(token)) + 1
  const before = atToken > 0 ? tokens.slice(0, atToken) : tokens
  if (strings.length > 0) {
    const holds = (length: number): boolean => {
      const text = tokenizer.decode(before.slice(0, length))
      return strings.some((string) => text.includes(string))
    }
    if (holds(before.length))
      for (let length = checked + 1; length <= before.length; length++) if (holds(length)) return length
  }
  return atToken > 0 ? atToken : undefined
}
