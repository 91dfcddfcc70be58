import type { TextFormat } from '../reading.js'
import { headingPenalty, ITEM, isHeading, looksLikeHeading, tablePart } from './line-kinds.js'
import { PENALTY } from './penalty.js'
import type { Span } from './span.js'

export type BlockKind = 'text' | 'heading' | 'item' | 'row' | 'code'

/** A heading, a paragraph, a list item, a table row, a code block: blocks cover a text without gaps. */
export interface Block extends Span {
  readonly kind: BlockKind
  /** What a cut before it costs. */
  readonly penalty: number
}

interface OpenBlock {
  readonly start: number
  readonly kind: BlockKind
  readonly penalty: number
  ended: boolean
}

/** Indentation and lines are looked at this far. */
const MAX_INDENT = 40
const MAX_LOOK = 400
/** Four columns make code of a Markdown line that follows an empty one. */
const CODE_INDENT = 4

/**
 * The blocks of a text. `fences` are code; `whole` are other spans that are not to be cut: those over several lines
 * are a block where they begin a line, and belong to the paragraph that they begin in elsewhere. Both are sorted.
 */
export function blocksOf(
  text: string,
  format: TextFormat,
  fences: readonly Span[],
  whole: readonly Span[],
): Block[] {
  const blocks: Block[] = []
  /** `ended` once the block ends with the line before, whatever comes. */
  let open: OpenBlock = { start: 0, kind: 'text', penalty: PENALTY.paragraph, ended: false }
  let blank = true
  let table: 'none' | 'head' | 'ruler' | 'body' = 'none'

  const close = (end: number): void => {
    const { start, kind, penalty } = open
    if (end > start) blocks.push({ start, end, kind, penalty })
  }
  const begin = (at: number, next: BlockKind, cost: number): void => {
    let penalty = cost
    if (at > 0 && open.kind === 'heading') penalty = PENALTY.heading
    else if (next !== 'heading' && introduces(text, at)) penalty = Math.max(cost, PENALTY.introduction)
    close(at)
    open = { start: at, kind: next, penalty, ended: false }
  }

  let fence = 0
  let span = 0
  let at = 0
  while (at < text.length) {
    const end = afterLine(text, at)
    while (fence < fences.length && (fences[fence] as Span).end <= at) fence++
    while (span < whole.length && (whole[span] as Span).end <= at) span++
    const code = fences[fence]
    const uncut = whole[span]
    let indent = 0
    while (indent < MAX_INDENT && isBlank(text.charCodeAt(at + indent))) indent++
    const line = text.slice(at + indent, Math.min(end, at + indent + MAX_LOOK)).trimEnd()

    if (code && code.start < end) {
      begin(at, 'code', blank ? PENALTY.paragraph : PENALTY.introduction)
      at = Math.max(end, code.end)
      open.ended = true
      blank = false
      table = 'none'
      continue
    }
    if (uncut && uncut.start < end && uncut.end > end) {
      const apart = blank || open.ended || (open.kind !== 'text' && open.kind !== 'item')
      if (apart || uncut.start === at + indent) {
        begin(at, 'text', apart ? PENALTY.paragraph : PENALTY.introduction)
      }
      at = afterLine(text, uncut.end - 1)
      blank = false
      table = 'none'
      continue
    }
    if (line === '' && indent < MAX_INDENT) {
      blank = true
      table = 'none'
      at = end
      continue
    }

    const next = lineAt(text, end)
    const part = tablePart(line, next, table !== 'none')
    const separate =
      blank || open.ended || open.kind === 'heading' || (open.kind === 'row' && part === undefined)
    if (isHeading(line, next, open.kind === 'text' && !blank)) {
      begin(at, 'heading', headingPenalty(line, next))
    } else if (open.kind === 'heading' && at > open.start && !blank && /^(?:={3,}|-{3,})$/.test(line)) {
      // The ruler under a heading belongs to it.
    } else if (part !== undefined) {
      // The head of a table stays with its first row.
      const first: boolean = table === 'none'
      begin(
        at,
        'row',
        first ? PENALTY.paragraph : part === 'ruler' || table === 'ruler' ? PENALTY.heading : PENALTY.row,
      )
      table = part === 'ruler' ? 'ruler' : first ? 'head' : 'body'
    } else if (ITEM.test(line)) {
      begin(at, 'item', PENALTY.item + PENALTY.deeper * Math.min(5, indent >> 1))
    } else if (format === 'markdown' && open.kind === 'code' && !open.ended && indent >= CODE_INDENT) {
      // Indented code goes on, over empty lines too.
    } else if (separate || (open.kind === 'code' && format === 'markdown')) {
      const inItem = open.kind === 'item' && indent >= 2
      if (inItem) begin(at, 'item', PENALTY.item)
      else if (format === 'markdown' && blank && indent >= CODE_INDENT) begin(at, 'code', PENALTY.paragraph)
      else if (format === 'plain' && blank && next === '' && end < text.length && looksLikeHeading(line)) {
        begin(at, 'heading', PENALTY.section)
      } else begin(at, 'text', PENALTY.paragraph)
    }
    if (part === undefined) table = 'none'
    blank = false
    at = end
  }
  close(text.length)
  return blocks
}

/** Whether what stands before `end` announces what follows. */
function introduces(text: string, end: number): boolean {
  let at = end - 1
  while (at >= 0 && end - at < MAX_LOOK && text.charCodeAt(at) <= 32) at--
  const last = text.charAt(at)
  return last === ':' || last === '：'
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 0xa0 || code === 0x3000
}

/** The position after the line that holds `at`. */
export function afterLine(text: string, at: number): number {
  const found = text.indexOf('\n', at)
  return found < 0 ? text.length : found + 1
}

function lineAt(text: string, at: number): string {
  return text.slice(at, Math.min(afterLine(text, at), at + MAX_LOOK)).trim()
}
