import { lastAnnounced } from './announced.js'
import { lastBox, openBox } from './boxes.js'
import { ownTurn } from './chat.js'
import { MAX_ANSWER_LENGTH } from './judgement.js'
import { lastExpression, unitAfter } from './lenient.js'
import type { Place } from './place.js'

export const EXTRACTION_MODES = ['boxed', 'anchored', 'whole', 'auto', 'lenient'] as const

/**
 * Where the final answer stands:
 * - `boxed`     the last balanced `\boxed{}` or `\fbox{}`, with those that "and", "or" or a comma joins to it
 * - `anchored`  a box, or what the last announcement announces, whichever comes last
 * - `whole`     the text is the answer
 * - `auto`      as anchored; a text that announces nothing is the answer itself
 * - `lenient`   as anchored; else the text if it is no more than an answer, else its last mathematical expression.
 *               For judging models that never box; as a reward it would pay for "the last number in the text".
 */
export type ExtractionMode = (typeof EXTRACTION_MODES)[number]

export type Extraction =
  /** `begin` is where the box or announcement starts: what stands before it is the work. */
  | { readonly found: true; readonly answer: string; readonly begin: number }
  | { readonly found: false; readonly rule: string }

function afterAnchor(text: string, anchor: string): Place | undefined {
  const at = text.lastIndexOf(anchor)
  return at < 0 ? undefined : { begin: at, at, answer: text.slice(at + anchor.length) }
}

function placeIn(text: string, mode: ExtractionMode): Place | undefined {
  const box = lastBox(text)
  const announced = lastAnnounced(text)
  const stated = announced && (!box || announced.at > box.at) ? announced : box
  if (stated && mode === 'lenient') {
    if (stated !== announced)
      return { ...stated, answer: stated.answer + unitAfter(text, stated.end ?? text.length) }
    // "The answer is as follows" announces nothing.
    if (/[\d$\\=]/.test(stated.answer) || stated.answer.length < 60) return stated
    return box ?? lastExpression(text)
  }
  if (mode === 'lenient') return stated ?? lastExpression(text)
  if (cutOff(text, stated)) return undefined
  if (stated) return stated
  return mode === 'auto' ? { begin: 0, at: 0, answer: text } : undefined
}

/** A box that the end of the text cuts off was to be the answer. */
function cutOff(text: string, stated: Place | undefined): boolean {
  const open = openBox(text)
  return open !== undefined && open > (stated?.at ?? -1)
}

function find(text: string, mode: ExtractionMode, anchor: string | undefined): Place | undefined {
  if (mode === 'whole') return { begin: 0, at: 0, answer: text }
  if (mode === 'boxed') return lastBox(text)
  if (anchor) {
    const box = lastBox(text)
    const announced = afterAnchor(text, anchor)
    const stated = announced && (!box || announced.at > box.at) ? announced : box
    if (mode !== 'lenient' && cutOff(text, stated)) return undefined
    if (stated || mode === 'anchored') return stated
  }
  const turn = ownTurn(text)
  const place = placeIn(text.slice(turn.begin, turn.end), mode)
  return place && { ...place, begin: place.begin + turn.begin }
}

/** The final answer of a Reasoner's text, untouched but trimmed. `anchor` replaces the natural announcements. */
export function extractAnswer(text: string, mode: ExtractionMode, anchor?: string): Extraction {
  const place = find(text, mode, anchor)
  if (!place) return { found: false, rule: 'extract/none' }
  const answer = place.answer.trim()
  if (answer.length > MAX_ANSWER_LENGTH) return { found: false, rule: 'extract/too-long' }
  if (answer.replace(/[\p{Cf}\s]/gu, '') === '') return { found: false, rule: 'extract/empty' }
  return { found: true, answer, begin: place.begin }
}
