import { expression } from './expression.js'
import { float } from './float.js'
import { integer } from './integer.js'
import { type AnswerKind, match, mismatch, undecided, unparsable } from './judgement.js'
import { normaliseCharacters, unwrap } from './normalise.js'
import { string } from './string.js'

const MAX_ITEMS = 64
const BRACKETS: readonly (readonly [string, string])[] = [
  ['[', ']'],
  ['(', ')'],
  ['\\{', '\\}'],
  ['{', '}'],
]

/** The items between top-level semicolons, or commas where there is no semicolon. */
function splitItems(list: string): string[] {
  let text = unwrap(normaliseCharacters(list)).replace(/\\left|\\right/g, '')
  for (const [open, close] of BRACKETS)
    if (text.startsWith(open) && text.endsWith(close) && depthStaysInside(text)) {
      text = text.slice(open.length, -close.length)
      break
    }
  const pieces: string[] = []
  const delimiter = text.includes(';') ? ';' : ','
  let depth = 0
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    const c = text[i]
    if (c === '(' || c === '[' || c === '{') depth++
    else if (c === ')' || c === ']' || c === '}') depth--
    else if (c === undefined || (c === delimiter && depth === 0)) {
      pieces.push(text.slice(start, i))
      start = i + 1
    }
  }
  return lastTwo(pieces.map((item) => item.replace(AND_FIRST, '').trim()))
}

const AND_FIRST = /^\s*(?:and\s+|\\text\s?\{\s*and\s*\})/
const AND_BETWEEN = /\s+and\s+|\s*\\text\s?\{\s*and\s*\}\s*/

/** "1, 2 and 3": the last piece may hold two items. */
function lastTwo(items: readonly string[]): string[] {
  const parts = (items.at(-1) ?? '').split(AND_BETWEEN)
  return parts.length === 2 ? [...items.slice(0, -1), ...parts.map((part) => part.trim())] : [...items]
}

/** Do the outer brackets belong together, unlike those of "(1,2),(3,4)"? */
function depthStaysInside(text: string): boolean {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '(' || c === '[' || c === '{') depth++
    else if ((c === ')' || c === ']' || c === '}') && --depth === 0) return i === text.length - 1
  }
  return false
}

function kindOf(item: string): AnswerKind {
  if (integer.conforms(item)) return integer
  if (float.conforms(item)) return float
  return /[\d\\^]/.test(item) && expression.conforms(item) ? expression : string
}

/** Several answers in the order that the question states; each item is compared as what the gold's item looks like. */
export const list: AnswerKind = {
  conforms: (value) => {
    const items = splitItems(value)
    return (
      value.length <= 500 && items.length >= 2 && items.length <= MAX_ITEMS && items.every((i) => i !== '')
    )
  },
  compare(gold, answer, context) {
    const expected = splitItems(gold)
    const given = splitItems(answer)
    if (expected.length > MAX_ITEMS || expected.includes('')) return undecided('list/gold')
    if (given.includes('')) return unparsable('list/empty-item')
    if (given.length !== expected.length) return mismatch('list/length')
    const judgements = expected.map((item, i) => kindOf(item).compare(item, given[i] as string, context))
    const forms = {
      goldForm: judgements.map((j, i) => j.goldForm ?? expected[i]).join(', '),
      answerForm: judgements.map((j, i) => j.answerForm ?? given[i]).join(', '),
    }
    if (judgements.some((j) => j.outcome === 'mismatch' || j.outcome === 'unparsable'))
      return mismatch('list/item', forms)
    return judgements.every((j) => j.outcome === 'match')
      ? match('list/equal', forms)
      : undecided('list/item', forms)
  },
}
