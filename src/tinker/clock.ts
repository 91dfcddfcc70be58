/** Where waits and deadlines come from, so that tests need not wait. */
export interface TinkerClock {
  /** Milliseconds since some moment; never goes back. */
  now(): number
  /** Calls once, later; the timer does not keep a process alive where `background`. Returns how to call it off. */
  after(milliseconds: number, then: () => void, options?: { readonly background?: boolean }): () => void
}

export const realClock: TinkerClock = {
  now: () => performance.now(),
  after(milliseconds, then, options) {
    const timer = setTimeout(then, milliseconds)
    if (options?.background) timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Throws the signal's reason as soon as it is aborted. */
export function sleep(clock: TinkerClock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const abort = () => {
      callOff()
      reject(signal.reason)
    }
    const callOff = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', abort)
      resolve()
    })
    signal.addEventListener('abort', abort, { once: true })
  })
}

/**
 * A signal that follows several others until it is let go of. AbortSignal.any would do, but holds on to what follows
 * a signal for as long as that lives, which is the whole run here.
 */
export function follow(...signals: readonly (AbortSignal | undefined)[]): {
  readonly controller: AbortController
  letGo(): void
} {
  const controller = new AbortController()
  const undo: (() => void)[] = []
  for (const signal of signals) {
    if (!signal) continue
    const abort = () => controller.abort(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    undo.push(() => signal.removeEventListener('abort', abort))
  }
  return {
    controller,
    letGo: () => {
      for (const each of undo) each()
    },
  }
}
