import { MAX_ANSWER_LENGTH } from './judgement.js'

/**
 * Where the final answer stands:
 * - `boxed`     the last balanced `\boxed{}` or `\fbox{}`
 * - `anchored`  a box, or what follows the last announcement, whichever comes last
 * - `whole`     the text is the answer
 * - `auto`      as anchored; a text that announces nothing is the answer itself
 *
 * Never "the last number in the text": a Reasoner would be paid for counting.
 */
export type ExtractionMode = 'boxed' | 'anchored' | 'whole' | 'auto'

export type Extraction =
  /** `begin` is where the box or announcement starts: what stands before it is the work. */
  | { readonly found: true; readonly answer: string; readonly begin: number }
  | { readonly found: false; readonly rule: string }

interface Place {
  readonly begin: number
  /** The later place wins. */
  readonly at: number
  readonly answer: string
}

const BOX = /\\(?:boxed|fbox)\s{0,4}\{/y

/** The box that closes last, so the outermost of nested ones and never a truncated one. One pass. */
function lastBox(text: string): Place | undefined {
  const open: ({ begin: number; start: number } | undefined)[] = []
  let last: Place | undefined
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '\\') {
      BOX.lastIndex = i
      const box = BOX.exec(text)
      if (box) {
        open.push({ begin: i, start: i + box[0].length })
        i += box[0].length - 1
      } else i++
    } else if (character === '{') open.push(undefined)
    else if (character === '}') {
      const box = open.pop()
      if (box) last = { begin: box.begin, at: i, answer: text.slice(box.start, i) }
    }
  }
  return last
}

function afterAnchor(text: string, anchor: string): Place | undefined {
  const at = text.lastIndexOf(anchor)
  return at < 0 ? undefined : { begin: at, at, answer: text.slice(at + anchor.length) }
}

const ANNOUNCEMENT = /\b(?:final answer is|answer is|(?:final )?answer(?:\*\*)?:)(?:\*\*)?:?/gi

/** The line after the last announcement, cut where a further sentence begins. */
function afterAnnouncement(text: string): Place | undefined {
  let last: RegExpExecArray | undefined
  for (const found of text.matchAll(ANNOUNCEMENT)) last = found
  if (!last) return undefined
  const rest = text.slice(last.index + last[0].length).trimStart()
  const line = rest.slice(0, MAX_ANSWER_LENGTH + 1).split('\n', 1)[0] as string
  const sentence = /[.!?]\s+(?=[A-Z])/.exec(line)
  return { begin: last.index, at: last.index, answer: sentence ? line.slice(0, sentence.index + 1) : line }
}

/** The final answer of a Reasoner's text, untouched but trimmed. `anchor` replaces the natural announcements. */
export function extractAnswer(text: string, mode: ExtractionMode, anchor?: string): Extraction {
  let place: Place | undefined
  if (mode === 'whole') place = { begin: 0, at: 0, answer: text }
  else {
    place = lastBox(text)
    if (mode !== 'boxed') {
      const announced = anchor ? afterAnchor(text, anchor) : afterAnnouncement(text)
      if (announced && (!place || announced.at > place.at)) place = announced
    }
    if (!place && mode === 'auto') place = { begin: 0, at: 0, answer: text }
  }
  if (!place) return { found: false, rule: 'extract/none' }
  const answer = place.answer.trim()
  if (answer.replace(/[\p{Cf}\s]/gu, '') === '') return { found: false, rule: 'extract/empty' }
  if (answer.length > MAX_ANSWER_LENGTH) return { found: false, rule: 'extract/too-long' }
  return { found: true, answer, begin: place.begin }
}
