import { closeSync, constants, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { SIGNATURE_LENGTH } from './sketch.js'

/** Bytes of a record: minhash.bin is one record a document, by position, zeros where a document has no signature. */
export const RECORD_BYTES = SIGNATURE_LENGTH * 4
const RECORDS = 1024

/** Signatures by position, in memory or in a file of fixed-size records. Positions are added in ascending order. */
export interface SignatureStore {
  put(position: number, signature: Uint32Array): void
  /** Undefined where nothing was put. The array is overwritten by the next call. */
  get(position: number): Uint32Array | undefined
  /** Writes what is not written yet. */
  flush(): void
  /** Forgets all from `count` on. */
  truncate(count: number): void
  close(): void
}

export function signaturesInMemory(): SignatureStore {
  const chunks: (Uint32Array | undefined)[] = []
  const found = new Uint32Array(SIGNATURE_LENGTH)
  return {
    put(position, signature) {
      const c = Math.floor(position / RECORDS)
      const chunk = chunks[c] ?? new Uint32Array(RECORDS * SIGNATURE_LENGTH)
      chunks[c] = chunk
      chunk.set(signature, (position % RECORDS) * SIGNATURE_LENGTH)
    },
    get(position) {
      const chunk = chunks[Math.floor(position / RECORDS)]
      if (!chunk) return undefined
      const from = (position % RECORDS) * SIGNATURE_LENGTH
      found.set(chunk.subarray(from, from + SIGNATURE_LENGTH))
      return found.some((value) => value !== 0) ? found : undefined
    },
    flush() {},
    truncate(count) {
      chunks.length = Math.min(chunks.length, Math.ceil(count / RECORDS))
      chunks.at(-1)?.fill(0, (count - (chunks.length - 1) * RECORDS) * SIGNATURE_LENGTH)
    },
    close() {},
  }
}

/**
 * Keeps a file that is there already. The last records that were put are in memory, others are read one by one:
 * candidates are few. Throws as fs does.
 */
export function signaturesInFile(path: string): SignatureStore {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT)
  const found = new Uint32Array(SIGNATURE_LENGTH)
  const tail = new Uint32Array(RECORDS * SIGNATURE_LENGTH)
  const record = new Uint32Array(SIGNATURE_LENGTH)
  /** The tail holds positions [tailFrom, tailTo). */
  let tailFrom = 0
  let tailTo = 0

  const flush = (): void => {
    if (tailTo > tailFrom)
      writeAll(file, tail.subarray(0, (tailTo - tailFrom) * SIGNATURE_LENGTH), tailFrom * RECORD_BYTES)
    tail.fill(0)
    tailFrom = tailTo
  }
  return {
    put(position, signature) {
      if (position < tailFrom || position >= tailFrom + RECORDS) {
        flush()
        tailFrom = position
      }
      tail.set(signature, (position - tailFrom) * SIGNATURE_LENGTH)
      tailTo = position + 1
    },
    get(position) {
      if (position >= tailFrom && position < tailTo)
        found.set(
          tail.subarray(
            (position - tailFrom) * SIGNATURE_LENGTH,
            (position - tailFrom + 1) * SIGNATURE_LENGTH,
          ),
        )
      else if (readSync(file, record, 0, RECORD_BYTES, position * RECORD_BYTES) === RECORD_BYTES)
        found.set(record)
      else return undefined
      return found.some((value) => value !== 0) ? found : undefined
    },
    flush,
    truncate(count) {
      flush()
      ftruncateSync(file, count * RECORD_BYTES)
      tailFrom = count
      tailTo = count
    },
    close() {
      flush()
      closeSync(file)
    },
  }
}

function writeAll(file: number, values: Uint32Array, position: number): void {
  let done = 0
  while (done < values.byteLength)
    done += writeSync(file, values, done, values.byteLength - done, position + done)
}
