import type { CleanStep } from './steps.js'

/** Line ends of other systems, page ends, and the spaces of typesetting. U+3000 is a character of its own. */
const LINE_END = /\r\n?|[\f\v\x85\u2028\u2029]/g
const SPACE = /[\xa0\u1680\u2000-\u200a\u202f\u205f]/g
const MAX_BLANK_LINES = 2
/** What all of this begins with: white space at a line's end, three line ends in a row, another kind of either. */
const REMARKABLE =
  /[\r\f\v\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f]|\n\n\n\n|[ \t](?:\n|$)|^\n\n\n/

/**
 * One kind of line end and of space; no white space at lines' ends; at most two empty lines in a row. Counted are
 * the lines that changed.
 */
export const whiteSpace: CleanStep = {
  beyondAscii: false,
  clean(text) {
    if (!REMARKABLE.test(text)) return undefined
    let count = 0
    const one = (to: string) => () => {
      count++
      return to
    }
    const plain = text.replace(LINE_END, one('\n')).replace(SPACE, one(' '))
    const lines =
      plain.includes('\n') || isSpace(plain.charCodeAt(plain.length - 1)) ? trimLines(plain) : undefined
    count += lines?.count ?? 0
    return count > 0 ? { text: lines?.text ?? plain, count } : undefined
  },
}

function trimLines(text: string): { text: string; count: number } | undefined {
  let kept = ''
  let from = 0
  let count = 0
  let blanks = 0
  for (let at = 0; at <= text.length; ) {
    const found = text.indexOf('\n', at)
    const end = found < 0 ? text.length : found
    let stop = end
    while (stop > at && isSpace(text.charCodeAt(stop - 1))) stop--
    blanks = stop === at ? blanks + 1 : 0
    if (blanks > MAX_BLANK_LINES && found >= 0) {
      kept += text.slice(from, at)
      from = end + 1
      count++
    } else if (stop < end) {
      kept += text.slice(from, stop)
      from = end
      count++
    }
    at = end + 1
  }
  return count > 0 ? { text: kept + text.slice(from), count } : undefined
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9
}
