import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { SpiceError } from '../errors.js'
import { workFolder } from './work-folder.js'

export type TargetFormat = 'jsonl' | 'parquet'

/** How a set of this name is written. Throws SpiceError('config') for any other ending. */
export function formatOf(out: string): TargetFormat {
  const ending = extname(out).toLowerCase()
  if (ending === '.jsonl') return 'jsonl'
  if (ending === '.parquet') return 'parquet'
  throw new SpiceError('config', `${out}: a set of tasks ends in .jsonl or .parquet`, {
    hint: 'The ending says how it is written.',
  })
}

/**
 * Makes the folder that the set goes into. Throws SpiceError: 'config' for a wrong ending, or without `force` for a set
 * that is there and was not begun to be made; 'input' if nothing can be written there.
 */
export function checkTarget(out: string, force = false): void {
  formatOf(out)
  try {
    if (statSync(out, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a folder')
    mkdirSync(dirname(out), { recursive: true })
    accessSync(dirname(out), constants.W_OK)
  } catch (cause) {
    throw new SpiceError('input', `${out} cannot be written: ${(cause as Error).message}`, {
      hint: 'Name a file in a folder that you may write to.',
      cause,
    })
  }
  if (!force && !existsSync(workFolder(out).path)) refuseExisting(out)
}

/** Throws SpiceError('config') if the set is there. */
export function refuseExisting(out: string): void {
  if (!existsSync(out)) return
  throw new SpiceError('config', `${out} exists already`, {
    hint: 'Choose another name, or replace it with --force.',
  })
}
