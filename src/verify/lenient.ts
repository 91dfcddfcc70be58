import type { Place } from './place.js'
import { calculated, lastSpan, type Span, statement } from './spans.js'
import { isUnit } from './units.js'

const WINDOW = 1500
const MATHS_WORDS = new Set(
  (
    'sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp sqrt cbrt mod max min gcd lcm det abs ' +
    'floor ceil and or in pi inf infinity pct percent pm am to lim sum prod int union frac'
  ).split(' '),
)

const COMMAND = /\\(?:(?:begin|end|text[a-z]*|math[a-z]*|mbox|operatorname)\s?\{[^{}]{0,80}\}|[a-zA-Z]+)/g
const WORD = /(?<![\p{L}\d=_^{/.])\p{L}{2,}(?![\p{L}=_^(/]|\.\p{L})/gu

/** Words that are neither commands, functions nor units, and stand apart from signs. */
function proseWords(text: string): number {
  let words = 0
  for (const [word] of text.replace(COMMAND, ' ').matchAll(WORD))
    if (!MATHS_WORDS.has(word.toLowerCase()) && !isUnit(word)) words++
  return words
}

/** Is the whole text an answer: one piece of mathematics, or a few words without any? */
function isBare(text: string): boolean {
  if (text.length > 400) return false
  if (text.startsWith('$') && /^\$[^$]{1,200}\$,? where\b/.test(text)) return true
  const words = proseWords(text)
  return words === 0 ? /[\p{L}\p{N}∞∅]/u.test(text) : words <= 4 && !/[\d$=<>^]|\\[([]/.test(text)
}

/** One word of plain text that belongs to mathematics: digits with signs and brackets, a letter, an operator. */
const NUMERIC =
  /^(?:[-+±−–(["'[{|$€£]|\\\$)*(?:[a-z]?[.,]?\d|[a-z]\(|\\?[a-z]{2,6}\(|\\[a-z]{2,8}[{^_\d\\]|√|π)/i
const GLUED = /[a-z]{2}\d|\d[a-z]+\d/i
const OPERATOR = /^(?:[-+*/=<>^×·÷≤≥≠±−]|<=|>=|!=|==|\\[a-z]{2,5})$/
const FUNCTION =
  /^[-+([]*\\?(?:sin|cos|tan|log|ln|exp|sqrt)(?:\([^()]{1,20}\))?[)\]]*$|^[-+([]*\\(?:infty|pi|alpha|beta|theta|lambda)[)\]]*$/
const VARIABLE = /^[([{|]*(?:[a-zA-Zπ∞]|[a-zA-Z]\([^()]{1,9}\)|[a-zA-Z](?:\^|_)\w)[)\]}|]*$/
const LABEL =
  /^\(?(?:step|theorem|lemma|equation|eq|eqn|figure|fig|table|part|case|section|problem|question|note|exercise|example|chapter|page|line)\.?$/i
const TRAILING = /[.,;:!?"'”]+$/

type Kind = 'half' | 'number' | 'operator' | 'variable' | 'joint' | 'unit' | 'other'

function kindOf(word: string): Kind {
  const bare = word.replace(TRAILING, '')
  if (bare === '') return 'other'
  if (OPERATOR.test(bare)) return 'operator'
  if (/^[ap]\.?m$/i.test(bare)) return 'half'
  if (/\d|[½¼¾π√∞]/.test(bare) && NUMERIC.test(bare) && !(GLUED.test(bare) && !/[\\_^(]/.test(bare)))
    return 'number'
  if (/^(?:and|or)$/i.test(bare)) return 'joint'
  if (VARIABLE.test(bare) || FUNCTION.test(bare)) return 'variable'
  return isUnit(bare) || /^(?:percent|pct|%|\\%)$/i.test(bare) ? 'unit' : 'other'
}

/** The last run of words in `text` that reads as mathematics and holds a number. */
export function lastRun(text: string): Place | undefined {
  const offset = Math.max(0, text.length - WINDOW)
  const words = [...text.slice(offset).matchAll(/\S+/g)].map((found) => ({
    text: found[0],
    at: offset + found.index,
    kind: kindOf(found[0]),
  }))
  for (const [i, word] of words.entries()) if (LABEL.test(words[i - 1]?.text ?? '')) word.kind = 'other'
  const last = words.findLastIndex(({ kind }) => kind === 'number')
  if (last < 0) return undefined
  const ends = (i: number) => /[.;:!?]$/.test(words[i]?.text ?? '')
  let to = last
  while (to + 1 < words.length && !ends(to) && ['operator', 'variable'].includes(words[to + 1]?.kind ?? '')) {
    if (words[to]?.kind !== 'operator' && words[to + 1]?.kind !== 'operator') break
    to++
  }
  if (words[to]?.kind === 'operator') to = last
  to = closing(words, last, to)
  if (
    to === last &&
    /^(?:unit|half)$/.test(words[to + 1]?.kind ?? '') &&
    !TRAILING.test(words[to]?.text ?? '')
  )
    to++
  let from = last
  for (let i = last - 1; i >= 0; i--) {
    const { kind = 'other', text: word = '' } = words[i] ?? {}
    const comma = word.endsWith(',')
    if (ends(i) || kind === 'other' || kind === 'unit') break
    // Two values side by side belong together only with an operator, a comma or "and" between: "2 1/4" apart.
    const next = words[i + 1]?.kind
    const mixed = /^\d+$/.test(word) && /^\d+\/\d+/.test(words[i + 1]?.text ?? '')
    const group = /^\d{1,3}$/.test(word) && /^\d{3}(?:\D|$)/.test(words[i + 1]?.text ?? '')
    if (
      !comma &&
      !mixed &&
      !group &&
      (kind === 'number' || kind === 'variable') &&
      next !== 'operator' &&
      next !== 'joint'
    )
      break
    if (kind === 'joint' && words[i - 1]?.kind !== 'number') break
    if (kind === 'variable' && comma) break
    from = i
  }
  while (from < last && (words[from]?.kind === 'joint' || /^[=<>≤≥*/,]/.test(words[from]?.text ?? ''))) from++
  const begin = words[from]?.at ?? 0
  const end = (words[to]?.at ?? 0) + (words[to]?.text.length ?? 0)
  return { begin, at: end, answer: balanced(text.slice(begin, end).replace(TRAILING, '')) }
}

/** The word that closes the brackets which the run from `last` to `to` leaves open, if one soon does. */
function closing(words: readonly { readonly text: string }[], last: number, to: number): number {
  let depth = 0
  for (let i = last; i < words.length && i <= to + 6; i++) {
    for (const c of words[i]?.text ?? '') depth += '([{'.includes(c) ? 1 : ')]}'.includes(c) ? -1 : 0
    if (i >= to && depth <= 0) return i
  }
  return to
}

/** Without a bracket that closes or opens nothing: "(about 5)" leaves "5". */
function balanced(text: string): string {
  const opens = (text.match(/[([{]/g) ?? []).length
  const closes = (text.match(/[)\]}]/g) ?? []).length
  if (opens === closes) return text
  return opens < closes ? text.replace(/[)\]}]+$/, '') : text.replace(/^[([{]+/, '')
}

/** A text that announces nothing: itself if it is no more than an answer, else its last mathematical expression. */
export function lastExpression(text: string): Place | undefined {
  const trimmed = text.trim()
  if (isBare(trimmed)) {
    // One word with digits in it is a name of something.
    if (/^\p{L}{2,}\d[\p{L}\d]*$/u.test(trimmed)) return undefined
    return { begin: 0, at: 0, answer: calculated(trimmed) ?? trimmed }
  }
  const span = lastSpan(text)
  const after = span ? text.slice(span.end) : text
  const run = lastRun(after)
  if (!span) return run
  if (run && !/^\s*[([]?(?:step|eq|theorem)/i.test(after)) {
    const begin = run.begin + span.end
    return { begin, at: begin, answer: run.answer }
  }
  const unit = /^\s*([a-z]+|\\?%)/i.exec(after.slice(0, 40))?.[1]
  const answer = groupBefore(text, span) ?? statement(text, span)
  return { begin: span.begin, at: span.begin, answer: unit && isUnit(unit) ? `${answer} ${unit}` : answer }
}

/** The last span with those that "and" or "or" joins to it, or commas if none states a relation. */
function groupBefore(text: string, last: Span): string | undefined {
  let begin = last.begin
  const relation = (from: number, to: number) => /[=<>]|\\(?:le|ge|ne|lt|gt|in)/.test(text.slice(from, to))
  const commas = !relation(last.begin, last.end)
  for (let round = 0; round < 16; round++) {
    const head = text.slice(Math.max(0, begin - 300), begin)
    const joint = /(,\s{0,3}|,?\s{0,3}\b(?:and|or)\s{0,3})$/.exec(head)
    if (!joint) break
    const end = head.slice(0, joint.index).trimEnd().length
    const before = lastSpan(head.slice(0, end))
    if (!before || before.end !== end) break
    const from = begin - head.length + before.begin
    if (/^,\s*$/.test(joint[0]) && (!commas || relation(from, begin))) break
    begin = from
  }
  return begin === last.begin ? undefined : text.slice(begin, last.end)
}

/** The unit or percent sign right after a box, which belongs to the answer: "$\boxed{28}$ pct". */
export function unitAfter(text: string, end: number): string {
  const word = /^\$?(?:\\\)|\\\])?\s{0,3}(\\?%|[a-z]+)(?![a-z])/i.exec(text.slice(end, end + 30))?.[1]
  return word !== undefined && (word.endsWith('%') || (word.length > 1 && isUnit(word))) ? ` ${word}` : ''
}
