import type { Expr } from '../node.js'
import { symbol } from './expr.js'
import type { Reader } from './reader.js'
import { RELATIONS } from './symbols.js'
import type { TokenKind } from './token.js'

const MAX_TOKENS = 40
const JOINING = new Set(['cap', 'cup', 'and', 'or', 'setminus'])

/** P(A ∩ B), P(A | B), P(X = 2), n(A ∪ B): the name of a value, if a bracket with events in it follows the letter. */
export function ofEvents(r: Reader, letter: string): Expr | undefined {
  if (letter !== 'P' && letter !== 'n') return undefined
  if (!r.is('open', '(')) return undefined
  let depth = 0
  let bars = 0
  let sure = false
  let name = letter
  for (let i = 0; i < MAX_TOKENS; i++) {
    const { kind, text } = r.peek(i)
    r.budget.spend()
    if (kind === 'stop' || kind === 'row') return undefined
    if (kind === 'operator') {
      if (text === '|' || text === 'mid') bars++
      // Sets are counted, events have chances.
      sure ||= JOINING.has(text) || (letter === 'P' && RELATIONS.has(text))
    }
    sure ||= isComplement(r, i)
    name += written(kind, text)
    if (kind === 'open') depth++
    if (kind !== 'close' || --depth > 0) continue
    const given = letter === 'P' && bars % 2 === 1
    if (text !== ')' || !(sure || given)) return undefined
    r.at += i + 1
    return symbol(name)
  }
  return undefined
}

function written(kind: TokenKind, text: string): string {
  if (kind !== 'operator') return text
  return text === 'mid' ? '|' : JOINING.has(text) ? ` ${text} ` : text
}

/** A^c, A^{c}, A^C and nothing else in the bracket. */
function isComplement(r: Reader, at: number): boolean {
  if (at !== 1 || !/^[A-Z]$/.test(r.peek(at).text) || r.peek(at + 1).text !== '^') return false
  const braced = r.peek(at + 2).text === '{' ? 1 : 0
  const { text } = r.peek(at + 2 + braced)
  return (text === 'c' || text === 'C') && r.peek(at + 3 + 2 * braced).text === ')'
}
