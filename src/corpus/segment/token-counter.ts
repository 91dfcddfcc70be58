import type { Tokenizer } from '../../tokenizer/index.js'

/** How many tokens a text has, as dearly as the question needs. All three are functions of the text alone. */
export interface TokenCounter {
  /** What the tokenizer says; slow (about a megabyte a second). */
  exact(text: string): number
  /** Never below `exact`, and next to free; infinite where nothing is known. */
  upperBound(text: string): number
  /** Seldom below `exact`, usually a few per cent above it; need not be whole. */
  estimate(text: string): number
}

/** A text with more characters for a token of the budget isn't worth counting: it doesn't fit. */
export const MAX_CHARACTERS_PER_TOKEN = 64
/** Longer runs without white space are counted in pieces: a tokenizer may take the square of a run. */
const MAX_RUN = 16_384
const MAX_WORD = 32
const MAX_REMEMBERED = 1 << 17
/** What words that are counted one by one may lose against the whole text. */
const MARGIN = 1.02

const OTHER = 0
const LETTER = 1
const DIGIT = 2
const SPACE = 3
const WIDE = 4
const kindOf = new Uint8Array(128)
for (let c = 0; c < 128; c++) {
  const character = String.fromCharCode(c)
  if (/[a-z]/i.test(character)) kindOf[c] = LETTER
  else if (/\d/.test(character)) kindOf[c] = DIGIT
  else if (/\s/.test(character)) kindOf[c] = SPACE
}
/** From here on scripts are written without spaces (CJK, and surrogates): each character is counted alone. */
const FIRST_WIDE = 0x2e80
const kind = (code: number): number =>
  code < 128 ? (kindOf[code] as number) : code < FIRST_WIDE ? LETTER : WIDE

/**
 * Counts with a tokenizer. The certain bound are the UTF-8 bytes (byte-level tokens hold a byte at least). The estimate
 * adds up the tokens of words, which are remembered: it splits where tokenizers split before they merge, so it can
 * hardly come out too small, and it does not depend on what was counted before.
 */
export function tokenCounter(tokenizer: Pick<Tokenizer, 'encode'>): TokenCounter {
  // Tokenizers that put a mark before a text may spend a token on it.
  const overhead = Math.max(0, tokenizer.encode('a').length - 1)
  let remembered = new Map<string, number>()

  const ofWord = (text: string, start: number, end: number): number => {
    if (end - start > MAX_WORD) return Buffer.byteLength(text.slice(start, end))
    const word = text.slice(start, end)
    let tokens = remembered.get(word)
    if (tokens === undefined) {
      tokens = Math.max(1, tokenizer.encode(word).length - overhead)
      if (remembered.size >= MAX_REMEMBERED) remembered = new Map()
      remembered.set(word, tokens)
    }
    return tokens
  }

  const estimate = (text: string): number => {
    let total = 0
    let at = 0
    while (at < text.length) {
      const start = at
      let code = text.charCodeAt(at++)
      let type = kind(code)
      if (type === SPACE) {
        // One space belongs to the word after it.
        const next = at < text.length ? text.charCodeAt(at) : 10
        type = kind(next)
        if (code !== 32 || type === SPACE) {
          while (at < text.length && kind(text.charCodeAt(at)) === SPACE) at++
          // The last space of a run goes to the word after it.
          if (at < text.length && at - start > 1 && text.charCodeAt(at - 1) === 32) at--
          total += ofWord(text, start, at)
          continue
        }
        code = next
        at++
      }
      if (type === LETTER || type === OTHER) {
        while (at < text.length && kind(text.charCodeAt(at)) === type) at++
        total += ofWord(text, start, at)
      } else if (type === DIGIT) {
        total += at - start
      } else {
        if (code >= 0xd800 && code < 0xdc00 && at < text.length) at++
        total += ofWord(text, start, at)
      }
    }
    return total * MARGIN + overhead
  }

  return {
    exact: (text) => {
      let tokens = 0
      for (const piece of boundedRuns(text)) tokens += tokenizer.encode(piece).length
      return tokens
    },
    upperBound: (text) => Buffer.byteLength(text) + overhead,
    estimate,
  }
}

/** A counter where counting is cheap enough: what it says is exact, or never too few. */
export function plainCounter(count: (text: string) => number): TokenCounter {
  const exact = (text: string): number => {
    let tokens = 0
    for (const piece of boundedRuns(text)) tokens += count(piece)
    return tokens
  }
  return { exact, upperBound: () => Number.POSITIVE_INFINITY, estimate: exact }
}

/** The text whole, or cut where a run without white space is too long. */
function boundedRuns(text: string): string[] {
  if (text.length <= MAX_RUN) return [text]
  const pieces: string[] = []
  let start = 0
  let run = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code <= 32) run = 0
    else if (++run > MAX_RUN && (code & 0xfc00) !== 0xdc00) {
      pieces.push(text.slice(start, at))
      start = at
      run = 1
    }
  }
  pieces.push(text.slice(start))
  return pieces
}
