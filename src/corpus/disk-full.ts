import { SpiceError } from '../errors.js'

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL', 'SQLITE_IOERR_WRITE'])

/** What a user is told when the index could not be written for want of space; other errors pass through. */
export function explainDiskFull(error: unknown, folder: string): unknown {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined
  if (typeof code !== 'string' || !FULL.has(code)) return error
  return new SpiceError('input', `the disk is full: corpus ${folder} could not be written`, {
    hint: 'free some space and run the same command again: it goes on from the last commit',
    cause: error,
  })
}
