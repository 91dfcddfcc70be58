/**
 * The value of `pending`, unless the signal comes first: then its reason is thrown at once, however long `pending`
 * hangs, and what it may still bring is let go of.
 */
export async function unlessAborted<T>(
  pending: Promise<T>,
  signal: AbortSignal | undefined,
  letGo: (late: T) => Promise<void>,
): Promise<T> {
  if (signal === undefined) return pending
  let abort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
  try {
    return await Promise.race([pending, aborted])
  } catch (error) {
    if (signal.aborted) pending.then(letGo).catch(() => {})
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
