import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What was written: enough to verify the file later. */
export interface WrittenFile {
  readonly bytes: number
  readonly sha256: string
}

/**
 * Writes a file so that a reader sees the old content or the whole new one, never a part, whatever moment the process
 * or the machine stops at: written aside, flushed to the disk, renamed, and the folder flushed.
 */
export async function replaceFile(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<WrittenFile> {
  const aside = `${path}.${process.pid}.part`
  const hash = createHash('sha256')
  let bytes = 0
  const file = await open(aside, 'w')
  try {
    for await (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.byteLength
      await file.writeFile(chunk) // writes at the current position, all of it
    }
    await file.sync()
    await file.close()
    await rename(aside, path)
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(aside, { force: true })
    throw error
  }
  await flushFolder(dirname(path))
  return { bytes, sha256: hash.digest('hex') }
}

/** Makes a rename in `folder` last. Windows cannot open folders, and needs no flush there. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
