import { fencedBlocks } from '../segment/index.js'
import type { CleanStep } from './steps.js'

/** Sentences of this length that stand in a text so often are there by mistake. */
const MIN_LINE = 40
const MIN_COPIES = 3
/** Enough for everyone's lines; longer ones are told apart by their first characters and their length. */
const MAX_KEY = 500
/** Prose, as opposed to tables, formulas, code and introductions ("as follows:"), which do repeat. */
const PROSE = /^[\p{L}\p{N}"'“‘«(*_>#-][^|$\\=<>{}[\]`\t]*[^|$\\=<>{}[\]`\t:：\s]$/u

/** Lines of prose that stand three times or more are kept once. Code blocks are left alone. */
export const repeatedLines: CleanStep = {
  beyondAscii: false,
  clean(text) {
    if (text.length < MIN_COPIES * MIN_LINE || !text.includes('\n')) return undefined
    const counts = new Map<string, number>()
    let most = 0
    for (let start = 0; start < text.length; ) {
      const found = text.indexOf('\n', start)
      const end = found < 0 ? text.length : found
      if (end - start >= MIN_LINE) {
        const key = keyOf(text, start, end)
        const count = (counts.get(key) ?? 0) + 1
        counts.set(key, count)
        if (count > most) most = count
      }
      start = end + 1
    }
    if (most < MIN_COPIES) return undefined
    const code = fencedBlocks(text)
    const seen = new Set<string>()
    let block = 0
    let kept = ''
    let from = 0
    let count = 0
    for (const { start, end } of longLines(text)) {
      const key = keyOf(text, start, end)
      if ((counts.get(key) as number) < MIN_COPIES || !PROSE.test(key) || !/\s\S+\s+\S+\s/.test(key)) continue
      while (block < code.length && (code[block]?.end as number) <= start) block++
      if ((code[block]?.start ?? Infinity) <= start) continue
      if (!seen.has(key)) {
        seen.add(key)
        continue
      }
      kept += text.slice(from, start)
      from = Math.min(text.length, end + 1)
      count++
    }
    return count > 0 ? { text: kept + text.slice(from), count } : undefined
  },
}

function* longLines(text: string): Generator<{ start: number; end: number }> {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    if (end - start >= MIN_LINE) yield { start, end }
    start = end + 1
  }
}

function keyOf(text: string, start: number, end: number): string {
  return end - start <= MAX_KEY
    ? text.slice(start, end)
    : `${text.slice(start, start + MAX_KEY)}${end - start}`
}
