import type { Place } from './reading.js'

/** One document in documents.bin, fixed in size so that the i-th is one read at i times the size. Little endian. */
export interface DocumentRecord {
  /** The first 8 bytes of the text's sha256, as two unsigned halves (the first is the more significant one). */
  readonly idHigh: number
  readonly idLow: number
  /** Which texts-NNNNN.bin, and the bytes in it. */
  readonly shard: number
  readonly offset: number
  readonly bytes: number
  readonly tokens: number
  readonly source: number
  /** Position in files.jsonl. */
  readonly file: number
  /** From 1; 0 where the file has no rows. */
  readonly row: number
  /** From 1, inclusive; 0 where there are none. */
  readonly firstPage: number
  readonly lastPage: number
  /** From 1 where the text was cut into several documents; else 0. */
  readonly part: number
  /** UTF-16 positions in the cleaned text of its reading. */
  readonly start: number
  readonly end: number
  /** Two small letters, or empty. */
  readonly language: string
  readonly flags: number
}

export const RECORD_BYTES = 64
/** `tokens` is an estimate (see count-tokens.ts). */
export const ESTIMATED_TOKENS = 1
/** The document stands in part in an evaluation set and was kept. */
export const CONTAMINATED = 2

/** What a build knows of a document before it has its place in the index. */
export type UnplacedRecord = Omit<DocumentRecord, 'shard' | 'offset' | 'bytes'>

export function encodeRecord(
  into: DataView,
  at: number,
  record: UnplacedRecord,
  { shard, offset, bytes }: Pick<DocumentRecord, 'shard' | 'offset' | 'bytes'>,
): void {
  into.setUint32(at, record.idHigh)
  into.setUint32(at + 4, record.idLow)
  into.setUint32(at + 8, shard, true)
  into.setUint32(at + 12, offset, true)
  into.setUint32(at + 16, bytes, true)
  into.setUint32(at + 20, record.tokens, true)
  into.setUint32(at + 24, record.source, true)
  into.setUint32(at + 28, record.file, true)
  into.setUint32(at + 32, record.row, true)
  into.setUint32(at + 36, record.firstPage, true)
  into.setUint32(at + 40, record.lastPage, true)
  into.setUint32(at + 44, record.part, true)
  into.setUint32(at + 48, record.start, true)
  into.setUint32(at + 52, record.end, true)
  into.setUint16(at + 56, languageCode(record.language), true)
  into.setUint16(at + 58, record.flags, true)
  into.setUint32(at + 60, 0, true)
}

export function decodeRecord(from: Buffer, at: number): DocumentRecord {
  const code = from.readUInt16LE(at + 56)
  return {
    idHigh: from.readUInt32BE(at),
    idLow: from.readUInt32BE(at + 4),
    shard: from.readUInt32LE(at + 8),
    offset: from.readUInt32LE(at + 12),
    bytes: from.readUInt32LE(at + 16),
    tokens: from.readUInt32LE(at + 20),
    source: from.readUInt32LE(at + 24),
    file: from.readUInt32LE(at + 28),
    row: from.readUInt32LE(at + 32),
    firstPage: from.readUInt32LE(at + 36),
    lastPage: from.readUInt32LE(at + 40),
    part: from.readUInt32LE(at + 44),
    start: from.readUInt32LE(at + 48),
    end: from.readUInt32LE(at + 52),
    language: code === 0 ? '' : String.fromCharCode(code & 0xff, code >>> 8),
    flags: from.readUInt16LE(at + 58),
  }
}

function languageCode(language: string): number {
  return language !== '' && /^[a-z]{2}$/.test(language)
    ? language.charCodeAt(0) | (language.charCodeAt(1) << 8)
    : 0
}

/** 16 hexadecimal digits. */
export function hexId(high: number, low: number): string {
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
}

/** The place in its file that a record tells. */
export function placeOf(file: string, { row, firstPage, lastPage }: DocumentRecord): Place {
  return { file, ...(row > 0 && { row }), ...(firstPage > 0 && { pages: [firstPage, lastPage] as const }) }
}

/** Where a document came from, for people: `notes.jsonl:12#2`, `book.pdf p. 3-5`. */
export function describeSource({ file, row, pages }: Place, part: number): string {
  const line = row === undefined ? '' : `:${row}`
  const [from, to] = pages ?? [0, 0]
  const leaves = from === 0 ? '' : ` p. ${from}${to > from ? `-${to}` : ''}`
  return `${file}${line}${leaves}${part > 0 ? `#${part}` : ''}`
}
