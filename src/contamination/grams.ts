/**
 * Hashes of words in a row, in two sizes. Items of fewer than LONG_ITEM words are kept as runs of three words, so that
 * two changed words leave some of them; longer ones as runs of five, which ordinary prose repeats less.
 */
export const SHORT_GRAM = 3
export const LONG_GRAM = 5
export const LONG_ITEM = 32

export function gramSize(words: number): number {
  return words < LONG_ITEM ? SHORT_GRAM : LONG_GRAM
}

/** Odd multipliers, 3 modulo 4. */
const FIRST = 0x9e3779b3 | 0
const SECOND = 0xc2b2ae3f | 0

/** First 32 bits of a gram: a polynomial in the words, so that both sizes come from five multiplications. */
export function gramLow(words: Int32Array, at: number, size: number): number {
  let hash = size
  for (let i = 0; i < size; i++) hash = (Math.imul(hash, FIRST) + (words[at + i] as number)) | 0
  return hash
}

/** Eight bits more, that only grams which pass the filter are asked for. */
export function gramHigh(words: Int32Array, at: number, size: number): number {
  let hash = size
  for (let i = 0; i < size; i++) hash = Math.imul(hash ^ (words[at + i] as number) ^ 0x5bd1e995, SECOND)
  return (hash ^ (hash >>> 15)) >>> 24
}
