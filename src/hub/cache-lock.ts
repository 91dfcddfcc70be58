import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'libsql'
import { SpiceError } from '../errors.js'
import type { CacheFolder } from './cache.js'

const POLL_MS = 200

/**
 * Waits until no other process of ours downloads this repository, and returns how to let go. The lock is an exclusive
 * transaction on an empty database, which the operating system ends with the process however that dies.
 * `huggingface_hub` knows nothing of it and need not: it writes to files of its own and renames them, as we do.
 * Throws SpiceError('locked') when the wait gets too long.
 */
export async function lockDataset(
  cache: CacheFolder,
  options: { waitSeconds: number; signal: AbortSignal | undefined; onWait: () => void },
): Promise<() => void> {
  const until = performance.now() + options.waitSeconds * 1000
  for (;;) {
    options.signal?.throwIfAborted()
    const held = tryLock(join(cache.locks, 'spice.lock'), cache)
    if (held) return () => held.open && held.close()
    if (performance.now() >= until)
      throw new SpiceError('locked', `another process downloads into ${cache.folder}`, {
        hint: 'wait until it has ended',
      })
    options.onWait()
    await sleep(POLL_MS)
  }
}

function tryLock(path: string, cache: CacheFolder): Database.Database | undefined {
  let database: Database.Database | undefined
  try {
    database = new Database(path, { timeout: 1 })
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (cause) {
    database?.close()
    const code = (cause as { code?: unknown }).code
    if (typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code)) return undefined
    throw new SpiceError('input', `the cache ${cache.folder} cannot be locked`, {
      hint: 'is it writable, and on a file system that has locks? HF_HUB_CACHE names another',
      cause,
    })
  }
}
