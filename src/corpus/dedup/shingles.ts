import type { WordScanner } from '../../contamination/index.js'

/**
 * Words in a row that make a shingle: five tell documents apart that share a topic, and let an edit of one word break
 * only five shingles.
 */
export const SHINGLE = 5

const FIRST = 0x9e3779b3 | 0
const FIRST_2 = Math.imul(FIRST, FIRST)
const FIRST_3 = Math.imul(FIRST_2, FIRST)
const FIRST_4 = Math.imul(FIRST_3, FIRST)

/**
 * 32-bit hashes of the shingles of the text that was scanned last, one for each place, into `into` (grown by the caller
 * to `words`). Returns how many; 0 for a text of fewer than SHINGLE words.
 */
export function shinglesOf({ words }: WordScanner, count: number, into: Int32Array): number {
  const shingles = Math.max(0, count - SHINGLE + 1)
  for (let at = 0; at < shingles; at++) {
    const hash =
      Math.imul(words[at] as number, FIRST_4) +
      Math.imul(words[at + 1] as number, FIRST_3) +
      Math.imul(words[at + 2] as number, FIRST_2) +
      Math.imul(words[at + 3] as number, FIRST) +
      (words[at + 4] as number)
    into[at] = mix(hash | 0)
  }
  return shingles
}

/** Every bit of the result depends on every bit of `hash` (MurmurHash3's finaliser). */
export function mix(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
