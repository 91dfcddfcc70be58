import { accessSync, constants } from 'node:fs'
import { type ExclusiveLock, tryExclusiveLock } from '../disk/index.js'
import { SpiceError } from '../errors.js'
import type { RunFolder } from './run-folder.js'

/** Held by the one process that writes a run. */
export type WriterLock = ExclusiveLock

/** Null if another process, or another part of this one, writes the run. Throws SpiceError('run') if it can't be told. */
export function tryWriterLock(path: string): WriterLock | null {
  try {
    return tryExclusiveLock(path)
  } catch (error) {
    throw new SpiceError(
      'run',
      `${path} cannot be locked: ${error instanceof Error ? error.message : error}`,
      {
        hint: 'Is the folder writable, and on a file system that has locks?',
        cause: error,
      },
    )
  }
}

/** The run's lock; throws SpiceError('locked') if another process writes the run. */
export function takeWriterLock(folder: RunFolder): WriterLock {
  const lock = tryWriterLock(folder.lock)
  if (lock !== null) return lock
  throw new SpiceError('locked', `Run ${folder.name} is being written by another process (${folder.path})`, {
    hint: `Watch it with \`spice show ${folder.name}\`; resume it when that process has ended`,
  })
}

/** Whether a process writes the run at this moment. Where this one may not write, it cannot tell, and says no. */
export function isBeingWritten(folder: RunFolder): boolean {
  try {
    accessSync(folder.lock, constants.W_OK)
  } catch {
    return false
  }
  const lock = tryWriterLock(folder.lock)
  lock?.release()
  return lock === null
}
