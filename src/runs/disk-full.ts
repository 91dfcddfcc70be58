import { isDiskFull } from '../disk/index.js'
import { SpiceError } from '../errors.js'

/** What a user is told when a write to the run failed for want of space; every other error passes through. */
export function explainDiskFull(error: unknown, folder: string): unknown {
  if (!isDiskFull(error)) return error
  return new SpiceError('run', `The disk is full: run ${folder} could not be written`, {
    hint: `What was recorded before is intact. Free some space, then: spice train --resume ${folder}`,
    cause: error,
  })
}
