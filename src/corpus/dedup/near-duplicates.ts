import { createWordScanner } from '../../contamination/index.js'
import { SpiceError } from '../../errors.js'
import type { NearDuplicates } from '../steps.js'
import { createBandTable } from './band-table.js'
import { chooseBands } from './choose-bands.js'
import { shinglesOf } from './shingles.js'
import { RECORD_BYTES, signaturesInFile, signaturesInMemory } from './signature-store.js'
import { similarity, sketch, VALUES } from './sketch.js'

export interface NearDuplicateOptions {
  /** Jaccard similarity of the sets of five words in a row from which on a document is a near-duplicate: (0.3, 1]. */
  readonly threshold: number
  /** Of the hashes; default 0. */
  readonly seed?: number
  /** File for the signatures (minhash.bin: 512 bytes a document); absent: they stay in memory. */
  readonly signatures?: string | undefined
  /**
   * The text at a position that was added. With it (and the text given to `find`), what the signatures leave in doubt is
   * decided by exact similarity; without, by the estimate.
   */
  readonly textOf?: ((position: number) => string) | undefined
}

/**
 * Near-duplicates by MinHash and locality-sensitive hashing. In order: whether a document is one depends only on those
 * kept before it. Positions ascend. Memory per million documents kept: up to 94 MB of band tables (16 bands), and 512 MB
 * of signatures unless they have a file.
 */
export interface NearDuplicateIndex extends NearDuplicates {
  find(signature: Uint32Array, text?: string): number | undefined
  /** Bytes of the tables and of signatures in memory. */
  readonly bytes: number
  /** Writes what the file of signatures lacks: after this a resumed build can `restore`. */
  save(): void
  /** Takes up the first `count` positions of the file of signatures again, and cuts off the rest. */
  restore(count: number): void
  close(): void
}

/** Throws SpiceError('config') for a threshold outside (0.3, 1]. */
export function createNearDuplicates({
  threshold,
  seed = 0,
  signatures,
  textOf,
}: NearDuplicateOptions): NearDuplicateIndex {
  if (!(threshold > 0.3 && threshold <= 1))
    throw new SpiceError(
      'config',
      `similarity ${threshold} of near-duplicates is not above 0.3 and at most 1`,
      {
        hint: '0.8 is usual; below about 0.5 texts only share a topic',
      },
    )
  const bands = chooseBands(threshold)
  const store = signatures === undefined ? signaturesInMemory() : signaturesInFile(signatures)
  const scanner = createWordScanner()
  let table = createBandTable(bands)
  let hashes = new Int32Array(1024)
  let end = 0

  const shingle = (text: string): number => {
    const words = scanner.scan(text)
    if (words > hashes.length) hashes = new Int32Array(2 ** Math.ceil(Math.log2(words)))
    return shinglesOf(scanner, words, hashes)
  }
  const shingleSet = (text: string): Set<number> => {
    const count = shingle(text)
    return new Set(hashes.subarray(0, count))
  }
  /** Three standard deviations of the estimate at the threshold. */
  const doubt = 3 * Math.sqrt((threshold * (1 - threshold)) / VALUES)

  return {
    sign(text) {
      const count = shingle(text)
      return count === 0 ? undefined : sketch(hashes, count, seed)
    },
    find(signature, text) {
      let own: Set<number> | undefined
      for (const position of table.candidates(signature)) {
        const other = store.get(position)
        if (!other) continue
        const estimate = similarity(signature, other)
        if (textOf === undefined || text === undefined) {
          if (estimate >= threshold) return position
        } else if (estimate >= threshold - doubt) {
          own ??= shingleSet(text)
          if (jaccard(own, shingleSet(textOf(position))) >= threshold) return position
        }
      }
      return undefined
    },
    add(signature, position) {
      if (position < end) throw new RangeError(`position ${position} after ${end - 1}`)
      end = position + 1
      store.put(position, signature)
      table.add(signature, position)
    },
    get bytes() {
      return table.bytes + (signatures === undefined ? end * RECORD_BYTES : 0)
    },
    save: () => store.flush(),
    restore(count) {
      store.truncate(count)
      table = createBandTable(bands)
      for (let position = 0; position < count; position++) {
        const signature = store.get(position)
        if (signature) table.add(signature, position)
      }
      end = count
    },
    close: () => store.close(),
  }
}

/** Shared elements as a share of all. */
export function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let shared = 0
  for (const value of a) if (b.has(value)) shared++
  return shared / Math.max(1, a.size + b.size - shared)
}
