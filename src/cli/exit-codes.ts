import type { ErrorCode } from '../errors.js'

/** What the process ends with. Documented in `spice --help`. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  input: 3,
  locked: 4,
  interrupted: 130,
  terminated: 143,
} as const

export const EXIT_OF: Readonly<Record<ErrorCode, number>> = {
  config: EXIT.usage,
  input: EXIT.input,
  model: EXIT.input,
  engine: EXIT.failure,
  run: EXIT.failure,
  locked: EXIT.locked,
  interrupted: EXIT.interrupted,
}

export const EXIT_HELP = `
Exit codes:
  0    all went well
  1    it failed: computing, a full disk, a broken run; or verify found what it was to look for
  2    a flag, setting or combination of settings is wrong
  3    a model, document or other file is missing or broken
  4    another process writes the run
  130  interrupted by Ctrl-C (143: by SIGTERM); a run was saved and can be resumed`
