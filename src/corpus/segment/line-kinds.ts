import { PENALTY } from './penalty.js'

const ATX = /^#{1,6}(?:[ \t]|$)/
const LATEX = /^\\(?:part|chapter|(?:sub){0,2}section)\*?[[{]/
const UNDERLINE = /^(?:={3,}|-{3,})$/
/** How a list item begins, without its indentation. */
export const ITEM = /^(?:[-*+•‣·]|\(?(?:\d{1,4}|[a-zA-Z])[.)]|\([ivx]{1,6}\)|\\item)[ \t]/
const TABLE_RULER = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/
const SENTENCE_END = /[.!?:;,。！？：；，]["')\]”’»]{0,3}$/
const MAX_PLAIN_HEADING = 80

/** Whether a line heads what follows: `#`, LaTeX, or underlined by `next` (not where it goes on with a paragraph). */
export function isHeading(line: string, next: string, inParagraph: boolean): boolean {
  return ATX.test(line) || LATEX.test(line) || (!inParagraph && UNDERLINE.test(next) && !UNDERLINE.test(line))
}

export function headingPenalty(line: string, next: string): number {
  const high =
    /^##?(?:[ \t]|$)/.test(line) || /^\\(?:part|chapter|section)/.test(line) || next.startsWith('=')
  return high ? PENALTY.chapter : PENALTY.section
}

/** A line of plain text that stands alone, is short and does not end as sentences do. */
export function looksLikeHeading(line: string): boolean {
  return line.length <= MAX_PLAIN_HEADING && !SENTENCE_END.test(line) && /^[\p{Lu}\p{Lo}\d]/u.test(line)
}

/** What a line is in a table of Markdown, if anything. */
export function tablePart(line: string, next: string, inTable: boolean): 'ruler' | 'row' | undefined {
  if (!line.includes('|')) return undefined
  if (TABLE_RULER.test(line) && line.includes('-')) return 'ruler'
  const piped = line.startsWith('|') && line.length > 1 && line.includes('|', 1)
  return piped || inTable || (next.includes('|') && TABLE_RULER.test(next)) ? 'row' : undefined
}
