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
    const callOff = clock.after(milliseconds, () => {
      letGo()
      resolve()
    })
    const letGo = onAbort(signal, () => {
      callOff()
      reject(signal.reason)
    })
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
    if (signal.aborted) controller.abort(signal.reason)
    else undo.push(onAbort(signal, () => controller.abort(signal.reason)))
  }
  return {
    controller,
    letGo: () => {
      for (const each of undo) each()
    },
  }
}

const waiting = new WeakMap<AbortSignal, { readonly acts: Set<() => void>; readonly tell: () => void }>()

/**
 * Acts once, when the signal is aborted. Returns how to let go of it. All who wait for a signal share one listener:
 * a signal goes through its listeners for each that comes or goes, and thousands of samples wait for one.
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  let shared = waiting.get(signal)
  if (!shared) {
    const acts = new Set<() => void>()
    const tell = () => {
      for (const each of acts) each()
    }
    shared = { acts, tell }
    waiting.set(signal, shared)
    signal.addEventListener('abort', tell, { once: true })
  }
  const { acts, tell } = shared
  // A function may be given twice; each time counts.
  const own = () => act()
  acts.add(own)
  return () => {
    if (!acts.delete(own) || acts.size > 0) return
    waiting.delete(signal)
    signal.removeEventListener('abort', tell)
  }
}
