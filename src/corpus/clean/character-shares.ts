export interface CharacterShares {
  /** Of the visible characters. */
  readonly symbols: number
  readonly digits: number
  /** Words of ASCII between white space: how many, and their mean length. Others may be whole sentences (CJK). */
  readonly words: number
  readonly wordLength: number
}

const SPACE = 0
const LETTER = 1
const DIGIT = 2
/** Punctuation, and signs of mathematics and code: neither good nor bad, unless in a row. */
const SIGN = 3
const SYMBOL = 4
/** So many of one sign in a row draw a line. */
const ROW = 4

const asciiKinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (code <= 32 || code === 127) return SPACE
  if (/[a-z]/i.test(character)) return LETTER
  if (/\d/.test(character)) return DIGIT
  return /[#@~]/.test(character) ? SYMBOL : SIGN
})

const SIGNS_BEYOND =
  /[\p{L}\p{M}\p{N}\p{P}\p{Sm}\p{Sc}\u2070-\u209f\u2100-\u23ff\u27c0-\u27ef\u2900-\u2bff°©®]/u
const kindsBeyond = new Uint8Array(0x10000)
function kindBeyond(code: number): number {
  let known = kindsBeyond[code] as number
  if (known === 0) {
    const character = String.fromCharCode(code)
    // Halves of pairs pass: most are letters of mathematics and of rarer scripts; emoji are few.
    const high = code >= 0xd800 && code < 0xe000
    if (/\s/.test(character)) known = SPACE + 8
    else if (high || /[\p{L}\p{M}]/u.test(character)) known = LETTER
    else known = SIGNS_BEYOND.test(character) ? SIGN : SYMBOL
    kindsBeyond[code] = known
  }
  return known === SPACE + 8 ? SPACE : known
}

/** One look at every character. */
export function characterShares(text: string): CharacterShares {
  let visible = 0
  let symbols = 0
  let digits = 0
  let words = 0
  let wordCharacters = 0
  let wordStart = 0
  let wordAscii = true
  let row = 0
  let previous = 0
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 32
    const kind = code < 128 ? (asciiKinds[code] as number) : kindBeyond(code)
    if (kind === SPACE) {
      if (at > wordStart && wordAscii) {
        words++
        wordCharacters += at - wordStart
      }
      wordStart = at + 1
      wordAscii = true
      continue
    }
    if (code > 127) wordAscii = false
    visible++
    if (kind === LETTER) continue
    if (kind === DIGIT) digits++
    else if (kind === SYMBOL) symbols++
    else {
      row = code === previous ? row + 1 : 1
      if (row === ROW) symbols += ROW
      else if (row > ROW) symbols++
    }
    previous = code
  }
  const of = (count: number): number => (visible > 0 ? count / visible : 0)
  return {
    symbols: of(symbols),
    digits: of(digits),
    words,
    wordLength: words > 0 ? wordCharacters / words : 0,
  }
}
