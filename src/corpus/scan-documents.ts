import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type DocumentRecord, decodeRecord, RECORD_BYTES } from './document-record.js'
import { broken, DOCUMENTS, textsName } from './manifest.js'

const RECORDS_PER_READ = 1 << 14

export interface Scanned {
  readonly record: DocumentRecord
  readonly position: number
  readonly text: string | undefined
}

/** All documents in order, the texts only where they are wanted. Throws SpiceError('input') if a part is too short. */
export function* scanDocuments(
  folder: string,
  documents: number,
  { texts }: { readonly texts: boolean },
): Generator<Scanned> {
  if (documents === 0) return
  const descriptor = openSync(join(folder, DOCUMENTS), 'r')
  let shard = -1
  let shardBytes = -1
  let shardDescriptor: number | undefined
  const block = Buffer.allocUnsafe(RECORDS_PER_READ * RECORD_BYTES)
  const readText = (record: DocumentRecord): string => {
    if (record.shard !== shard) {
      if (shardDescriptor !== undefined) closeSync(shardDescriptor)
      shardDescriptor = undefined
      shard = record.shard
      const path = join(folder, textsName(shard))
      shardBytes = statSync(path, { throwIfNoEntry: false })?.size ?? -1
      if (shardBytes >= 0) shardDescriptor = openSync(path, 'r')
    }
    if (record.offset + record.bytes > shardBytes)
      throw broken(folder, `${DOCUMENTS} names a text that ${textsName(shard)} does not have`)
    const bytes = Buffer.allocUnsafe(record.bytes)
    readFully(folder, shardDescriptor as number, bytes, record.offset, textsName(shard))
    return bytes.toString('utf8')
  }
  try {
    for (let position = 0; position < documents; ) {
      const records = Math.min(RECORDS_PER_READ, documents - position)
      const part = block.subarray(0, records * RECORD_BYTES)
      readFully(folder, descriptor, part, position * RECORD_BYTES, DOCUMENTS)
      for (let i = 0; i < records; i++, position++) {
        const record = decodeRecord(part, i * RECORD_BYTES)
        yield { record, position, text: texts ? readText(record) : undefined }
      }
    }
  } finally {
    closeSync(descriptor)
    if (shardDescriptor !== undefined) closeSync(shardDescriptor)
  }
}

/** Fills `into` from `at` on, or says that the part is too short. */
export function readFully(folder: string, descriptor: number, into: Buffer, at: number, name: string): void {
  let done = 0
  while (done < into.length) {
    const read = readSync(descriptor, into, done, into.length - done, at + done)
    if (read === 0)
      throw broken(folder, `${name} ends at byte ${at + done}, where ${into.length - done} more should be`)
    done += read
  }
}
