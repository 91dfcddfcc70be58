/** What went wrong, in a word that a program can switch on; the command line maps each to an exit code. */
export type ErrorCode =
  | 'config' // a setting, flag or preset is wrong
  | 'input' // a file the user named is missing, broken or of the wrong kind
  | 'model' // a model folder, weight file or tokenizer cannot be used
  | 'engine' // computing failed
  | 'run' // a run folder is broken, full or does not match
  | 'locked' // another process writes the run
  | 'interrupted' // stopped by the user; resumable

/**
 * The one error class of the library. `message` names the thing and the value; `hint` says the way out.
 * Anything else that reaches a user is a bug.
 */
export class SpiceError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'SpiceError'
    this.code = code
    this.hint = options.hint
  }
}
