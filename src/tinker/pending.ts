import type { Pending } from './types.js'

/** Who waits for one of the two only is not told of the other's failure a second time. */
export function pendingOf<T>(taken: Promise<unknown>, result: Promise<T>): Pending<T> {
  const accepted = taken.then(() => {})
  accepted.catch(() => {})
  result.catch(() => {})
  return { accepted, result }
}
