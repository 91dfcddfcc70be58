import { plainLine } from './answer-text.js'
import type { TinkerClock } from './clock.js'
import type { TinkerNotice } from './types.js'

const EVERY_MS = 60_000

export type Notify = (kind: TinkerNotice['kind'], message: string) => void

/**
 * Tells of each kind at most once in a minute; what the server itself says is always told. Messages are of one bounded
 * line, without anything that must not be seen.
 */
export function notices(
  listener: ((notice: TinkerNotice) => void) | undefined,
  redact: (text: string) => string,
  clock: TinkerClock,
): Notify {
  const last = new Map<TinkerNotice['kind'], number>()
  return (kind, message) => {
    if (!listener) return
    const now = clock.now()
    const before = last.get(kind)
    if (kind !== 'server-message' && before !== undefined && now - before < EVERY_MS) return
    last.set(kind, now)
    try {
      listener({ kind, message: plainLine(redact(message)) })
    } catch {
      // Whoever listens does not stop heartbeats or requests.
    }
  }
}
