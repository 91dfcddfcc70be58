const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL', 'SQLITE_IOERR_WRITE'])

/** Looks through the chain of causes (at most 10 links): an engine may have wrapped what the system said. */
export function isDiskFull(error: unknown): boolean {
  let current: unknown = error
  for (let depth = 0; depth < 10 && current instanceof Error; depth++) {
    const code = (current as { code?: unknown }).code
    if (typeof code === 'string' && FULL.has(code)) return true
    if (/no space left on device|database or disk is full/i.test(current.message)) return true
    current = current.cause
  }
  return false
}
