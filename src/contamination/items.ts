import { createHash } from 'node:crypto'
import { SpiceError } from '../errors.js'
import { gramHigh, gramLow, gramSize } from './grams.js'
import { createWordScanner } from './scan-words.js'

/** What documents are checked against: the questions of one evaluation set, options included where they belong to it. */
export interface ItemSet {
  readonly name: string
  readonly items: readonly string[]
}

/** One evaluation item without its text. */
export interface HashedItem {
  /** First 8 bytes of the sha256 of the text without outer white space, as hex. */
  readonly hash: string
  readonly words: number
  /** 40-bit hashes of its grams in order, one for each place: `low` and the `high` 8 bits. */
  readonly low: Int32Array
  readonly high: Uint8Array
}

export interface HashedSet {
  readonly name: string
  readonly items: readonly HashedItem[]
  /** Items of fewer words than `MIN_WORDS`, which nothing can be told of. */
  readonly tooShort: number
}

/** A question of fewer words says nothing of where it comes from ("simplify sqrt 180"). */
export const MIN_WORDS = 5
/** Words of an item after these do not count. */
export const MAX_WORDS = 4096

export function itemHash(text: string): string {
  return createHash('sha256').update(text.trim()).digest('hex').slice(0, 16)
}

/** Names stand in reports and are keys there. */
export function isSetName(name: string): boolean {
  return name.length <= 200 && /^[\p{L}\p{N}][^\p{Cc}]*$/u.test(name)
}

/** Throws SpiceError('config') for a name that no report can hold. */
export function hashSet({ name, items }: ItemSet): HashedSet {
  if (!isSetName(name))
    throw new SpiceError(
      'config',
      `an evaluation set cannot be called ${JSON.stringify(name.slice(0, 200))}`,
      {
        hint: 'up to 200 characters, first a letter or a digit: --set name=file',
      },
    )
  const scanner = createWordScanner()
  const hashed = new Map<string, HashedItem>()
  let tooShort = 0
  for (const text of items) {
    const words = Math.min(scanner.scan(text), MAX_WORDS)
    if (words < MIN_WORDS) {
      tooShort++
      continue
    }
    const size = gramSize(words)
    const count = words - size + 1
    const low = Int32Array.from({ length: count }, (_, at) => gramLow(scanner.words, at, size))
    const high = Uint8Array.from({ length: count }, (_, at) => gramHigh(scanner.words, at, size))
    const hash = itemHash(text)
    hashed.set(hash, { hash, words, low, high })
  }
  return { name, items: [...hashed.values()], tooShort }
}
