import {
  closeSync,
  createReadStream,
  fsyncSync,
  mkdirSync,
  openSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { type ExclusiveLock, tryExclusiveLock } from '../disk/index.js'
import { SpiceError } from '../errors.js'
import { type TaskRow, taskRowSchema } from './task-row.js'

/** Where a set is made: beside its file, until that is done. */
export interface WorkFolder {
  readonly path: string
  readonly lock: string
  readonly journal: string
  /** Every answered task with its answers, in the band or not. */
  readonly answered: string
  /** The set so far, for people to look at. */
  readonly set: string
  /** The whole set, about to be put in place. */
  readonly final: string
}

export function workFolder(out: string): WorkFolder {
  const path = `${out}.generating`
  return {
    path,
    lock: join(path, 'lock'),
    journal: join(path, 'journal.json'),
    answered: join(path, 'answered.jsonl'),
    set: join(path, 'tasks.jsonl'),
    final: join(path, 'final'),
  }
}

/** Makes the folder, for the one process that works in it. Throws SpiceError: 'locked', or 'input' if it can't be made. */
export function lockWorkFolder({ path, lock }: WorkFolder): ExclusiveLock {
  let held: ExclusiveLock | null
  try {
    mkdirSync(path, { recursive: true })
    held = tryExclusiveLock(lock)
  } catch (cause) {
    throw new SpiceError('input', `${path} cannot be made and locked: ${(cause as Error).message}`, {
      hint: 'Is the folder writable, and on a file system that has locks?',
      cause,
    })
  }
  if (held !== null) return held
  throw new SpiceError('locked', `another process makes the set in ${path}`, {
    hint: 'Wait until it has ended, or write to another file.',
  })
}

/** Throws away what was begun. */
export function clearWorkFolder({ journal, answered, set, final }: WorkFolder): void {
  for (const path of [journal, answered, set, final]) rmSync(path, { force: true })
}

export function removeWorkFolder({ path }: WorkFolder): void {
  rmSync(path, { recursive: true, force: true })
}

/** Rows as lines at the end of a file that is made if need be; on the disk when this returns. Returns the file's length. */
export class RowFile {
  readonly #descriptor: number
  #length: number

  /** Goes on after the first `length` bytes: what stands behind was never promised. */
  constructor(path: string, length: number) {
    this.#descriptor = openSync(path, 'a')
    truncateSync(path, length)
    this.#length = length
  }

  append(rows: readonly TaskRow[]): void {
    const bytes = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at)
    this.#length += bytes.length
  }

  /** Puts everything on the disk and gives the length in bytes. */
  sync(): number {
    fsyncSync(this.#descriptor)
    return this.#length
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

/** The rows in the first `length` bytes of a file. Throws SpiceError('input') if it holds anything else. */
export async function* readRows(path: string, length: number): AsyncGenerator<TaskRow> {
  let line = 0
  try {
    for await (const text of linesOf(path, length)) {
      line++
      yield taskRowSchema.parse(JSON.parse(text))
    }
  } catch (cause) {
    throw new SpiceError('input', `the tasks in ${path}:${line} are broken`, {
      hint: 'begin anew with --force',
      cause,
    })
  }
}

/** Only a line feed ends a line: JSON may hold other separators. */
async function* linesOf(path: string, length: number): AsyncGenerator<string> {
  if (length === 0) return
  let rest = ''
  for await (const chunk of createReadStream(path, { end: length - 1, encoding: 'utf8' })) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() as string
    yield* lines
  }
  if (rest !== '') throw new Error('the last line has no end')
}
