import { existsSync } from 'node:fs'
import { stringify } from 'yaml'
import type { Config } from '../config/index.js'
import { writeDurably } from '../disk/index.js'
import { SpiceError } from '../errors.js'
import { checkpointPath } from './checkpoint-folders.js'
import { gameDifferences } from './config-differences.js'
import { Connection } from './database.js'
import { explainDiskFull } from './disk-full.js'
import { keepEngine } from './pinned-engine.js'
import { newestCheckpoint, rewind } from './rewind.js'
import { Run } from './run.js'
import type { RunFolder } from './run-folder.js'
import { RunReader } from './run-reader.js'
import { takeWriterLock } from './writer-lock.js'

export interface ResumeRequest {
  /** What it shall go on with, but for threads and memory of the engine, which stay; default as before. */
  readonly config?: Config
}

export interface Resumed {
  readonly run: Run
  /** The iteration that comes next. */
  readonly iteration: number
  /** The folder to load first; null: start from the model itself. */
  readonly checkpoint: string | null
  /** Recorded iterations that no checkpoint follows: dropped, to be played again. */
  readonly dropped: number
  /** Broken checkpoints that were passed over, and engine settings that were not taken (see pinned-engine.ts). */
  readonly warnings: readonly string[]
  /** Gives the run its settings from before, for where it could not go on with those asked for. */
  undo(): void
}

/**
 * Opens a run for writing at its newest good checkpoint and drops what was recorded after it: keyed random numbers
 * make the same of it again. Throws SpiceError: 'locked' if another process writes the run, 'config' if `config` is
 * another game, 'run' if the run is broken.
 */
export async function resumeRun(folder: RunFolder, request: ResumeRequest = {}): Promise<Resumed> {
  if (!existsSync(folder.database)) throw new SpiceError('input', `There is no run in ${folder.path}`)
  const lock = takeWriterLock(folder)
  let connection: Connection | undefined
  try {
    connection = Connection.write(folder.database)
    const reader = new RunReader(folder, connection)
    refuseAnotherGame(reader, request.config ?? reader.config())
    const before = reader.config()
    const kept = keepEngine(before, request.config ?? before)
    const { manifest, warnings: broken } = await newestCheckpoint(reader)
    const dropped = rewind(reader, connection, manifest)
    if (request.config !== undefined) changeConfig(folder, connection, kept.config)
    const opened = connection
    const run = new Run(folder, opened, lock)
    const iteration = manifest?.iteration ?? 0
    for (const message of broken) run.log('warning', 'broken checkpoint', { message })
    for (const message of kept.warnings) run.log('warning', 'engine settings kept', { message })
    run.log('info', 'resumed', { iteration, dropped })
    return {
      run,
      iteration,
      checkpoint: manifest && checkpointPath(folder.checkpoints, iteration),
      dropped,
      warnings: [...broken, ...kept.warnings],
      undo: () => changeConfig(folder, opened, before),
    }
  } catch (error) {
    connection?.close()
    lock.release()
    throw explainDiskFull(error, folder.path)
  }
}

function changeConfig(folder: RunFolder, connection: Connection, config: Config): void {
  connection.run("UPDATE meta SET value = ? WHERE key = 'config'", [JSON.stringify(config)])
  writeDurably(folder.config, stringify(config))
}

function refuseAnotherGame(run: RunReader, config: Config): void {
  const found = gameDifferences(run.config(), config)
  if (found.length === 0) return
  const list = found
    .map(({ path, before, after }) => `${path} (${show(before)} -> ${show(after)})`)
    .join(', ')
  throw new SpiceError('config', `Run ${run.folder.name} cannot be resumed as another game: ${list}`, {
    hint: 'A resumed run may change iterations, evaluation and checkpoint settings, and how a server is reached; start a new run for others',
  })
}

function show(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value)
}
