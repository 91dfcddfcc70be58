import type { Connection } from './connection.js'

const EVERY_MS = 10_000
const WARN_MS = 120_000

/**
 * Tells the server that the session lives, at once and every ten seconds. The first beat matters: SkyRL never clears a
 * session that has had none. Returns how to stop; the timer keeps no process alive.
 */
export function startHeartbeat(connection: Connection, sessionId: string, signal: AbortSignal): () => void {
  const { clock } = connection.settings
  let last = clock.now()
  let stopped = false
  let callOff = () => {}
  const beat = async () => {
    try {
      const call = {
        what: 'session_heartbeat',
        path: 'session_heartbeat',
        body: { session_id: sessionId, type: 'session_heartbeat' },
        lane: 'heartbeat',
        repeatable: true,
        deadlineMs: EVERY_MS,
      } as const
      const { status } = await connection.attempt(call, signal)
      if (status >= 200 && status < 300) last = clock.now()
    } catch {
      // The next one may arrive.
    }
    if (stopped || signal.aborted) return
    const silence = clock.now() - last
    if (silence >= WARN_MS)
      connection.notify(
        'heartbeat',
        `no heartbeat has arrived for ${Math.round(silence / 1000)} s: the server may end the session`,
      )
    callOff = clock.after(EVERY_MS, beat, { background: true })
  }
  void beat()
  return () => {
    stopped = true
    callOff()
  }
}
