import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { CHUNK_BYTES } from './limits.js'
import { ReadProblem } from './read-problem.js'

/** Opens a regular file, and nothing else: a pipe would block, a device may never end. */
export async function openRegularFile(path: string): Promise<FileHandle> {
  refuseIrregular(await stat(path))
  // The entry may have become a pipe meanwhile: not waiting for its writer, and looking again, settles it.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    refuseIrregular(await handle.stat())
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

interface Kind {
  isFile(): boolean
  isDirectory(): boolean
  isFIFO(): boolean
}

function refuseIrregular(kind: Kind): void {
  if (kind.isFile()) return
  if (kind.isDirectory()) throw new ReadProblem('is a folder')
  if (kind.isFIFO()) throw new ReadProblem('is a pipe, not a file; feed it to standard input (-)')
  throw new ReadProblem('is a device or socket, not a file')
}

/**
 * A file's bytes as it was when opened. Throws ReadProblem after the last of them if the file changed meanwhile.
 * Chunks are the reader's to keep.
 */
export async function* readFileBytes(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const handle = await openRegularFile(path)
  try {
    const before = await handle.stat()
    let at = 0
    while (at < before.size) {
      signal?.throwIfAborted()
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, before.size - at))
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, at)
      if (bytesRead === 0) break
      at += bytesRead
      yield bytesRead === chunk.length ? chunk : chunk.subarray(0, bytesRead)
    }
    const after = await handle.stat()
    if (at < before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      throw new ReadProblem('changed while it was read')
    }
  } finally {
    await handle.close()
  }
}
