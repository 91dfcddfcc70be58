import { PHASES, type Phase } from './iteration-record.js'

export interface Stopwatch {
  /** Seconds per phase so far. They are for people: nothing is computed from them. */
  readonly seconds: Readonly<Record<Phase, number>>
  /** Books what `work` takes under `phase`, less what it books under a phase of its own. One after another, not at once. */
  time<T>(phase: Phase, work: () => Promise<T> | T): Promise<T>
}

/** `now` gives milliseconds. */
export function stopwatch(now: () => number = () => performance.now()): Stopwatch {
  const seconds = Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>
  let booked = 0
  return {
    seconds,
    async time(phase, work) {
      const start = now()
      const bookedBefore = booked
      const result = await work()
      const own = (now() - start) / 1000 - (booked - bookedBefore)
      seconds[phase] += own
      booked += own
      return result
    },
  }
}
