import { fencedBlocks } from '../segment/index.js'
import { BOILERPLATE, MAX_BOILERPLATE, mayBeginBoilerplate } from './boilerplate-lines.js'
import type { CleanStep } from './steps.js'

const MAX_MARKS = 12
/** Links of Markdown count by their words. */
const LINK = /\[([^[\]\n]{0,100})\]\([^()\s]{0,200}\)/g
/** Lines may be this long while their links are written out. */
const MAX_LINE = 600
const LINK_OPENS = 91
const DASHES = new Set([0x2d, 0x2013, 0x2014])

/** Lines about cookies, sharing, navigation, rights and page numbers; code blocks are left alone. */
export const boilerplate: CleanStep = {
  beyondAscii: false,
  clean(text) {
    const lines: [start: number, end: number][] = []
    for (let at = 0; at < text.length; ) {
      const found = text.indexOf('\n', at)
      const end = found < 0 ? text.length : found
      if (end - at <= MAX_LINE && end > at && isBoilerplate(text, at, end))
        lines.push([at, found < 0 ? end : end + 1])
      at = end + 1
    }
    if (lines.length === 0) return undefined
    const code = fencedBlocks(text)
    let block = 0
    let kept = ''
    let from = 0
    let count = 0
    for (const [start, end] of lines) {
      while (block < code.length && (code[block]?.end as number) <= start) block++
      if ((code[block]?.start ?? Infinity) <= start) continue
      kept += text.slice(from, start)
      from = end
      count++
    }
    return count > 0 ? { text: kept + text.slice(from), count } : undefined
  },
}

function isBoilerplate(text: string, start: number, end: number): boolean {
  let from = start
  while (from < end && from - start < MAX_MARKS && isMark(text.charCodeAt(from))) from++
  // A dash is the mark of an item, and begins a page number.
  if (DASHES.has(text.charCodeAt(start)) && matches(text.slice(start, end))) return true
  const first = text.charCodeAt(from)
  if (!mayBeginBoilerplate(first) && first !== LINK_OPENS) return false
  const line = text.slice(from, end)
  return matches(line.includes('](') ? line.replace(LINK, '$1') : line)
}

function matches(line: string): boolean {
  return line.length <= MAX_BOILERPLATE && BOILERPLATE.test(line.replace(/[\s*_]{1,8}$/, ''))
}

/** White space and the marks of headings, lists, quotations and emphasis. */
function isMark(code: number): boolean {
  return (
    code === 32 || code === 9 || code === 35 || code === 42 || code === 45 || code === 62 || code === 0x2022
  )
}
