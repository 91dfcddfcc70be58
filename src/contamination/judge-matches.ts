import { gramSize } from './grams.js'

/** A document shares a run of this many words with an item: a hit whatever else is in it (GPT-3's rule). */
export const RUN_WORDS = 13

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
  /** Share of the item's grams in the passage. */
  readonly share: number
  /** Longest run of words in common. */
  readonly run: number
}

/**
 * Share of an item's grams that a passage must hold. Two changed words break at most 2 * size of its W - size + 1 grams,
 * which leaves half of them from 16 words on. Of shorter items less may be left; the shortest must stand there whole.
 */
export function shareNeeded(words: number): number {
  if (words < 8) return 1
  return words >= 12 && words < 16 ? 0.4 : 0.5
}

/** Fewest matches that can make a passage of an item; what has fewer need not be judged. */
export function matchesNeeded(words: number, usable: number): number {
  const byShare = Math.max(MIN_GRAMS, Math.ceil(shareNeeded(words) * usable))
  const byRun = Math.min(words, RUN_WORDS) - gramSize(words) + 1
  return Math.min(byShare, byRun)
}

/** Fewer grams than these are no passage, unless they are all of the item. */
const MIN_GRAMS = 4

/** The best passage among the matches of one item (in order of `at`), or undefined if none suffices. */
export function judgeMatches(matches: readonly Match[], words: number, usable: number): Passage | undefined {
  const size = gramSize(words)
  const reach = words + Math.ceil(words / 4) + 4
  const run = longestRun(matches, size)
  const window = densestWindow(matches, reach)
  const share = window.grams / Math.max(1, usable)
  const enough =
    share >= shareNeeded(words) && (window.grams >= MIN_GRAMS || window.grams === words - size + 1)
  if (enough) return { from: window.from, to: window.to + size, share, run: run.words }
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

/** The window of at most `reach` words with the most different grams of the item. */
function densestWindow(
  matches: readonly Match[],
  reach: number,
): { grams: number; from: number; to: number } {
  const held = new Map<number, number>()
  let best = { grams: 0, from: 0, to: 0 }
  let first = 0
  for (const { at, place } of matches) {
    held.set(place, (held.get(place) ?? 0) + 1)
    for (let oldest = matches[first] as Match; at - oldest.at > reach; oldest = matches[++first] as Match) {
      const left = (held.get(oldest.place) as number) - 1
      if (left > 0) held.set(oldest.place, left)
      else held.delete(oldest.place)
    }
    if (held.size > best.grams) best = { grams: held.size, from: (matches[first] as Match).at, to: at }
  }
  return best
}
