/** A piece of mathematics between delimiters; the delimiters belong to it. */
export interface Span {
  readonly begin: number
  readonly end: number
  readonly display: boolean
}

const PAIRS = [
  ['\\[', '\\]'],
  ['\\(', '\\)'],
] as const
const ENVIRONMENT =
  /\\begin\s?\{(align|aligned|alignat|gather|gathered|equation|eqnarray|multline|split)(\*?)\}/y
const MAX_ENVIRONMENTS = 200
const LAYOUT = ['align', 'gather', 'equation', 'eqnarray', 'multline', 'split']

/** Is `text` likely prose that two stray dollars enclose? Commands and what is in `\text{}` are no prose. */
export function isProse(text: string): boolean {
  const bare = text.replace(/\\[a-zA-Z]+\s?(?:\{[^{}]{0,200}\})?/g, ' ')
  return /(?:^|[^a-zA-Z])[a-zA-Z]{2,} +[a-zA-Z]{2,} +[a-zA-Z]{2,}(?![a-zA-Z])/.test(bare)
}

/** Is the dollar at `at` escaped? */
function escaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(at - 1 - backslashes) === 92) backslashes++
  return backslashes % 2 === 1
}

/** The span that begins exactly at `at`; undefined if none does, or it isn't closed within `limit`. */
export function spanAt(text: string, at: number, limit = text.length): Span | undefined {
  if (text[at] === '$') {
    const display = text[at + 1] === '$'
    const width = display ? 2 : 1
    for (let i = at + width; i < limit; i++) {
      const c = text.charCodeAt(i)
      if (c === 92) i++
      else if (c === 36) {
        if (display && text.charCodeAt(i + 1) !== 36) continue
        return i === at + width ? undefined : { begin: at, end: i + width, display }
      }
    }
    return undefined
  }
  for (const [open, close] of PAIRS)
    if (text.startsWith(open, at)) {
      const end = text.indexOf(close, at + 2)
      return end < 0 || end >= limit ? undefined : { begin: at, end: end + 2, display: open === '\\[' }
    }
  ENVIRONMENT.lastIndex = at
  const environment = ENVIRONMENT.exec(text)
  if (!environment) return undefined
  const close = `\\end{${environment[1]}${environment[2]}}`
  const end = text.indexOf(close, at)
  return end < 0 || end >= limit ? undefined : { begin: at, end: end + close.length, display: true }
}

/** Spans in order, read from the left; a span that holds prose is a stray dollar and is passed over. */
export function spansOf(text: string): Span[] {
  const spans: Span[] = []
  const unclosed = new Set<string>()
  let openEnvironments = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c !== 36 && c !== 92) continue
    const two = text.slice(i, i + 2)
    const kind = c === 36 ? (two === '$$' ? '$$' : '$') : two
    if (two === '\\b' && text.startsWith('\\begin', i) && ++openEnvironments > MAX_ENVIRONMENTS) break
    // What found no end once finds none further on: keeps this linear.
    const span = unclosed.has(kind) ? undefined : spanAt(text, i)
    if (!span && (c === 36 || two === '\\[' || two === '\\(')) unclosed.add(kind)
    if (span && !(c === 36 && isProse(text.slice(span.begin, Math.min(span.end, span.begin + 2000))))) {
      spans.push(span)
      i = span.end - 1
    } else if (c === 92) i++
    else if (kind === '$$') i++
  }
  return spans
}

/** The last span of the text, looked for from the end, so that a stray dollar before it does no harm. */
export function lastSpan(text: string): Span | undefined {
  const ends: Span[] = []
  const dollars: number[] = []
  for (
    let at = text.lastIndexOf('$');
    at >= 0 && dollars.length < 8;
    at = at > 0 ? text.lastIndexOf('$', at - 1) : -1
  ) {
    if (escaped(text, at)) continue
    if (text[at - 1] === '$' && !escaped(text, at - 1)) at--
    dollars.push(at)
  }
  for (let i = 0; i + 1 < dollars.length; i++) {
    const span = spanAt(text, dollars[i + 1] as number)
    if (!span || isProse(text.slice(span.begin, Math.min(span.end, span.begin + 2000)))) continue
    ends.push(span)
    break
  }
  for (const [open, close] of PAIRS) {
    const end = text.lastIndexOf(close)
    const begin = end < 0 ? -1 : text.lastIndexOf(open, end)
    if (begin >= 0) ends.push({ begin, end: end + 2, display: open === '\\[' })
  }
  for (const name of LAYOUT) {
    const end = text.lastIndexOf(`\\end{${name}`)
    const begin = end < 0 ? -1 : text.lastIndexOf(`\\begin{${name}`, end)
    const close = begin < 0 ? -1 : text.indexOf('}', end)
    if (close >= 0) ends.push({ begin, end: close + 1, display: true })
  }
  return ends.reduce<Span | undefined>(
    (a, b) => (a && (a.end > b.end || (a.end === b.end && a.begin < b.begin)) ? a : b),
    undefined,
  )
}

const ROWS = /\\\\\s?(?:\[[^\]]{0,10}\])?/
const LAYOUT_MARKS =
  /\\(?:begin|end)\s?\{(?:align|aligned|alignat|gather|gathered|equation|eqnarray|multline|split)\*?\}(?:\{\d+\})?/g

/** What a span states: of several lines of a calculation the last one, of a line that goes on with "=" its right side. */
export function statement(text: string, span: Span): string {
  const written = text.slice(span.begin, span.end)
  if (!span.display || !/\\begin\s?\{(?:align|gather|eqnarray|multline|split)/.test(written)) return written
  const inside = written
    .replace(LAYOUT_MARKS, '')
    .replace(/^\s*(?:\$\$|\\\[)|(?:\$\$|\\\])\s*$/g, '')
    .trim()
  const row = inside.includes('\\begin')
    ? inside
    : (inside.split(ROWS).findLast((line) => line.trim() !== '') ?? '')
  const joined = row.lastIndexOf('\\ &=') >= 0 ? row.slice(row.lastIndexOf('\\ &=') + 2) : row
  return `$${joined
    .trim()
    .replace(/^&?\s*=/, '')
    .replaceAll('&', ' ')
    .trim()
    .replace(/[.,]$/, '')}$`
}

const NAMED_ROW = /^\s*&?\s*([a-zA-Z](?:_\w{1,5})?)\s*&?\s*=/

/** What several lines of a calculation come to, if they are all of `text`; lines that each say what another name is are a system. */
export function calculated(text: string): string | undefined {
  const span = text.startsWith('\\begin') ? spanAt(text, 0) : undefined
  if (!span || span.end !== text.length) return undefined
  const rows = text.replace(LAYOUT_MARKS, '').split(ROWS)
  const names = new Set(rows.map((row) => NAMED_ROW.exec(row)?.[1]))
  if (rows.length < 2 || (!names.has(undefined) && names.size === rows.length)) return undefined
  return statement(text, span)
}
