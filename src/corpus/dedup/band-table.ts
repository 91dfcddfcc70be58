import type { Bands } from './choose-bands.js'
import { mix } from './shingles.js'
import { valueAt } from './sketch.js'

/** Documents of one segment of the table: 20 bits of a slot say which, the other 12 are a tag of the band's values. */
const SEGMENT = 2 ** 20
const SLOTS = Math.ceil(SEGMENT * 1.4)
/** Documents with one band in common that are remembered; more of them (a shared letterhead) tell nothing, and cost time. */
const MAX_ALIKE = 32

export interface BandTable {
  /** Rows, in ascending order and each once, that share a band with a signature: candidates, by a 12-bit tag. */
  candidates(signature: Uint32Array): number[]
  add(signature: Uint32Array, row: number): void
  /** Bytes held. */
  readonly bytes: number
}

/**
 * Rows by bands, in open hash tables of fixed segments of 2^20 rows: memory grows by a segment at a time and nothing is
 * ever copied. Pages of a segment that were never written take no memory.
 */
export function createBandTable({ bands, rows }: Bands): BandTable {
  const segments: Uint32Array[][] = []
  const hashes = new Uint32Array(bands)

  const hashBands = (signature: Uint32Array): void => {
    for (let band = 0; band < bands; band++) {
      let hash = band + 1
      for (let row = 0; row < rows; row++)
        hash = Math.imul(mix(hash ^ valueAt(signature, band * rows + row)), 0x9e3779b1)
      hashes[band] = mix(hash)
    }
  }
  /** Never 0, so that no slot that is taken looks empty. */
  const tagOf = (hash: number): number => Math.imul(hash, 0x5bd1e995) >>> 20 || 1
  const slotOf = (hash: number): number => Math.floor((hash / 2 ** 32) * SLOTS)

  return {
    get bytes() {
      return segments.length * bands * SLOTS * 4
    },
    candidates(signature) {
      hashBands(signature)
      const found = new Set<number>()
      for (const [s, tables] of segments.entries())
        for (let band = 0; band < bands; band++) {
          const table = tables[band] as Uint32Array
          const tag = tagOf(hashes[band] as number)
          let slot = slotOf(hashes[band] as number)
          for (let held = table[slot] as number; held !== 0; held = table[slot] as number) {
            if (held >>> 20 === tag) found.add(s * SEGMENT + (held & (SEGMENT - 1)))
            slot = slot + 1 === SLOTS ? 0 : slot + 1
          }
        }
      return [...found].sort((a, b) => a - b)
    },
    add(signature, row) {
      hashBands(signature)
      const s = Math.floor(row / SEGMENT)
      while (segments.length <= s) segments.push(Array.from({ length: bands }, () => new Uint32Array(SLOTS)))
      for (let band = 0; band < bands; band++) {
        const table = segments[s]?.[band] as Uint32Array
        const tag = tagOf(hashes[band] as number)
        let slot = slotOf(hashes[band] as number)
        let alike = 0
        for (
          let held = table[slot] as number;
          held !== 0 && alike < MAX_ALIKE;
          held = table[slot] as number
        ) {
          if (held >>> 20 === tag) alike++
          slot = slot + 1 === SLOTS ? 0 : slot + 1
        }
        if (alike < MAX_ALIKE) table[slot] = ((tag << 20) | (row % SEGMENT)) >>> 0
      }
    },
  }
}
