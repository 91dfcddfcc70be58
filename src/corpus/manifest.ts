import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { SpiceError } from '../errors.js'
import { TOKEN_POLICIES } from './count-tokens.js'
import { RECORD_BYTES } from './document-record.js'
import { talliesSchema } from './tally.js'

/** The index folder, format `spice-corpus` version 1. Everything but `search.db` follows from inputs and settings. */
export const FORMAT = 'spice-corpus'
export const VERSION = 1
export const MANIFEST = 'corpus.json'
export const DOCUMENTS = 'documents.bin'
export const FILES = 'files.jsonl'
/** Where each line of files.jsonl begins: 8 bytes a file, little endian. */
export const FILE_OFFSETS = 'files.bin'
export const PROBLEMS = 'problems.jsonl'
export const CONTAMINATION = 'contamination.jsonl'
export const SEARCH = 'search.db'
export const BUILDING = '.building'
export const FILE_OFFSET_BYTES = 8

export const textsName = (shard: number): string => `texts-${String(shard).padStart(5, '0')}.bin`

const MAX_MANIFEST_BYTES = 64 << 20
/** Positions of sampling are 32-bit numbers. */
const MAX_DOCUMENTS = 0xffffffff
const MAX_SHARDS = 65_536
export const MAX_SOURCES = 10_000

/** No path leaves the folder. */
const PART = /^(texts-\d{5}\.bin|(documents|files)\.bin|(files|problems|contamination)\.jsonl)$/
const count = z.int().min(0)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const json: z.ZodType<unknown> = z.json()

/** What the documents depend on besides the files; a build is resumed only with the same. */
export const settingsSchema = z.strictObject({
  documentTokens: z.int().min(1),
  minTokens: count,
  tokens: z.enum(TOKEN_POLICIES),
  /** Of what the tokenizer makes of a fixed text. */
  tokenizer: sha256,
  segment: json,
  /** Settings of each step; null where it is off. */
  clean: json,
  filter: json,
  exact: z.boolean(),
  near: json,
  contamination: z
    .strictObject({ action: z.enum(['drop', 'flag', 'keep']), index: z.string().max(200) })
    .nullable(),
})
export type BuildSettings = z.infer<typeof settingsSchema>

/** Documents of one source stand together: `first` is the position of the first one. */
export const sourceSchema = z.strictObject({
  name: z.string().max(10_000),
  weight: z.number().gt(0).max(1e9),
  textField: z.string().max(1000).nullable(),
  files: count,
  first: count,
  documents: count,
  tokens: count,
  bytes: count,
})
export type SourceSummary = z.infer<typeof sourceSchema>

/** What a build learns about its documents as it goes. */
export const summarySchema = z.strictObject({
  documents: count.max(MAX_DOCUMENTS),
  bytes: count,
  tokens: count,
  /** Documents whose tokens were counted; the others' are estimates. */
  countedDocuments: count,
  tallies: talliesSchema,
  /** Documents by their tokens: place i counts those below 2^i that are not in place i - 1. */
  histogram: z.array(count).max(64),
  languages: z.record(z.string().max(8), count),
  problems: count,
  /** By evaluation set. */
  contamination: z.record(z.string().max(200), z.strictObject({ documents: count, hits: count })),
})
export type Summary = z.infer<typeof summarySchema>

export const manifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  settings: settingsSchema,
  sources: z.array(sourceSchema).min(1).max(MAX_SOURCES),
  ...summarySchema.shape,
  files: count,
  shards: z.int().min(1).max(MAX_SHARDS),
  /** sha256 over the ids of all documents, in order. */
  ids: sha256,
  parts: z.record(z.string().regex(PART), z.strictObject({ bytes: count, sha256 })),
})
export type Manifest = z.infer<typeof manifestSchema>

/** Whether there is a finished corpus in the folder. */
export function isCorpusFolder(folder: string): boolean {
  return existsSync(join(folder, MANIFEST))
}

/** Reads and checks the manifest, and no other file. Throws SpiceError('input'). */
export function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST)
  let text: string
  try {
    if (statSync(path).size > MAX_MANIFEST_BYTES) throw new Error('too large')
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new SpiceError('input', `corpus folder ${folder} has no readable ${MANIFEST}`, {
      hint: existsSync(join(folder, BUILDING))
        ? 'its build was not finished: run the same `spice corpus build` again, it goes on where it stopped'
        : 'build it with `spice corpus build`',
      cause,
    })
  }
  return checkManifest(folder, parse(folder, text))
}

function parse(folder: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw broken(folder, `${MANIFEST} is no JSON`, cause)
  }
}

function checkManifest(folder: string, value: unknown): Manifest {
  const version = (value as { version?: unknown } | null)?.version
  const format = (value as { format?: unknown } | null)?.format
  if (format === FORMAT && typeof version === 'number' && version !== VERSION)
    throw new SpiceError('input', `corpus folder ${folder} is of version ${version}, this reads ${VERSION}`, {
      hint: 'build it again, or use the version of spice that built it',
    })
  const parsed = manifestSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw broken(folder, `${MANIFEST}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
  }
  const manifest = parsed.data
  const bytesOf = (name: string): number => manifest.parts[name]?.bytes ?? -1
  let next = 0
  for (const source of manifest.sources) {
    if (source.first !== next) throw broken(folder, `${MANIFEST}: sources are not one after the other`)
    next += source.documents
  }
  if (next !== manifest.documents) throw broken(folder, `${MANIFEST}: sources do not add up`)
  if (bytesOf(DOCUMENTS) !== manifest.documents * RECORD_BYTES)
    throw broken(folder, `${MANIFEST}: ${DOCUMENTS} does not fit ${manifest.documents} documents`)
  if (bytesOf(FILE_OFFSETS) !== manifest.files * FILE_OFFSET_BYTES)
    throw broken(folder, `${MANIFEST}: ${FILE_OFFSETS} does not fit ${manifest.files} files`)
  for (let shard = 0; shard < manifest.shards; shard++)
    if (bytesOf(textsName(shard)) < 0) throw broken(folder, `${MANIFEST}: ${textsName(shard)} is missing`)
  return manifest
}

export function broken(folder: string, what: string, cause?: unknown): SpiceError {
  return new SpiceError('input', `corpus folder ${folder} is broken: ${what}`, {
    hint: 'build it again (`spice corpus build --force`)',
    ...(cause !== undefined && { cause }),
  })
}
