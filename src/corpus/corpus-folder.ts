import { hash } from 'node:crypto'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Document } from '../words.js'
import type { Documents } from './corpus.js'
import {
  type DocumentRecord,
  decodeRecord,
  describeSource,
  hexId,
  placeOf,
  RECORD_BYTES,
} from './document-record.js'
import { fileEntrySchema } from './journal.js'
import {
  broken,
  DOCUMENTS,
  FILE_OFFSET_BYTES,
  FILE_OFFSETS,
  FILES,
  type Manifest,
  PROBLEMS,
  readManifest,
  textsName,
} from './manifest.js'
import { type CorpusIssue, type CorpusReport, MAX_ISSUES } from './report.js'
import { readFully } from './scan-documents.js'
import { sumOf } from './tally.js'

/** No line of files.jsonl is longer: a name, and twenty problems. */
const MAX_FILE_LINE_BYTES = 256 << 10
/** No document is longer: a text is read whole before it is cut. */
const MAX_TEXT_BYTES = 256 << 20
const MAX_REMEMBERED_FILES = 4096
const MAX_OPEN_SHARDS = 256

/** What is known of one document besides its text. */
export type DocumentInfo = Omit<DocumentRecord, 'idHigh' | 'idLow'> & {
  readonly id: string
  readonly fileName: string
}

/** An index folder that is open for reading. */
export interface CorpusFolder extends Documents {
  readonly manifest: Manifest
  info(index: number): DocumentInfo
}

/**
 * Opens an index folder: reads its manifest and nothing else, however many documents there are; the lengths of the
 * parts are compared with it. A document is one read of its record and one of its text, which must have the id that
 * the record says. The folder is not trusted. Throws SpiceError('input') where it is broken.
 */
export function openCorpusFolder(folder: string): CorpusFolder {
  const manifest = readManifest(folder)
  for (const [name, { bytes }] of Object.entries(manifest.parts)) {
    const found = statSync(join(folder, name), { throwIfNoEntry: false })?.size
    if (found === undefined) throw broken(folder, `${name} is missing`)
    if (found !== bytes) throw broken(folder, `${name} has ${found} bytes, not ${bytes}`)
  }
  const descriptors = new Map<string, number>()
  const record = Buffer.alloc(RECORD_BYTES)
  const names = new Map<number, string>()

  const open = (name: string): number => {
    const known = descriptors.get(name)
    if (known !== undefined) return known
    if (descriptors.size >= MAX_OPEN_SHARDS) close()
    const descriptor = openSync(join(folder, name), 'r')
    descriptors.set(name, descriptor)
    return descriptor
  }
  const close = (): void => {
    for (const descriptor of descriptors.values()) closeSync(descriptor)
    descriptors.clear()
  }
  const lengthOf = (name: string): number => manifest.parts[name]?.bytes ?? 0

  const recordAt = (index: number): DocumentRecord => {
    readFully(folder, open(DOCUMENTS), record, index * RECORD_BYTES, DOCUMENTS)
    const found = decodeRecord(record, 0)
    const { shard, offset, bytes, file, source } = found
    const inShard = shard < manifest.shards && offset + bytes <= lengthOf(textsName(shard))
    if (!inShard || bytes > MAX_TEXT_BYTES || file >= manifest.files || source >= manifest.sources.length)
      throw broken(folder, `record ${index} of ${DOCUMENTS} makes no sense`)
    return found
  }

  const nameOf = (file: number): string => {
    const known = names.get(file)
    if (known !== undefined) return known
    // Where its line begins and where the next one does.
    const last = file === manifest.files - 1
    const places = Buffer.alloc(FILE_OFFSET_BYTES * (last ? 1 : 2))
    readFully(folder, open(FILE_OFFSETS), places, file * FILE_OFFSET_BYTES, FILE_OFFSETS)
    const from = Number(places.readBigUInt64LE(0))
    const to = last ? lengthOf(FILES) : Number(places.readBigUInt64LE(FILE_OFFSET_BYTES))
    if (!(from < to && to <= lengthOf(FILES) && to - from <= MAX_FILE_LINE_BYTES))
      throw broken(folder, `place ${file} of ${FILE_OFFSETS} makes no sense`)
    const line = Buffer.alloc(to - from)
    readFully(folder, open(FILES), line, from, FILES)
    const entry = fileEntrySchema.safeParse(json(line.toString('utf8')))
    if (!entry.success) throw broken(folder, `line ${file + 1} of ${FILES} makes no sense`)
    if (names.size >= MAX_REMEMBERED_FILES) names.clear()
    names.set(file, entry.data.name)
    return entry.data.name
  }

  const document = (index: number): Document => {
    const found = recordAt(index)
    const name = textsName(found.shard)
    const bytes = Buffer.allocUnsafe(found.bytes)
    readFully(folder, open(name), bytes, found.offset, name)
    const id = hexId(found.idHigh, found.idLow)
    if (hash('sha256', bytes).slice(0, 16) !== id)
      throw broken(folder, `the text of document ${index} in ${name} is not the one that was written`)
    return {
      id,
      text: bytes.toString('utf8'),
      source: describeSource(placeOf(nameOf(found.file), found), found.part),
    }
  }

  return {
    manifest,
    ids: manifest.ids,
    parts: manifest.sources.map(({ name, first, documents, weight }) => ({
      name,
      first,
      size: documents,
      weight,
    })),
    report: reportOf(folder, manifest),
    document,
    info(index) {
      const { idHigh, idLow, ...rest } = recordAt(index)
      return { ...rest, id: hexId(idHigh, idLow), fileName: nameOf(rest.file) }
    },
    close,
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const problemSchema = z.object({ file: z.string(), row: z.int().min(0).nullable(), problem: z.string() })
/** The first problems stand within this, or are not told. */
const MAX_ISSUE_BYTES = 64 << 10

function reportOf(folder: string, { tallies, documents, files, problems }: Manifest): CorpusReport {
  const empty = (tallies.clean.dropped.empty ?? 0) + (tallies.segment.dropped.empty ?? 0)
  return {
    files,
    rows: tallies.read.out - empty,
    documents,
    duplicates: sumOf(tallies.exact.dropped) + sumOf(tallies.near.dropped),
    empty,
    broken: problems,
    /** Read when it is asked for. */
    get issues(): readonly CorpusIssue[] {
      return problems > 0 ? firstIssues(folder) : []
    },
  }
}

function firstIssues(folder: string): CorpusIssue[] {
  const path = join(folder, PROBLEMS)
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > 64 << 20) return []
  const lines = readFileSync(path, 'utf8').slice(0, MAX_ISSUE_BYTES).split('\n').slice(0, -1)
  return lines.slice(0, MAX_ISSUES).flatMap((line) => {
    const parsed = problemSchema.safeParse(json(line))
    if (!parsed.success) return []
    const { file, row, problem } = parsed.data
    return [{ file, line: row ?? 0, problem }]
  })
}
