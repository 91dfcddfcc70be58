import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { SpiceError } from '../errors.js'

/** Where runs lie unless a root is named. */
export const RUNS_ROOT = 'runs'

/** The places in a run's folder. */
export interface RunFolder {
  readonly name: string
  readonly path: string
  readonly config: string
  readonly command: string
  readonly database: string
  readonly lock: string
  readonly log: string
  readonly checkpoints: string
}

export function runFolder(path: string): RunFolder {
  const full = resolve(path)
  return {
    name: basename(full),
    path: full,
    config: join(full, 'config.yaml'),
    command: join(full, 'command.txt'),
    database: join(full, 'run.db'),
    lock: join(full, 'lock.db'),
    log: join(full, 'log.jsonl'),
    checkpoints: join(full, 'checkpoints'),
  }
}

/** Throws SpiceError('config') unless `name` can be a folder's name anywhere. */
export function checkRunName(name: string): void {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}$/u.test(name)) return
  throw new SpiceError('config', `Run name ${JSON.stringify(name)} cannot be a folder name`, {
    hint: 'Use up to 100 letters, digits, dots, dashes and underscores, beginning with a letter or digit',
  })
}

/** The folder for a new run: of this name, or of the first number that is free after `prefix`. */
export function freeRunFolder(root: string, name: string | undefined, prefix: string): RunFolder {
  if (name !== undefined) {
    checkRunName(name)
    return runFolder(join(root, name))
  }
  for (let number = 1; ; number++) {
    const folder = runFolder(join(root, `${prefix}-${number}`))
    if (!existsSync(folder.path)) return folder
  }
}

/** The folder of a run given by path, or by its name below `root`; throws SpiceError('input') if there is none. */
export function findRun(nameOrPath: string, root: string = RUNS_ROOT): RunFolder {
  for (const path of [nameOrPath, join(root, nameOrPath)]) {
    const folder = runFolder(path)
    if (existsSync(folder.database)) return folder
  }
  throw new SpiceError('input', `There is no run ${nameOrPath} here or in ${resolve(root)}`, {
    hint: 'List the runs with: spice runs',
  })
}
