import { readFile, stat } from 'node:fs/promises'
import { SpiceError } from '../errors.js'

const MEBIBYTE = 1 << 20

/**
 * The JSON object in a file of a model folder, or undefined if there is no such file. Throws SpiceError('model') when
 * the file is larger than `maxMebibytes`, cannot be read, or holds anything but an object.
 */
export async function readJsonFile(
  path: string,
  maxMebibytes = 16,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = await readTextFile(path, maxMebibytes)
  if (text === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new SpiceError('model', `${path}: not JSON (${(cause as Error).message})`, {
      hint: 'The file is damaged: fetch it again.',
      cause,
    })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SpiceError('model', `${path}: expected a JSON object, found ${text.trim().slice(0, 40)}`)
  }
  return value as Record<string, unknown>
}

/** The text of a file, or undefined if there is none. Throws SpiceError('model') when it is too large or unreadable. */
export async function readTextFile(path: string, maxMebibytes = 16): Promise<string | undefined> {
  try {
    const { size } = await stat(path)
    if (size > maxMebibytes * MEBIBYTE) {
      throw new SpiceError('model', `${path}: ${size} bytes, at most ${maxMebibytes} MiB are read`)
    }
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof SpiceError) throw cause
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new SpiceError('model', `${path}: cannot be read (${code})`, { cause })
  }
}
