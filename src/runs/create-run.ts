import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import type { Config } from '../config/index.js'
import { flush, renameDurably, writeDurably } from '../disk/index.js'
import { SpiceError } from '../errors.js'
import { Connection } from './database.js'
import { explainDiskFull } from './disk-full.js'
import { resolveThreads } from './pinned-engine.js'
import { Run } from './run.js'
import { checkRunName, type RunFolder, runFolder } from './run-folder.js'
import { SCHEMA, SCHEMA_VERSION } from './store-schema.js'
import { takeWriterLock } from './writer-lock.js'

export interface NewRun {
  readonly config: Config
  /** The exact command line, for `command.txt`. */
  readonly command: string
}

/**
 * Makes a run's folder and opens it for writing. It is made aside and renamed, so that a folder of that name is a
 * run from its first moment. Its configuration says how many threads `threads: 0` means here. Throws SpiceError('config') if the folder is there already.
 */
export function createRun(folder: RunFolder, request: NewRun): Run {
  checkRunName(folder.name)
  refuseExisting(folder)
  const parent = dirname(folder.path)
  const aside = runFolder(join(parent, `.${folder.name}.new-${process.pid}`))
  const config = resolveThreads(request.config)
  try {
    mkdirSync(parent, { recursive: true })
    rmSync(aside.path, { recursive: true, force: true })
    mkdirSync(aside.path)
    writeDurably(aside.config, stringify(config))
    writeDurably(aside.command, `${request.command}\n`)
    makeStore(aside, { ...request, config })
    flush(aside.path, 'folder')
    renameDurably(aside.path, folder.path)
  } catch (error) {
    rmSync(aside.path, { recursive: true, force: true })
    refuseExisting(folder)
    throw explainDiskFull(error, folder.path)
  }
  const lock = takeWriterLock(folder)
  const run = new Run(folder, Connection.write(folder.database), lock)
  run.log('info', 'created', { command: request.command })
  return run
}

function makeStore(folder: RunFolder, { config, command }: NewRun): void {
  const connection = Connection.write(folder.database)
  try {
    connection.transaction(() => {
      connection.exec(SCHEMA)
      const meta: Record<string, string> = {
        version: String(SCHEMA_VERSION),
        config: JSON.stringify(config),
        command,
        created_at: new Date().toISOString(),
      }
      for (const pair of Object.entries(meta)) connection.run('INSERT INTO meta VALUES (?, ?)', pair)
    })
  } finally {
    connection.close()
  }
}

function refuseExisting(folder: RunFolder): void {
  if (!existsSync(folder.path)) return
  throw new SpiceError('config', `Run ${folder.name} exists already (${folder.path})`, {
    hint: `Choose another --name, or go on with: spice train --resume ${folder.name}`,
  })
}
