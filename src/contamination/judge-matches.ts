import { gramSize } from './grams.js'

/** A document shares a run of this many words with an item: a hit whatever else is in it (GPT-3's rule). */
export const RUN_WORDS = 13
/**
 * Or this share of the item's words stands in it, in its order, in runs of a gram or more: two changed words leave more
 * than that but in the shortest items.
 */
const SHARE = 0.6
/** Of items of fewer than 12 words more: otherwise `1, 2, 3, 4, 5` would pass for the sum that begins so. */
const SHARE_SHORT = 0.75
/** Items of fewer words must stand there whole. */
export const WHOLE_BELOW = 8

/** One gram of an item found in a document. */
export interface Match {
  /** Number of the word in the document at which it begins. */
  readonly at: number
  /** Number of the word in the item at which it begins. */
  readonly place: number
}

/** A passage of words [from, to) of the document that stands for an item. */
export interface Passage {
  readonly from: number
  readonly to: number
  /** Share of the item's words that are looked for which stand in the passage. */
  readonly share: number
  /** Longest run of words in common. */
  readonly run: number
}

export const shareNeeded = (words: number): number => (words < 12 ? SHARE_SHORT : SHARE)

/** Fewest grams that can make a passage of an item; what has fewer need not be judged. */
export function matchesNeeded(words: number, usableWords: number): number {
  const size = gramSize(words)
  const run = Math.min(words, RUN_WORDS) - size + 1
  if (words < WHOLE_BELOW) return 1
  // Each gram beyond the first of a run covers one word more, the first `size`.
  return Math.max(1, Math.min(run, Math.ceil((shareNeeded(words) * usableWords) / size)))
}

/**
 * The best passage among the matches of one item (in order of `at`), or undefined if none suffices; not for items below WHOLE_BELOW. `usableWords` are the
 * words of the item that lie in grams which are looked for.
 */
export function judgeMatches(
  matches: readonly Match[],
  words: number,
  usableWords: number,
): Passage | undefined {
  const size = gramSize(words)
  const run = longestRun(matches, size)
  const best = bestAlignment(matches, words, size)
  const share = best.words / Math.max(1, usableWords)
  if (share >= shareNeeded(words)) return { from: best.from, to: best.to, share, run: run.words }
  if (run.words < Math.min(words, RUN_WORDS)) return undefined
  return { from: run.to - run.words, to: run.to, share, run: run.words }
}

function longestRun(matches: readonly Match[], size: number): { words: number; to: number } {
  /** By diagonal (place in the document less place in the item): where a run has come to, and its grams. */
  const open = new Map<number, { at: number; grams: number }>()
  let best = { words: 0, to: 0 }
  for (const { at, place } of matches) {
    const before = open.get(at - place)
    const grams = before !== undefined && before.at === at - 1 ? before.grams + 1 : 1
    open.set(at - place, { at, grams })
    if (grams + size - 1 > best.words) best = { words: grams + size - 1, to: at + size }
  }
  return best
}

/**
 * The neighbouring diagonals that cover the most words of the item: a copy keeps to one diagonal, and each word put in or
 * left out moves it by one.
 */
function bestAlignment(
  matches: readonly Match[],
  words: number,
  size: number,
): { words: number; from: number; to: number } {
  const tolerance = 3 + Math.floor(words / 8)
  const sorted = [...matches].sort((a, b) => a.at - a.place - (b.at - b.place) || a.at - b.at)
  const cover = new Int32Array(words)
  let covered = 0
  let first = 0
  let best = { words: 0, first: 0, last: 0 }
  for (const [last, { at, place }] of sorted.entries()) {
    for (let w = place; w < place + size; w++) if (add(cover, w, 1) === 1) covered++
    for (; at - place - diagonal(sorted[first] as Match) > tolerance; first++) {
      const left = (sorted[first] as Match).place
      for (let w = left; w < left + size; w++) if (add(cover, w, -1) === 0) covered--
    }
    if (covered > best.words) best = { words: covered, first, last }
  }
  const passage = sorted.slice(best.first, best.last + 1).map(({ at }) => at)
  return {
    words: best.words,
    from: passage.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    to: passage.reduce((a, b) => Math.max(a, b), 0) + size,
  }
}

function diagonal({ at, place }: Match): number {
  return at - place
}

function add(counts: Int32Array, i: number, by: number): number {
  const sum = (counts[i] as number) + by
  counts[i] = sum
  return sum
}
