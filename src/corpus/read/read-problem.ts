import type { Reading } from '../reading.js'

/** Why a file, or the rest of it, cannot be used. What was read before stays. */
export class ReadProblem extends Error {
  constructor(
    message: string,
    /** Row from which on nothing can be read, where there is one. */
    readonly row?: number,
  ) {
    super(message)
    this.name = 'ReadProblem'
  }
}

export type Problem = Extract<Reading, { problem: string }>

export function problemAt(file: string, problem: string, row?: number): Problem {
  return { problem, place: row === undefined ? { file } : { file, row } }
}

/** Names of what the system answers; others are said as they are. */
const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist (any more)',
  EACCES: 'may not be read (no permission)',
  EPERM: 'may not be read (no permission)',
  EISDIR: 'is a folder',
  ELOOP: 'is a link that leads in a circle',
  EMFILE: 'cannot be opened: too many files are open',
}

/** The problem for what was thrown while a file was read; undefined for what is no fault of the file. */
export function problemOf(error: unknown): { message: string; row?: number } | undefined {
  if (error instanceof ReadProblem) {
    return error.row === undefined ? { message: error.message } : { message: error.message, row: error.row }
  }
  if (error instanceof Error && 'code' in error && 'syscall' in error) {
    return { message: SYSTEM[String(error.code)] ?? `cannot be read (${String(error.code)})` }
  }
  return undefined
}
