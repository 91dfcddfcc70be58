import { appendFileSync } from 'node:fs'
import { withoutSecrets } from '../secrets.js'

export type LogLevel = 'info' | 'warning' | 'error'

/** One line of `log.jsonl`: a chronicle for people; nothing is ever computed from it. */
interface LogLine {
  readonly time: string
  readonly level: LogLevel
  readonly event: string
  readonly [detail: string]: unknown
}

/** Appends a line. A full disk does not stop a run here: the record that follows will say so. */
export function appendLog(path: string, level: LogLevel, event: string, details: object = {}): void {
  const line: LogLine = { time: new Date().toISOString(), level, event, ...details }
  try {
    appendFileSync(path, `${withoutSecrets(JSON.stringify(line))}\n`)
  } catch {
    // The chronicle is expendable; the store is not, and reports its own failures.
  }
}
