const WORDS = 10
/** Further words are not looked at: a text that repeats itself does so before. */
const MAX_WORDS = 1 << 16
const SLOTS = MAX_WORDS * 2
const FACTOR = 0x01000193
/** FACTOR to the power of WORDS: what a word counts for when it leaves the window. */
const LEAVING = Array.from({ length: WORDS }).reduce<number>((product) => Math.imul(product, FACTOR), 1)

/** Hashes seen, by open addressing; a slot is taken if its stamp is the current text's. Kept to save allocations. */
const slots = new Int32Array(SLOTS)
const stamps = new Int32Array(SLOTS)
let stamp = 0

/** Share of a text's words that lie in a run of ten words which stood in it before. */
export function repeatedNGramShare(text: string): number {
  stamp = (stamp + 1) | 0
  const window = new Int32Array(WORDS)
  let rolling = 0
  let words = 0
  let covered = 0
  let coveredTo = 0
  let word = 0
  /** Signs alone are no word: formulas have few kinds of them. */
  let inWord = false
  for (let at = 0; at <= text.length && words < MAX_WORDS; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 32
    if (code > 32 && code !== 0xa0) {
      word = Math.imul(word ^ code, FACTOR)
      inWord ||= spells(code)
      continue
    }
    if (!inWord) {
      word = 0
      continue
    }
    const slot = words % WORDS
    rolling = (Math.imul(rolling, FACTOR) + word - Math.imul(window[slot] as number, LEAVING)) | 0
    window[slot] = word
    words++
    word = 0
    inWord = false
    if (words >= WORDS && stoodBefore(rolling)) {
      covered += words - Math.max(coveredTo, words - WORDS)
      coveredTo = words
    }
  }
  return words > 0 ? covered / words : 0
}

/** Letters and digits; beyond ASCII all but punctuation, arrows and signs. */
function spells(code: number): boolean {
  if (code < 128)
    return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
  return code >= 0xc0 && (code < 0x2000 || code >= 0x2c00)
}

function stoodBefore(hash: number): boolean {
  // The low bits of a product say little: mix in the high ones.
  let slot = ((hash ^ (hash >>> 15)) * 0x9e37) & (SLOTS - 1)
  while (stamps[slot] === stamp) {
    if (slots[slot] === hash) return true
    slot = (slot + 1) & (SLOTS - 1)
  }
  stamps[slot] = stamp
  slots[slot] = hash
  return false
}
