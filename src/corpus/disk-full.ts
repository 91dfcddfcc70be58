import { isDiskFull } from '../disk/index.js'
import { SpiceError } from '../errors.js'

/** What a user is told when the index could not be written for want of space; other errors pass through. */
export function explainDiskFull(error: unknown, folder: string): unknown {
  if (!isDiskFull(error)) return error
  return new SpiceError('input', `the disk is full: corpus ${folder} could not be written`, {
    hint: 'free some space and run the same command again: it goes on from the last commit',
    cause: error,
  })
}
