import type { Connection } from './connection.js'
import type { Limit } from './limit.js'
import type { SampleGate } from './sample-gate.js'
import type { ServerTraits } from './server.js'
import type { WireChoice } from './wire-choice.js'

/** What all models of a session share. */
export interface SessionContext {
  readonly connection: Connection
  readonly traits: ServerTraits
  readonly sessionId: string
  /** Numbers of sampling sessions, from 0, whoever opens them. */
  nextSamplingSession(): number
  readonly gate: SampleGate
  /** Room for large results. */
  readonly room: Limit
  readonly wire: WireChoice
  /** Aborted when the session is closed. */
  readonly signal: AbortSignal
}
