import { archiveError } from './archive-error.js'
import { MAX_DEPTH, MAX_PATH } from './archive-limits.js'

const NEVER_IN_A_NAME = /[\p{Cc}\\:*?"<>|]/u

/**
 * The parts of an entry's path inside the folder it is unpacked into; none for the folder itself (`/`, `./`).
 *
 * @throws TinkerError for a path that leads, or on some system could lead, anywhere else
 */
export function entryPath(name: string, isDirectory: boolean): readonly string[] {
  if (Buffer.byteLength(name) > MAX_PATH) throw archiveError(`a name of ${Buffer.byteLength(name)} bytes`)
  const parts = name
    .replace(/\/+$/, '')
    .split('/')
    .filter((part) => part !== '.')
  if (isDirectory && parts.every((part) => part === '')) return []
  const good =
    parts.length > 0 &&
    parts.length <= MAX_DEPTH &&
    parts.every(
      (part) => part !== '' && part !== '..' && Buffer.byteLength(part) <= 255 && !NEVER_IN_A_NAME.test(part),
    )
  if (!good) throw archiveError(`${JSON.stringify(name.slice(0, 200))} is no path inside a checkpoint`)
  return parts
}
