import { firstEndingAfter, type Span } from './span.js'

/** Everything that opens, closes or escapes, and the empty lines that end what may not span them. */
const TOKEN = /\\(?:begin|end)\{[A-Za-z]{1,24}\*?\}|\\[^\n]|\$\$?|`+|\n[ \t\r]*\n/g
/** How many open environments a closing one looks back over where they are not nested well. */
const MAX_LOOK_BACK = 8

interface Open {
  readonly name: string
  readonly start: number
}

/**
 * Formulas ($…$, $$…$$, \(…\), \[…\]), environments (\begin{x}…\end{x}) and code in backticks: candidates that may
 * nest, in no certain order. A dollar sign opens and closes as in Pandoc (no space inside, no digit after), so prices
 * are left alone; only environments reach over an empty line. `skip` is not looked into.
 */
export function formulas(text: string, skip: readonly Span[]): Span[] {
  if (!/[$\\`]/.test(text)) return []
  const found: Span[] = []
  const environments: Open[] = []
  let open = new Map<string, number>()
  const close = (mark: string, end: number): boolean => {
    const start = open.get(mark)
    if (start === undefined) return false
    open.delete(mark)
    found.push({ start, end })
    return true
  }

  let skipped = 0
  TOKEN.lastIndex = 0
  for (let token = TOKEN.exec(text); token; token = TOKEN.exec(text)) {
    const start = token.index
    const mark = token[0]
    const end = start + mark.length
    while (skipped < skip.length && (skip[skipped] as Span).end <= start) skipped++
    const block = skip[skipped]
    if (block && block.start <= start) {
      TOKEN.lastIndex = block.end
      continue
    }
    const first = mark.charCodeAt(0)
    if (first === 10) {
      if (open.size > 0) open = new Map()
      // The line end may begin the next token.
      TOKEN.lastIndex = end - 1
    } else if (mark === '$') {
      const after = text.charCodeAt(end)
      const closable = !isSpace(text.charCodeAt(start - 1)) && !(after >= 48 && after <= 57)
      if (!(closable && close('$', end)) && !isSpace(after)) open.set('$', start)
    } else if (mark === '$$') {
      open.delete('$')
      if (!close('$$', end)) open.set('$$', start)
    } else if (mark === '\\[' || mark === '\\(') open.set(mark, start)
    else if (mark === '\\]') close('\\[', end)
    else if (mark === '\\)') close('\\(', end)
    else if (first === 96) {
      if (!close(mark, end) && mark.length <= 3) open.set(mark, start)
    } else if (mark.startsWith('\\begin{')) environments.push({ name: mark.slice(7), start })
    else if (mark.startsWith('\\end{')) {
      const name = mark.slice(5)
      for (let i = environments.length - 1; i >= Math.max(0, environments.length - MAX_LOOK_BACK); i--) {
        const opened = environments[i] as Open
        if (opened.name !== name) continue
        if (name !== 'document}') found.push({ start: opened.start, end })
        environments.length = i
        break
      }
    }
  }
  return found
}

function isSpace(code: number): boolean {
  return Number.isNaN(code) || code === 32 || (code >= 9 && code <= 13)
}

/**
 * The outermost of `candidates` that `fits` lets through: sorted and disjoint. What is too long gives way to what lies
 * inside it. The work is bounded by a multiple of the text's length.
 */
export function outermost(
  candidates: readonly Span[],
  textLength: number,
  fits: (span: Span) => boolean,
): Span[] {
  const sorted = [...candidates].sort((a, b) => a.start - b.start || b.end - a.end)
  const chosen: Span[] = []
  let work = 4 * textLength + 1_000
  let reached = 0
  for (const span of sorted) {
    if (span.start < reached) continue
    work -= span.end - span.start
    // Deep nests of long environments would be measured over and over.
    if (work < 0 && span.end - span.start > 2_000) continue
    if (!fits(span)) continue
    chosen.push(span)
    reached = span.end
  }
  return chosen
}

/** Two sorted lists of disjoint spans as one; where they overlap, `first` wins. */
export function union(first: readonly Span[], second: readonly Span[]): Span[] {
  const extra = second.filter((span) => {
    const other = first[firstEndingAfter(first, span.start)]
    return !other || other.start >= span.end
  })
  return [...first, ...extra].sort((a, b) => a.start - b.start)
}
