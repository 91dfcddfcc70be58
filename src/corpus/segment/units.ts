import { afterLine, type Block } from './blocks.js'
import { PENALTY } from './penalty.js'
import { type Boundary, sentenceBoundaries } from './sentences.js'
import { firstEndingAfter, type Span, spanAround } from './span.js'
import { MAX_CHARACTERS_PER_TOKEN, type TokenCounter } from './token-counter.js'

/** What segments are put together from. */
export interface Unit extends Span {
  /** What a cut before it costs. */
  readonly penalty: number
  readonly tokens: number
}

/** Blocks above this share of the budget are taken apart at sentences, so that segments can have like sizes. */
const GRAIN = 4
/** What words and characters are put together to. */
const FINE_GRAIN = 32

/** The parts of a text that segments are made of, each within `maxTokens` unless it is one character. */
export function unitsOf(
  text: string,
  blocks: readonly Block[],
  whole: readonly Span[],
  maxTokens: number,
  counter: TokenCounter,
): Unit[] {
  const units: Unit[] = []
  const measure = (start: number, end: number): number =>
    end - start > maxTokens * MAX_CHARACTERS_PER_TOKEN
      ? Number.POSITIVE_INFINITY
      : counter.estimate(text.slice(start, end))

  const bySentences = (block: Block): void => {
    const boundaries =
      block.kind === 'code' ? lineBoundaries(text, block) : sentenceBoundaries(text, block.start, block.end)
    const open = boundaries.filter(({ at }) => !spanAround(whole, at))
    let start = block.start
    let penalty = block.penalty
    for (const { at, penalty: next } of [...open, { at: block.end, penalty: 0 }]) {
      const tokens = measure(start, at)
      if (tokens <= maxTokens) units.push({ start, end: at, penalty, tokens })
      else byWords(start, at, penalty)
      start = at
      penalty = next
    }
  }

  const byWords = (from: number, to: number, first: number): void => {
    let start = from
    let penalty = first
    const grain = Math.max(1, Math.floor(maxTokens / FINE_GRAIN))
    const put = (end: number, next: number): void => {
      if (end <= start) return
      const tokens = measure(start, end)
      if (tokens <= maxTokens) units.push({ start, end, penalty, tokens })
      else byCharacters(start, end, penalty)
      start = end
      penalty = next
    }
    let at = from
    let near = firstEndingAfter(whole, from)
    while (at < to) {
      const span = whole[near]
      if (span && span.start <= at) {
        if (span.start >= start && at > start) put(span.start, PENALTY.word)
        at = Math.min(to, span.end)
        near++
        put(at, PENALTY.word)
        continue
      }
      const stop = Math.min(to, span ? span.start : to)
      while (at < stop && !isSpace(text.charCodeAt(at))) at++
      while (at < stop && isSpace(text.charCodeAt(at))) at++
      if (at - start >= grain && at < stop) put(at, PENALTY.word)
    }
    put(to, PENALTY.word)
  }

  const byCharacters = (from: number, to: number, first: number): void => {
    const step = Math.max(1, Math.floor(maxTokens / FINE_GRAIN / 4))
    let penalty = first
    for (let start = from; start < to; ) {
      let end = Math.min(to, start + step)
      // A pair and its marks stay together.
      for (let more = 0; end < to && more < 8 && joins(text, end); more++) end++
      let tokens = measure(start, end)
      if (tokens > maxTokens) {
        end = start + (isPair(text, start) ? 2 : 1)
        tokens = measure(start, end)
      }
      units.push({ start, end, penalty, tokens })
      penalty = PENALTY.character
      start = end
    }
  }

  for (const block of blocks) {
    const tokens = measure(block.start, block.end)
    const kept = block.kind === 'code' || block.kind === 'row'
    if (tokens <= (kept ? maxTokens : maxTokens / GRAIN)) {
      units.push({ start: block.start, end: block.end, penalty: block.penalty, tokens })
    } else bySentences(block)
  }
  return units
}

function lineBoundaries(text: string, block: Block): Boundary[] {
  const boundaries: Boundary[] = []
  for (let at = afterLine(text, block.start); at < block.end; at = afterLine(text, at)) {
    const afterBlank = text.charCodeAt(at - 2) === 10
    boundaries.push({ at, penalty: afterBlank ? PENALTY.codeParagraph : PENALTY.codeLine })
  }
  return boundaries
}

function isSpace(code: number): boolean {
  return code <= 32 || code === 0xa0 || code === 0x3000 || code === 0x2028 || code === 0x2029
}

function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
}

/** Whether the character at `at` belongs to the one before it. */
function joins(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code < 0x300) return false
  const splitsPair = (code & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800
  return (
    splitsPair ||
    code <= 0x36f ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0x200d ||
    text.charCodeAt(at - 1) === 0x200d
  )
}
