import { accessSync, constants } from 'node:fs'
import Database from 'libsql'
import { SpiceError } from '../errors.js'
import type { RunFolder } from './run-folder.js'

/** Held by the one process that writes a run. */
export interface WriterLock {
  release(): void
}

/**
 * An EXCLUSIVE transaction on an empty database, never committed: the operating system drops the lock with the
 * process, however it dies, so there is no stale lock file to judge. Returns null if another process (or another
 * part of this one) holds it.
 *
 * Nothing else may open `path` in this process: closing any descriptor of the file would drop the POSIX lock.
 */
export function tryWriterLock(path: string): WriterLock | null {
  let database: Database.Database | undefined
  try {
    database = new Database(path, { timeout: 250 })
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database?.close()
    if (isBusy(error)) return null
    throw new SpiceError(
      'run',
      `${path} cannot be locked: ${error instanceof Error ? error.message : error}`,
      {
        hint: 'Is the folder writable, and on a file system that has locks?',
        cause: error,
      },
    )
  }
  const held = database
  let released = false
  return {
    release() {
      if (released) return
      released = true
      held.exec('ROLLBACK')
      held.close()
    },
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

function isBusy(error: unknown): boolean {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined
  return typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code)
}
