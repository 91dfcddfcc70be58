import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { SourceFile } from './reading.js'

const EDGE_BYTES = 64 << 10

/**
 * Tells a file from another one under its name: sha256 over length, first and last 64 KiB. Null where there is
 * nothing to look at; that the file cannot be opened is for its reader to say.
 */
export function fingerprint(file: SourceFile): string | null {
  if (file.path === undefined) return null
  let descriptor: number | undefined
  try {
    // Not waiting for the writer of a pipe that lies among the files.
    descriptor = openSync(file.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    if (!fstatSync(descriptor).isFile()) return null
    const size = file.bytes ?? 0
    const hash = createHash('sha256').update(`${size}\n`)
    const edge = Buffer.alloc(EDGE_BYTES)
    for (const at of [0, Math.max(EDGE_BYTES, size - EDGE_BYTES)])
      hash.update(edge.subarray(0, readSync(descriptor, edge, 0, EDGE_BYTES, at)))
    return hash.digest('hex')
  } catch {
    return null
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
