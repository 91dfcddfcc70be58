import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { SpiceError } from '../errors.js'
import { BUILDING } from './manifest.js'

/**
 * Held by the one process that builds in a folder: an exclusive transaction on an empty database, which the operating
 * system ends with the process however that dies (as for runs, see runs/writer-lock.ts). Returns how to let go.
 * Throws SpiceError('locked').
 */
export function takeBuildLock(folder: string): () => void {
  mkdirSync(join(folder, BUILDING), { recursive: true })
  let database: Database.Database | undefined
  try {
    database = new Database(join(folder, BUILDING, 'lock'), { timeout: 250 })
    database.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    database?.close()
    const code = (cause as { code?: unknown }).code
    if (typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code))
      throw new SpiceError('locked', `another process builds the corpus in ${folder}`, {
        hint: 'wait until it has ended',
      })
    throw new SpiceError('input', `corpus folder ${folder} cannot be locked`, {
      hint: 'is it writable, and on a file system that has locks?',
      cause,
    })
  }
  const held = database
  return () => {
    if (held.open) held.close()
  }
}
