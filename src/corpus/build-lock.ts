import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ExclusiveLock, tryExclusiveLock } from '../disk/index.js'
import { SpiceError } from '../errors.js'
import { BUILDING } from './manifest.js'

/** Held by the one process that builds in a folder. Returns how to let go. Throws SpiceError('locked'). */
export function takeBuildLock(folder: string): () => void {
  mkdirSync(join(folder, BUILDING), { recursive: true })
  const lock = lockOf(folder)
  if (lock !== null) return () => lock.release()
  throw new SpiceError('locked', `another process builds the corpus in ${folder}`, {
    hint: 'wait until it has ended',
  })
}

function lockOf(folder: string): ExclusiveLock | null {
  try {
    return tryExclusiveLock(join(folder, BUILDING, 'lock'))
  } catch (cause) {
    throw new SpiceError('input', `corpus folder ${folder} cannot be locked`, {
      hint: 'is it writable, and on a file system that has locks?',
      cause,
    })
  }
}
