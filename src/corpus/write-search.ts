import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Database from 'libsql'
import { renameDurably } from '../disk/index.js'
import { SpiceError } from '../errors.js'
import type { BuildProgress } from './build-progress.js'
import { explainDiskFull } from './disk-full.js'
import { type Manifest, readManifest, SEARCH } from './manifest.js'
import { scanDocuments } from './scan-documents.js'

export interface SearchBuildOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: BuildProgress) => void
}

/** Bytes of text between two commits: about what SQLite then holds in memory. */
const BATCH_BYTES = 16 << 20
const CACHE_KIB = 64 << 10

/**
 * Builds (again) the full-text index of a finished corpus, beside its other parts. Throws SpiceError('interrupted') at
 * the signal; a build that was interrupted begins anew.
 */
export async function buildSearch(folder: string, options: SearchBuildOptions = {}): Promise<void> {
  await writeSearch(folder, readManifest(folder), options)
}

/** The index holds words and places, not the texts: those are in the corpus. Row i + 1 is document i. */
export async function writeSearch(
  folder: string,
  manifest: Manifest,
  { signal, onProgress }: SearchBuildOptions,
): Promise<void> {
  const aside = join(folder, `${SEARCH}.new`)
  rmSync(aside, { force: true })
  const database = new Database(aside)
  try {
    // It is renamed into place when it is whole: no need to survive a crash before.
    for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', `cache_size = -${CACHE_KIB}`])
      database.exec(`PRAGMA ${pragma}`)
    database.exec(`CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      CREATE VIRTUAL TABLE texts USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2')`)
    database.prepare("INSERT INTO meta VALUES ('ids', ?)").run(manifest.ids)
    const insert = database.prepare('INSERT INTO texts (rowid, text) VALUES (?, ?)')
    const started = performance.now()
    let batch = 0
    let bytesDone = 0
    database.exec('BEGIN')
    for (const { record, position, text = '' } of scanDocuments(folder, manifest.documents, {
      texts: true,
    })) {
      // To the binding, text ends at a NUL.
      insert.run(position + 1, text.replaceAll('\0', ' '))
      bytesDone += record.bytes
      if (bytesDone - batch < BATCH_BYTES) continue
      batch = bytesDone
      database.exec('COMMIT; BEGIN')
      const bytesPerSecond = (bytesDone / (performance.now() - started)) * 1000
      onProgress?.({
        phase: 'search',
        file: SEARCH,
        filesDone: 0,
        files: 1,
        bytesDone,
        bytes: manifest.bytes,
        documents: position + 1,
        bytesPerSecond,
        secondsLeft: (manifest.bytes - bytesDone) / bytesPerSecond,
      })
      await setImmediate()
      if (signal?.aborted)
        throw new SpiceError('interrupted', `Stopped before the search index of ${folder} was whole`, {
          hint: 'the documents are all there; the search index begins anew the next time',
        })
    }
    database.exec('COMMIT')
  } catch (error) {
    database.close()
    rmSync(aside, { force: true })
    throw explainDiskFull(error, folder)
  }
  database.close()
  const descriptor = openSync(aside, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameDurably(aside, join(folder, SEARCH))
}
