import { SpiceError } from '../../errors.js'
import { TinkerError } from '../tinker-error.js'

/** An archive that can't be, or mustn't be, unpacked. */
export function archiveError(message: string, cause?: unknown): TinkerError {
  return new TinkerError('protocol', `checkpoint archive: ${message}`, {
    hint: 'nothing of it was kept; download it again, and if that does not help save the checkpoint again',
    cause,
  })
}

/** An error of ours or of the disk says what it is; anything else comes from what reads the archive. */
export function asArchiveError(error: unknown, directory: string): unknown {
  if (error instanceof SpiceError) return error
  if (error instanceof Error && 'syscall' in error)
    return new SpiceError('engine', `cannot write to ${directory}: ${error.message}`, { cause: error })
  return archiveError(error instanceof Error ? error.message : String(error), error)
}
