import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../disk/index.js'
import { SpiceError } from '../errors.js'
import { calibrationSchema } from './count-tokens.js'
import { BUILDING, MAX_SOURCES, settingsSchema, sourceSchema, summarySchema } from './manifest.js'
import type { SourceFile } from './reading.js'

const count = z.int().min(0)

/** What files.jsonl says of a file. */
export const fileEntrySchema = z.strictObject({
  name: z.string().max(20_000),
  bytes: count.nullable(),
  /** sha256 over length, first and last bytes; null for standard input and files that cannot be opened. */
  fingerprint: z.string().max(64).nullable(),
  readings: count,
  documents: count,
  problems: count,
  /** The first of these. */
  firstProblems: z.array(z.string().max(2000)).max(20),
})
export type FileEntry = z.infer<typeof fileEntrySchema>

const MAX_FIRST_PROBLEMS = 20

export function newFileEntry({ name, bytes }: SourceFile, fingerprint: string | null): FileEntry {
  const counts = { readings: 0, documents: 0, problems: 0 }
  return { name, bytes: bytes ?? null, fingerprint, ...counts, firstProblems: [] }
}

/** One more problem of the file. */
export function noteProblem(entry: FileEntry, problem: string, row: number | undefined): void {
  entry.problems++
  if (entry.firstProblems.length < MAX_FIRST_PROBLEMS)
    entry.firstProblems.push(row === undefined ? problem : `${row}: ${problem}`)
}

/**
 * How far a build has come: everything before `file` is done, of `file` the first `entry.readings` readings are. The
 * parts hold at least these lengths; what stands behind was written after this and will be written again.
 */
export const journalSchema = z.strictObject({
  version: z.literal(1),
  settings: settingsSchema,
  /** Of the sources and their files (see build-inputs.ts). */
  inputs: z.string().length(64),
  file: count,
  entry: fileEntrySchema.nullable(),
  lengths: z.strictObject({
    texts: z.array(count).min(1).max(65_536),
    documents: count,
    files: count,
    fileOffsets: count,
    problems: count,
    contamination: count,
  }),
  sources: z.array(sourceSchema).max(MAX_SOURCES),
  summary: summarySchema,
  calibration: calibrationSchema,
})
export type Journal = z.infer<typeof journalSchema>

const MAX_JOURNAL_BYTES = 64 << 20
const pathOf = (folder: string): string => join(folder, BUILDING, 'journal.json')

export function writeJournal(folder: string, journal: Journal): void {
  writeDurably(pathOf(folder), `${JSON.stringify(journal)}\n`)
}

export function hasJournal(folder: string): boolean {
  return existsSync(pathOf(folder))
}

/** Undefined if no build has begun; throws SpiceError('input') if it cannot be read. */
export function readJournal(folder: string): Journal | undefined {
  const path = pathOf(folder)
  const info = statSync(path, { throwIfNoEntry: false })
  if (info === undefined) return undefined
  try {
    if (info.size > MAX_JOURNAL_BYTES) throw new Error(`${info.size} bytes`)
    return journalSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new SpiceError('input', `the build in ${folder} cannot go on: its journal is broken`, {
      hint: 'start over with --force',
      cause,
    })
  }
}

export function removeJournal(folder: string): void {
  rmSync(join(folder, BUILDING), { recursive: true, force: true })
}
