import { SpiceError } from '../errors.js'

/** An abort before the update leaves the weights as they were, so a caller may save them; other errors pass. */
export async function unlessInterrupted<T>(
  iteration: number,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const aborted = cause === signal?.reason || (cause instanceof Error && cause.name === 'AbortError')
    if (signal?.aborted !== true || !aborted) throw cause
    throw new SpiceError('interrupted', `iteration ${iteration} was abandoned before its update`, { cause })
  }
}
