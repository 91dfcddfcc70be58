import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { stringify } from 'yaml'
import type { Config } from '../config/index.js'
import { SpiceError } from '../errors.js'
import { Connection } from './database.js'
import { explainDiskFull } from './disk-full.js'
import { flush, writeDurably } from './durable.js'
import { Run } from './run.js'
import { checkRunName, type RunFolder } from './run-folder.js'
import { SCHEMA, SCHEMA_VERSION } from './store-schema.js'
import { takeWriterLock } from './writer-lock.js'

export interface NewRun {
  readonly config: Config
  /** The exact command line, for `command.txt`. */
  readonly command: string
  /** What the run depends on but does not hold, e.g. `{ corpus: hash }`: a resume compares them. */
  readonly fingerprints?: Readonly<Record<string, string>>
}

/** Makes a run's folder and opens it for writing. Throws SpiceError('config') if the folder is there already. */
export function createRun(folder: RunFolder, { config, command, fingerprints = {} }: NewRun): Run {
  checkRunName(folder.name)
  try {
    mkdirSync(dirname(folder.path), { recursive: true })
    makeFolder(folder)
    const lock = takeWriterLock(folder)
    writeDurably(folder.config, stringify(config))
    writeDurably(folder.command, `${command}\n`)
    const connection = Connection.write(folder.database)
    connection.transaction(() => {
      connection.exec(SCHEMA)
      const meta: Record<string, string> = {
        version: String(SCHEMA_VERSION),
        config: JSON.stringify(config),
        command,
        created_at: new Date().toISOString(),
      }
      for (const [of, value] of Object.entries(fingerprints)) meta[`fingerprint/${of}`] = value
      for (const [key, value] of Object.entries(meta))
        connection.run('INSERT INTO meta VALUES (?, ?)', [key, value])
    })
    flush(folder.path, 'folder')
    flush(dirname(folder.path), 'folder')
    const run = new Run(folder, connection, lock)
    run.log('info', 'created', { command })
    return run
  } catch (error) {
    throw explainDiskFull(error, folder.path)
  }
}

function makeFolder(folder: RunFolder): void {
  try {
    mkdirSync(folder.path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new SpiceError('config', `Run ${folder.name} exists already (${folder.path})`, {
      hint: `Choose another --name, or go on with: spice train --resume ${folder.path}`,
    })
  }
}
