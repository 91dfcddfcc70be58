import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PROBLEMS } from './manifest.js'

/** The same problem in one file. */
export interface ProblemGroup {
  readonly file: string
  readonly problem: string
  readonly count: number
  /** The first one's, from 1; 0 where the file is meant. */
  readonly row: number
}

const MAX_BYTES = 8 << 20
const lineSchema = z.object({ file: z.string(), row: z.int().min(0).nullable(), problem: z.string() })

/** What could not be read while a corpus was built, by file and reason, in order: of the first few megabytes of the list. */
export function problemGroups(folder: string): ProblemGroup[] {
  const groups = new Map<string, { file: string; problem: string; count: number; row: number }>()
  for (const line of firstLines(join(folder, PROBLEMS))) {
    const parsed = lineSchema.safeParse(json(line))
    if (!parsed.success) continue
    const { file, problem, row } = parsed.data
    const key = JSON.stringify([file, problem])
    const known = groups.get(key)
    if (known) known.count++
    else groups.set(key, { file, problem, count: 1, row: row ?? 0 })
  }
  return [...groups.values()]
}

function firstLines(path: string): string[] {
  const descriptor = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(MAX_BYTES)
    let length = 0
    for (let read = -1; read !== 0 && length < MAX_BYTES; length += read)
      read = readSync(descriptor, bytes, length, MAX_BYTES - length, length)
    // The last line may be cut off.
    return bytes.toString('utf8', 0, length).split('\n').slice(0, -1)
  } finally {
    closeSync(descriptor)
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
