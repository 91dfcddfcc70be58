import Database from 'libsql'

/** Held by one process, or one part of it. */
export interface ExclusiveLock {
  release(): void
}

/**
 * An EXCLUSIVE transaction on an empty database, never committed: the operating system drops the lock with the
 * process, however it dies, so there is no stale lock file to judge. Returns null if it is held already; throws what
 * the system says if the file can't be made or locked.
 *
 * Nothing else may open `path` in this process: closing any descriptor of the file would drop the POSIX lock.
 */
export function tryExclusiveLock(path: string): ExclusiveLock | null {
  let database: Database.Database | undefined
  try {
    database = new Database(path, { timeout: 250 })
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database?.close()
    const code = error instanceof Error ? (error as { code?: unknown }).code : undefined
    if (typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code)) return null
    throw error
  }
  const held = database
  return {
    release() {
      if (held.open) held.close()
    },
  }
}
