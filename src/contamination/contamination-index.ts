import { createHash } from 'node:crypto'
import { encodeContamination } from './format.js'
import { createGramTable } from './gram-table.js'
import { gramHigh, gramLow, gramSize, LONG_GRAM, SHORT_GRAM } from './grams.js'
import type { HashedItem, HashedSet } from './items.js'
import {
  judgeMatches,
  type Match,
  matchesNeeded,
  type Passage,
  RUN_WORDS,
  shareNeeded,
  WHOLE_BELOW,
} from './judge-matches.js'
import { createWordScanner } from './scan-words.js'

/** One passage of a text that stands in an evaluation set. */
export interface ContaminationHit {
  readonly set: string
  /** `HashedItem.hash`. */
  readonly item: string
  /** UTF-16 positions in the text. */
  readonly start: number
  readonly end: number
  /** Share of the item's words that stand in the passage (those of a template shared by many items do not count). */
  readonly share: number
  /** Longest run of words that both have. */
  readonly run: number
}

export interface ContaminationIndex {
  readonly sets: readonly { readonly name: string; readonly items: number; readonly tooShort: number }[]
  /** sha256 over the content. */
  readonly hash: string
  /** Items that a text holds, verbatim or lightly edited, each once, in the order of the sets. Not reentrant. */
  check(text: string): ContaminationHit[]
}

/** Matches that are looked at together: bounds memory; a passage across the border may be missed in such a text. */
const MAX_MATCHES = 1_000_000

const FIRST = 0x9e3779b3 | 0
const FIRST_2 = Math.imul(FIRST, FIRST)
const FIRST_3 = Math.imul(FIRST_2, FIRST)
const FIRST_4 = Math.imul(FIRST_3, FIRST)
const SHORT_START = Math.imul(SHORT_GRAM, FIRST_3)
const LONG_START = Math.imul(LONG_GRAM, Math.imul(FIRST_4, FIRST))

/**
 * Looks for the items of the sets in texts. A text is one pass over its words; a filter of one bit a gram sends nearly
 * all of them on.
 *
 * False alarms by chance: a gram's hash has 40 bits, so of 10^10 words of documents against 5 * 10^5 grams about
 * 10^10 * 5 * 10^5 / 2^40 = 4,500 match by accident, one in two million words. A hit needs at least two grams of one
 * item within a few words of each other: never by chance. What is found wrongly is text that really says the same.
 */
export function createContaminationIndex(sets: readonly HashedSet[]): ContaminationIndex {
  const items: HashedItem[] = []
  const setOf: string[] = []
  for (const { name, items: added } of sets)
    for (const item of added) {
      items.push(item)
      setOf.push(name)
    }
  const table = createGramTable(items)
  const { next, high, item, place, usableWords } = table
  const needed = items.map(({ words }, i) => matchesNeeded(words, usableWords[i] as number))
  const scanner = createWordScanner()
  const found = new Int32Array(items.length)
  let matchEntry = new Int32Array(4096)
  let matchAt = new Int32Array(4096)
  let matches = 0
  /** Words of the text. */
  let count = 0

  const look = (words: Int32Array, at: number, size: number, low: number): void => {
    let entry = table.first(low)
    if (entry < 0) return
    const wanted = gramHigh(words, at, size)
    for (; entry >= 0; entry = next[entry] as number) {
      if (high[entry] !== wanted) continue
      if (matches === matchEntry.length) {
        matchEntry = doubled(matchEntry)
        matchAt = doubled(matchAt)
      }
      matchEntry[matches] = entry
      matchAt[matches++] = at
    }
  }

  /** The item stands there from its first word to its last. */
  const whole = (own: readonly Match[], { words, low, high: highs }: HashedItem): Passage | undefined => {
    const size = gramSize(words)
    for (const { at, place: placed } of own) {
      const from = at - placed
      if (from < 0 || from + words > count) continue
      const isThere = low.every(
        (gram, g) =>
          gramLow(scanner.words, from + g, size) === gram &&
          gramHigh(scanner.words, from + g, size) === highs[g],
      )
      if (isThere) return { from, to: from + words, share: 1, run: words }
    }
    return undefined
  }
  /** What is the item's own is there, and, unless a long run is, as much of the whole with the words it shares with others. */
  const mostOf = (own: readonly Match[], known: HashedItem, usable: number): Passage | undefined => {
    const { words, low } = known
    const passage = judgeMatches(own, words, usable)
    if (!passage || passage.run >= Math.min(words, RUN_WORDS) || usable === words) return passage
    const size = gramSize(words)
    const places = new Map<number, number[]>()
    for (const [g, gram] of low.entries()) places.set(gram, [...(places.get(gram) ?? []), g])
    const tolerance = 3 + Math.floor(words / 8)
    const covered = new Set<number>()
    const last = Math.min(count - size, passage.from + words + tolerance)
    for (let at = Math.max(0, passage.to - words - tolerance); at <= last; at++)
      for (const g of places.get(gramLow(scanner.words, at, size)) ?? [])
        for (let w = g; w < g + size; w++) covered.add(w)
    return covered.size >= shareNeeded(words) * words ? passage : undefined
  }

  const judge = (hits: Map<number, ContaminationHit>): void => {
    for (let m = 0; m < matches; m++) {
      const i = item[matchEntry[m] as number] as number
      found[i] = (found[i] as number) + 1
    }
    const own = new Map<number, Match[]>()
    for (let m = 0; m < matches; m++) {
      const entry = matchEntry[m] as number
      const i = item[entry] as number
      if ((found[i] as number) < (needed[i] as number) || hits.has(i)) continue
      const match = { at: matchAt[m] as number, place: place[entry] as number }
      const list = own.get(i)
      if (list) list.push(match)
      else own.set(i, [match])
    }
    for (let m = 0; m < matches; m++) found[item[matchEntry[m] as number] as number] = 0
    for (const [i, list] of own) {
      const known = items[i] as HashedItem
      const passage =
        known.words < WHOLE_BELOW ? whole(list, known) : mostOf(list, known, usableWords[i] as number)
      if (!passage) continue
      hits.set(i, {
        set: setOf[i] as string,
        item: known.hash,
        start: scanner.starts[passage.from] as number,
        end: scanner.ends[passage.to - 1] as number,
        share: passage.share,
        run: passage.run,
      })
    }
    matches = 0
  }

  return {
    sets: sets.map(({ name, items: { length }, tooShort }) => ({ name, items: length, tooShort })),
    hash: createHash('sha256').update(encodeContamination(sets)).digest('hex'),
    check(text) {
      count = scanner.scan(text)
      const { words } = scanner
      const hits = new Map<number, ContaminationHit>()
      matches = 0
      for (let at = 0; at + SHORT_GRAM <= count; at++) {
        const w0 = words[at] as number
        const w1 = words[at + 1] as number
        const w2 = words[at + 2] as number
        const short = (SHORT_START + Math.imul(w0, FIRST_2) + Math.imul(w1, FIRST) + w2) | 0
        if (table.maybe(short)) look(words, at, SHORT_GRAM, short)
        if (at + LONG_GRAM > count) continue
        const long =
          (LONG_START +
            Math.imul(w0, FIRST_4) +
            Math.imul(w1, FIRST_3) +
            Math.imul(w2, FIRST_2) +
            Math.imul(words[at + 3] as number, FIRST) +
            (words[at + 4] as number)) |
          0
        if (table.maybe(long)) look(words, at, LONG_GRAM, long)
        if (matches > MAX_MATCHES) judge(hits)
      }
      if (matches > 0) judge(hits)
      return [...hits.entries()].sort(([a], [b]) => a - b).map(([, hit]) => hit)
    },
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
