import { type FileHandle, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ReadableStream } from 'node:stream/web'
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar'
import { SpiceError } from '../../errors.js'
import { archiveError, asArchiveError } from './archive-error.js'
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.js'
import { entryPath } from './entry-path.js'
import { unpackedBytes } from './unpacked-bytes.js'

/**
 * Unpacks a tar archive, gzipped or not, into `directory`, which is created and must be empty. Files are written
 * beside and moved into place when all are whole; after an error the folder is as empty as it was. A single folder
 * around everything is left away. Only plain files and folders are taken: no links, devices or paths that lead out.
 *
 * @returns paths of the files inside `directory`, with `/`, sorted
 * @throws TinkerError `protocol` for a broken or hostile archive; SpiceError for the disk; what `packed` throws, as it is
 */
export async function unpackArchive(
  packed: AsyncIterable<Uint8Array>,
  directory: string,
  limits: Partial<ArchiveLimits> = {},
): Promise<readonly string[]> {
  const source = { failure: undefined as { readonly error: unknown } | undefined }
  let staging: string | undefined
  try {
    await mkdir(directory, { recursive: true })
    const there = await readdir(directory)
    if (there.length > 0)
      throw new SpiceError('input', `${directory} is not empty: it has ${there[0]}`, {
        hint: 'name a folder that does not exist yet',
      })
    staging = await mkdtemp(join(directory, '.unpacking-'))
    const bytes = unpackedBytes(watched(packed, source), { ...ARCHIVE_LIMITS, ...limits })
    await unpackInto(staging, bytes, { ...ARCHIVE_LIMITS, ...limits })
    await moveUp(await withoutWrapper(staging), directory)
  } catch (error) {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true })
    throw source.failure ? source.failure.error : asArchiveError(error, directory)
  }
  await rm(staging, { recursive: true, force: true })
  return listFiles(directory)
}

/** Remembers the error of the source, which the streams in between may replace by their own. */
async function* watched(
  packed: AsyncIterable<Uint8Array>,
  source: { failure: { readonly error: unknown } | undefined },
): AsyncGenerator<Uint8Array> {
  try {
    yield* packed
  } catch (error) {
    source.failure = { error }
    throw error
  }
}

async function unpackInto(
  folder: string,
  bytes: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
): Promise<void> {
  let entries = 0
  let total = 0
  const tar = ReadableStream.from(bytes).pipeThrough(createTarDecoder({ strict: true }))
  for await (const entry of tar as AsyncIterable<ParsedTarEntry>) {
    const { name, size, type = 'file', pax } = entry.header
    if (++entries > limits.maxEntries) throw archiveError(`more than ${limits.maxEntries} entries`)
    const shown = JSON.stringify(name.slice(0, 200))
    if (type !== 'file' && type !== 'directory') throw archiveError(`${shown} is a ${type}`)
    if (Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse.')))
      throw archiveError(`${shown} is a sparse file`)
    const path = entryPath(name, type === 'directory')
    total += size
    if (!(size >= 0) || total > limits.maxBytes)
      throw archiveError(`files of more than ${limits.maxBytes} bytes`)
    // Folders come with their files.
    if (type === 'directory') await entry.body.cancel()
    else if (!(await writeEntry(join(folder, ...path), entry))) throw archiveError(`${shown} comes twice`)
  }
}

/** Flushed before it is moved into place. False if something of that name is there already. */
async function writeEntry(target: string, entry: ParsedTarEntry): Promise<boolean> {
  const file = await openNew(target)
  if (!file) return false
  try {
    await writeFile(file, entry.body as AsyncIterable<Uint8Array>)
    const { size } = await file.stat()
    if (size !== entry.header.size)
      throw archiveError(`${basename(target)} has ${size} of its ${entry.header.size} bytes`)
    await file.sync()
  } finally {
    await file.close()
  }
  return true
}

async function openNew(target: string): Promise<FileHandle | undefined> {
  try {
    await mkdir(dirname(target), { recursive: true })
    return await open(target, 'wx')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || code === 'ENOTDIR') return undefined
    throw error
  }
}

/** The folder that holds the files, where the archive has one folder around everything. */
async function withoutWrapper(folder: string): Promise<string> {
  const inside = await readdir(folder, { withFileTypes: true })
  const [only] = inside
  return inside.length === 1 && only?.isDirectory() ? withoutWrapper(join(folder, only.name)) : folder
}

async function moveUp(from: string, directory: string): Promise<void> {
  for (const name of (await readdir(from)).sort()) await rename(join(from, name), join(directory, name))
}

async function listFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name).slice(join(directory, '/').length).replaceAll('\\', '/'),
    )
    .sort()
}
