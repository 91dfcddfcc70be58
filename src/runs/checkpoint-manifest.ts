import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { SpiceError } from '../errors.js'

/** Its presence, with every hash in it right, makes a folder a checkpoint. */
export const MANIFEST = 'checkpoint.json'
const MAX_MANIFEST_BYTES = 16 * 2 ** 20
const MAX_FILES = 10_000

export interface CheckpointFile {
  /** Relative, with `/`. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** What a checkpoint is made of. */
export interface CheckpointManifest {
  readonly version: 1
  /** The iteration after which it was taken. */
  readonly iteration: number
  /** The engine's files, sorted by path. */
  readonly files: readonly CheckpointFile[]
  /** SHA-256 over the files' hashes and paths: equal for equal bits. */
  readonly hash: string
}

/** Hashes every file below `directory`. */
export async function makeManifest(directory: string, iteration: number): Promise<CheckpointManifest> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
  const files: CheckpointFile[] = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const path = relative(directory, file).split(sep).join('/')
    files.push({ path, bytes: statSync(file).size, sha256: await hashFile(file) })
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1))
  return { version: 1, iteration, files, hash: hashOf(files) }
}

/** Reads a checkpoint's manifest and compares every file with it; throws SpiceError('run') on any difference. */
export async function verifyManifest(directory: string, iteration: number): Promise<CheckpointManifest> {
  const manifest = readManifest(directory)
  if (manifest.iteration !== iteration) {
    throw broken(directory, `its manifest is of iteration ${manifest.iteration}`)
  }
  for (const file of manifest.files) {
    const path = join(directory, file.path)
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined) throw broken(directory, `${file.path} is missing`)
    if (found.size !== file.bytes) {
      throw broken(directory, `${file.path} has ${found.size} bytes instead of ${file.bytes}`)
    }
    if ((await hashFile(path)) !== file.sha256) throw broken(directory, `${file.path} has another SHA-256`)
  }
  if (hashOf(manifest.files) !== manifest.hash) throw broken(directory, 'its hash is not that of its files')
  return manifest
}

function readManifest(directory: string): CheckpointManifest {
  const file = join(directory, MANIFEST)
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw broken(directory, `${MANIFEST} is missing`)
  if (found.size > MAX_MANIFEST_BYTES) throw broken(directory, `${MANIFEST} has ${found.size} bytes`)
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw broken(directory, `${MANIFEST} is not JSON`)
  }
  if (!isManifest(value)) throw broken(directory, `${MANIFEST} is not a checkpoint manifest of version 1`)
  return value
}

function isManifest(value: unknown): value is CheckpointManifest {
  if (typeof value !== 'object' || value === null) return false
  const { version, iteration, files, hash } = value as Record<string, unknown>
  const head = version === 1 && Number.isInteger(iteration) && typeof hash === 'string'
  return head && Array.isArray(files) && files.length <= MAX_FILES && files.every(isFile)
}

function isFile(value: unknown): value is CheckpointFile {
  if (typeof value !== 'object' || value === null) return false
  const { path, bytes, sha256 } = value as Record<string, unknown>
  const inside = typeof path === 'string' && path !== '' && !/^[/\\]|(^|[/\\])\.\.([/\\]|$)/.test(path)
  return inside && Number.isInteger(bytes) && typeof sha256 === 'string'
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

function hashOf(files: readonly CheckpointFile[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file.sha256}  ${file.path}\n`)
  return hash.digest('hex')
}

function broken(directory: string, what: string): SpiceError {
  return new SpiceError('run', `Checkpoint ${directory} is broken: ${what}`)
}
