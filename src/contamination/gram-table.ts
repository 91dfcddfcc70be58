import { gramSize } from './grams.js'
import type { HashedItem } from './items.js'

/** Grams that more items hold are a set's template ("express your answer as …") and tell none of them. */
const MAX_SHARED = 8
/** Unless little else of an item is left: then this many may hold them, and its rarest gram is kept in any case. */
const MAX_SHARED_RESCUED = 64
const MAX_SHARED_RAREST = 512
const RESCUED_BELOW = 0.25

/** Where each gram stands: low hash -> places. Typed arrays throughout, about 40 bytes a gram. */
export interface GramTable {
  /** May a gram with this low hash be here? Wrong for about one strange gram in twenty. */
  maybe(low: number): boolean
  /** First place with this low hash, or -1. */
  first(low: number): number
  /** The next place with the same low hash, or -1. */
  readonly next: Int32Array
  readonly high: Uint8Array
  /** Item (in the order given) and place of the gram in it. */
  readonly item: Int32Array
  readonly place: Uint16Array
  /** Words of each item that lie in grams which are looked for. */
  readonly usableWords: readonly number[]
}

export function createGramTable(items: readonly HashedItem[]): GramTable {
  const total = items.reduce((sum, { low }) => sum + low.length, 0)
  const bits = Math.max(10, Math.ceil(Math.log2(total * 2 + 1)))
  const mask = 2 ** bits - 1
  const keys = new Int32Array(mask + 1)
  const heads = new Int32Array(mask + 1).fill(-1)
  const next = new Int32Array(total).fill(-1)
  const high = new Uint8Array(total)
  const item = new Int32Array(total)
  const place = new Uint16Array(total)
  const used = new Uint8Array(mask + 1)

  const slotOf = (low: number): number => {
    let slot = (Math.imul(low, 0x9e3779b1) >>> (32 - bits)) & mask
    while (used[slot] === 1 && keys[slot] !== low) slot = (slot + 1) & mask
    return slot
  }

  const looked = new Uint8Array(total)
  const firstOf: number[] = []
  let entry = 0
  for (const [i, { low, high: highs }] of items.entries()) {
    firstOf.push(entry)
    for (let at = 0; at < low.length; at++, entry++) {
      const slot = slotOf(low[at] as number)
      used[slot] = 1
      keys[slot] = low[at] as number
      high[entry] = highs[at] as number
      item[entry] = i
      place[entry] = at
      next[entry] = heads[slot] as number
      heads[slot] = entry
    }
  }

  // How many items hold each gram: entries of one item stand next to each other in a chain.
  const shared = new Int32Array(mask + 1)
  const usable = new Int32Array(items.length)
  for (let slot = 0; slot <= mask; slot++) {
    let holders = 0
    for (let e = heads[slot] as number, last = -1; e >= 0; e = next[e] as number) {
      if (item[e] !== last) holders++
      last = item[e] as number
    }
    shared[slot] = holders
    if (holders <= MAX_SHARED)
      for (let e = heads[slot] as number; e >= 0; e = next[e] as number) count(usable, item[e] as number)
  }
  const rescued = items.map(({ low }, i) => (usable[i] as number) < RESCUED_BELOW * low.length)

  const rarest = items.map(({ low }, i) => {
    if (!rescued[i]) return -1
    const slots = Array.from(low, slotOf)
    return slots.reduce(
      (best, slot) => ((shared[slot] as number) < (shared[best] as number) ? slot : best),
      slots[0] ?? -1,
    )
  })
  const isKept = (i: number, slot: number): boolean => {
    const holders = shared[slot] as number
    if (!rescued[i]) return false
    return holders <= MAX_SHARED_RESCUED || (rarest[i] === slot && holders <= MAX_SHARED_RAREST)
  }

  const filterBits = Math.min(30, Math.max(16, bits + 3))
  const filter = new Int32Array(2 ** (filterBits - 5))
  const filterShift = 32 - filterBits
  for (let slot = 0; slot <= mask; slot++) {
    const holders = shared[slot] as number
    if (holders === 0) continue
    if (holders > MAX_SHARED) {
      let head = -1
      for (let e = heads[slot] as number, after: number; e >= 0; e = after) {
        after = next[e] as number
        if (!isKept(item[e] as number, slot)) continue
        next[e] = head
        head = e
      }
      heads[slot] = head
    }
    if (heads[slot] === -1) continue
    for (let e = heads[slot] as number; e >= 0; e = next[e] as number) looked[e] = 1
    const bit = Math.imul(keys[slot] as number, 0x85ebca6b) >>> filterShift
    filter[bit >>> 5] = (filter[bit >>> 5] as number) | (1 << (bit & 31))
  }

  return {
    maybe: (low) => {
      const bit = Math.imul(low, 0x85ebca6b) >>> filterShift
      return (((filter[bit >>> 5] as number) >>> (bit & 31)) & 1) === 1
    },
    first: (low) => {
      const slot = slotOf(low)
      return used[slot] === 1 ? (heads[slot] as number) : -1
    },
    next,
    high,
    item,
    place,
    usableWords: items.map(({ low, words }, i) => {
      const size = gramSize(words)
      const from = firstOf[i] as number
      let covered = 0
      for (let at = 0, to = 0; at < low.length; at++) {
        if (looked[from + at] === 0) continue
        covered += at + size - Math.max(at, to)
        to = at + size
      }
      return covered
    }),
  }
}

function count(counts: Int32Array, i: number): void {
  counts[i] = (counts[i] as number) + 1
}
