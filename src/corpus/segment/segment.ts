import type { TextFormat } from '../reading.js'
import { type Block, blocksOf } from './blocks.js'
import { type CutSpan, cutUnits } from './cut-units.js'
import { fencedBlocks } from './fences.js'
import { formulas, outermost, union } from './formulas.js'
import type { Span } from './span.js'
import { MAX_CHARACTERS_PER_TOKEN, type TokenCounter } from './token-counter.js'
import { unitsOf } from './units.js'

/** A part of a text: `text` is what stands from `start` to `end`, in UTF-16 units of the text. */
export interface Segment extends Span {
  readonly text: string
}

export interface SegmentBudget {
  readonly maxTokens: number
  /** Segments below this are joined with a neighbour where that fits; a sixteenth of `maxTokens` if undefined. */
  readonly minTokens?: number | undefined
  readonly counter: TokenCounter
}

/** Estimates above the budget by no more than this are counted exactly before a text is cut. */
const NEAR = 1.35

/**
 * Cuts a text into segments of at most `maxTokens` tokens and of like sizes along its own structure: headings (which
 * stay with what follows them), paragraphs, list items, sentences, then words, then characters; inside a formula,
 * a code block, an environment or a table row only where that alone exceeds the budget. A text that fits is one
 * segment. Nothing is lost but white space at the segments' ends. A function of its arguments, in linear time.
 */
export function segment(text: string, format: TextFormat, budget: SegmentBudget): Segment[] {
  const { maxTokens, counter, minTokens = maxTokens / 16 } = budget
  const all = trimmed(text, { start: 0, end: text.length })
  if (all.text === '') return []
  if (fits(all.text, maxTokens, counter)) return [all]

  const spanFits = ({ start, end }: Span): boolean => fits(text.slice(start, end), maxTokens, counter)
  const fences = fencedBlocks(text)
  const whole = outermost([...fences, ...formulas(text, fences)], text.length, spanFits)
  const blocks = blocksOf(text, format, fences, whole)
  const units = unitsOf(
    text,
    blocks,
    union(whole, blocks.filter(isWhole).filter(spanFits)),
    maxTokens,
    counter,
  )
  const cut = cutUnits(units, maxTokens, (span) => fits(trimmed(text, span).text, maxTokens, counter))
  return joinTiny(text, cut, minTokens, budget)
}

function isWhole({ kind }: Block): boolean {
  return kind === 'row' || kind === 'code'
}

function fits(text: string, maxTokens: number, counter: TokenCounter): boolean {
  // A character is a byte at least.
  if (text.length > maxTokens * MAX_CHARACTERS_PER_TOKEN) return false
  if (counter.upperBound(text) <= maxTokens) return true
  const estimate = counter.estimate(text)
  if (estimate <= maxTokens) return true
  if (counter.exact === counter.estimate || estimate > maxTokens * NEAR) return false
  return counter.exact(text) <= maxTokens
}

function trimmed(text: string, { start, end }: Span): Segment {
  const part = text.slice(start, end)
  const kept = part.trim()
  const from = start + (part.length - part.trimStart().length)
  return { text: kept, start: from, end: from + kept.length }
}

function joinTiny(
  text: string,
  spans: readonly CutSpan[],
  minTokens: number,
  budget: SegmentBudget,
): Segment[] {
  const segments: Segment[] = []
  /** Tokens of the last segment, about. */
  let lastTokens = 0
  for (const span of spans) {
    const next = trimmed(text, span)
    if (next.text === '') continue
    const last = segments.at(-1)
    if (last && Math.min(lastTokens, span.tokens) < minTokens) {
      const joined = trimmed(text, { start: last.start, end: next.end })
      if (fits(joined.text, budget.maxTokens, budget.counter)) {
        segments[segments.length - 1] = joined
        lastTokens += span.tokens
        continue
      }
    }
    segments.push(next)
    lastTokens = span.tokens
  }
  return segments
}
