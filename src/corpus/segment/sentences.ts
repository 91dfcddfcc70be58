import { PENALTY } from './penalty.js'

/** A place inside a block where it may be cut, and what that costs. */
export interface Boundary {
  readonly at: number
  readonly penalty: number
}

const END = /[.!?…]["'”’)\]»]{0,4}(?=\s)|[。！？｡]["'”’」』）)]{0,4}|\n/g
/** Words that end with a full stop inside a sentence. */
const ABBREVIATIONS = new Set(
  (
    'mr mrs ms dr prof st jr sr rev hon gen col sgt capt lt gov sen rep vs etc e.g i.e eg ie cf al ca approx resp viz ' +
    'fig figs eq eqs eqn sec secs ch chap app appx vol vols no nos nr pp p pt ed eds ex ref refs tab thm lem def prop ' +
    'cor rem jan feb mar apr jun jul aug sep sept oct nov dec inc ltd co corp dept univ est min max z.b d.h bzw u.a usw'
  ).split(' '),
)
/** These may end a sentence too, and mostly do before a capital. */
const ALSO_LAST = new Set([
  'etc',
  'al',
  'no',
  'usw',
  'co',
  'inc',
  'ltd',
  'corp',
  'min',
  'max',
  'ed',
  'ex',
  'p',
  'def',
])
const MAX_WORD = 24

/**
 * Where the sentences and lines of `text` between `start` and `end` stop: the position after the white space that
 * follows. Full stops of abbreviations, initials, numbers and list markers are none.
 */
export function sentenceBoundaries(text: string, start: number, end: number): Boundary[] {
  const boundaries: Boundary[] = []
  END.lastIndex = start
  for (let found = END.exec(text); found && found.index < end; found = END.exec(text)) {
    const mark = found[0].charAt(0)
    const after = found.index + found[0].length
    let at = after
    let lineEnds = mark === '\n'
    while (at < end && isSpace(text.charCodeAt(at))) {
      if (text.charCodeAt(at) === 10) lineEnds = true
      at++
    }
    if (at >= end) break
    END.lastIndex = Math.max(at, END.lastIndex)
    if (mark === '\n') boundaries.push({ at, penalty: PENALTY.line })
    else if (mark === '.' && !stops(text, start, found.index, text.charAt(at))) {
      if (lineEnds) boundaries.push({ at, penalty: PENALTY.line })
    } else if (lineEnds) boundaries.push({ at, penalty: PENALTY.sentenceLine })
    else
      boundaries.push({ at, penalty: beginsSmall(text.charAt(at)) ? PENALTY.weakSentence : PENALTY.sentence })
  }
  return boundaries
}

/** Whether the full stop at `dot` ends a sentence, `next` being what the next one would begin with. */
function stops(text: string, start: number, dot: number, next: string): boolean {
  let from = dot
  while (from > start && dot - from < MAX_WORD && isWord(text.charCodeAt(from - 1))) from--
  const word = text.slice(from, dot)
  if (word.length === 1 && word !== 'I' && /\p{Lu}/u.test(word)) return false
  // "1." at the start of a line numbers an item.
  if (/^\d{1,3}$/.test(word) && lineStartsAt(text, start, from)) return false
  const small = word.toLowerCase()
  if (!ABBREVIATIONS.has(small)) return true
  return ALSO_LAST.has(small) && /[\p{Lu}]/u.test(next)
}

function lineStartsAt(text: string, start: number, at: number): boolean {
  let from = at
  while (from > start && at - from < MAX_WORD && text.charCodeAt(from - 1) === 32) from--
  return from === start || text.charCodeAt(from - 1) === 10
}

function beginsSmall(character: string): boolean {
  return character !== character.toUpperCase()
}

function isSpace(code: number): boolean {
  return code <= 32 || code === 0xa0 || code === 0x3000 || code === 0x2028 || code === 0x2029
}

/** Letters, digits, and full stops within a word ("e.g"). */
function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 46 ||
    code > 127
  )
}
