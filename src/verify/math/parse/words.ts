import type { Node } from '../node.js'
import { noValue } from './no-value.js'
import type { Tokens } from './token.js'

export interface Words {
  readonly node: Extract<Node, { kind: 'text' }>
  /** Nothing but words: no other reading makes sense. */
  readonly sure: boolean
  /** Rather words than mathematics. */
  readonly likely: boolean
  /** Words with commas, "and" or "or" between them: short ones are words too. */
  readonly series: boolean
}

const SEPARATORS = new Set([',', ';', 'and', 'or'])

/** The answer as words, if there are any in it. */
export function textOf(tokens: Tokens): Words | undefined {
  let words = 0
  let others = 0
  let dressed = false
  let separators = 0
  let long = false
  let short = true
  const written: string[] = []
  for (const { kind, text, style, spaced } of tokens.list) {
    if (kind === 'word') {
      words++
      if (text.length > 3) {
        short = false
        long = true
      }
    } else if (kind === 'letter' && text.length === 1 && (style === 'text' || style === 'plain')) {
      if (style === 'text') dressed = true
    } else if (kind === 'operator' && (text === "'" || text === '-')) {
      if (text === '-' && spaced) others++
    } else if ((kind === 'open' && text === '(') || (kind === 'close' && text === ')')) continue
    else if (kind === 'operator' && SEPARATORS.has(text)) separators++
    else others++
    const glued = written.length > 0 && !spaced
    if (glued) written[written.length - 1] += text
    else written.push(text)
  }
  if (words === 0 && !(dressed && others + separators === 0 && tokens.list.length <= 3)) return undefined
  const joined = written.join(' ').slice(0, 400)
  const folded = joined.toLowerCase()
  const none = noValue(folded)
  const node: Words['node'] = { kind: 'text', text: none ?? folded, written: joined }
  if (none) return { node, sure: true, likely: true, series: false }
  const series = others === 0 && long && separators > 0
  const alone = others + separators === 0
  return { node, sure: alone && words > 0 && !(words === 1 && short), likely: alone, series }
}
