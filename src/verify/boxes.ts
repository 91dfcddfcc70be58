import type { Place } from './place.js'

interface Box extends Place {
  /** Past the closing brace. */
  readonly end: number
}

interface Frame {
  readonly begin: number
  readonly start: number
  /** Every backslash is written twice, as in JSON. */
  readonly doubled: boolean
}

const BOX = /(?:boxed|fbox)\s{0,4}\{/y
const MAX_JOINED = 64
const MAX_GAP = 80

const NOTABLE = /[\\{}]/g

/** The next backslash or brace from `from` on, past the end without any: most of a text is neither. */
function next(text: string, from: number): number {
  NOTABLE.lastIndex = from
  return NOTABLE.test(text) ? NOTABLE.lastIndex - 1 : text.length
}

/** Boxes that are closed and stand in no other one, in order. One pass. */
function closedBoxes(text: string): { boxes: Box[]; open: readonly (Frame | undefined)[] } {
  const open: (Frame | undefined)[] = []
  const boxes: Box[] = []
  let doubled = false
  for (let i = next(text, 0); i < text.length; i = next(text, i + 1)) {
    const character = text.charCodeAt(i)
    if (character === 92) {
      const begin = i
      while (text.charCodeAt(i + 1) === 92) i++
      BOX.lastIndex = i + 1
      const box = BOX.exec(text)
      const even = (i - begin) % 2 === 1
      if (box) {
        doubled = even
        open.push({ begin, start: i + 1 + box[0].length, doubled })
        i += box[0].length
      } else if (!even || doubled) i++
    } else if (character === 123) open.push(undefined)
    else if (character === 125) {
      const box = open.pop()
      if (!box) continue
      doubled = false
      while ((boxes.at(-1)?.begin ?? -1) > box.begin) boxes.pop()
      boxes.push({ begin: box.begin, at: i, end: i + 1, answer: text.slice(box.start, i) })
    }
  }
  return { boxes, open }
}

const DRESS = /\\(?:text|textrm|mathrm|mbox|rm)\s?\{|\\q?quad(?![a-z])|\\[()[\]\s,;:!]|[$~{}]/g
const JOINT = /^(?:(?:for |in )?\(?(?:part|case|question) \(?[a-z0-9]{1,3}\)?\)? ?)?(?:,|,? ?and|,? ?or|&)$/i

/** What joins two boxes into one answer: "and", "or" or a comma, at most with the label of a part before it. */
function joint(gap: string): string | undefined {
  if (gap.length > MAX_GAP) return undefined
  const words = gap.replace(DRESS, ' ').replace(/\s+/g, ' ').trim()
  if (!JOINT.test(words)) return undefined
  return /or$/i.test(words) ? ' \\text{ or } ' : ', '
}

/**
 * The box that closes last, so the outermost of nested ones and never a truncated one, with those before it that
 * belong to it: "\boxed{4} and \boxed{9}" is one answer. Boxes with other words or nothing between are several
 * attempts, of which the last counts.
 */
export function lastBox(text: string): Place | undefined {
  if (!text.includes('boxed') && !text.includes('fbox')) return undefined
  const { boxes } = closedBoxes(text)
  const last = boxes.at(-1)
  if (!last) return undefined
  let { begin, answer } = last
  for (let i = boxes.length - 2; i >= 0 && i > boxes.length - 1 - MAX_JOINED; i--) {
    const box = boxes[i] as Box
    const join = joint(text.slice(box.end, Math.min(begin, box.end + MAX_GAP + 1)))
    if (join === undefined || box.answer.trim() === '' || answer.trim() === '') break
    begin = box.begin
    answer = box.answer + join + answer
  }
  return { begin, at: last.at, answer, end: last.end }
}

/** Where the last box begins that is never closed, as where a text is cut off in the middle of its answer. */
export function openBox(text: string): number | undefined {
  if (!text.includes('boxed') && !text.includes('fbox')) return undefined
  return closedBoxes(text).open.findLast((frame) => frame !== undefined)?.begin
}
