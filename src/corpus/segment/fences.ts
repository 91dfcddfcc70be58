import type { Span } from './span.js'

const FENCE_LINE = /^[ \t>]{0,12}(`{3,}|~{3,})([^\n`]*)$/gm
/** Longer fences count as this long, so that there are few kinds of them to look for. */
const MAX_FENCE = 16

interface FenceLine {
  readonly start: number
  readonly end: number
  readonly mark: string
  readonly length: number
  /** Without an info string: it may close. */
  readonly bare: boolean
}

/** Fenced code blocks (``` and ~~~), fences included, to the end of the closing line. One that is never closed is text. */
export function fencedBlocks(text: string): Span[] {
  if (!text.includes('```') && !text.includes('~~~')) return []
  const lines: FenceLine[] = Array.from(text.matchAll(FENCE_LINE), (found) => {
    const fence = found[1] as string
    return {
      start: found.index,
      end: Math.min(text.length, found.index + found[0].length + 1),
      mark: fence.charAt(0),
      length: Math.min(MAX_FENCE, fence.length),
      bare: (found[2] as string).trim() === '',
    }
  })
  const blocks: Span[] = []
  // Fences of at least this length have no closing line any more.
  const hopeless = new Map<string, number>()
  for (let i = 0; i < lines.length; i++) {
    const open = lines[i] as FenceLine
    if (open.length >= (hopeless.get(open.mark) ?? Infinity)) continue
    let close = i + 1
    while (close < lines.length && !closes(lines[close] as FenceLine, open)) close++
    if (close === lines.length) hopeless.set(open.mark, open.length)
    else {
      blocks.push({ start: open.start, end: (lines[close] as FenceLine).end })
      i = close
    }
  }
  return blocks
}

function closes(line: FenceLine, open: FenceLine): boolean {
  return line.bare && line.mark === open.mark && line.length >= open.length
}
