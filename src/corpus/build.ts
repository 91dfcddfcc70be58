import { join } from 'node:path'
import { writeDurably } from '../disk/index.js'
import { SpiceError } from '../errors.js'
import { prepareFolder, refuseFinished, removeParts } from './build-folder.js'
import { takeBuildLock } from './build-lock.js'
import { type BuildOptions, settingsOf } from './build-options.js'
import { BuildState } from './build-state.js'
import { explainDiskFull } from './disk-full.js'
import { readJournal, removeJournal } from './journal.js'
import { isCorpusFolder, MANIFEST, type Manifest, readManifest } from './manifest.js'
import { readFile } from './read/index.js'
import { type FileOfSource, sourceFiles } from './source-files.js'
import { writeSearch } from './write-search.js'

/**
 * Builds an index folder from sources, or goes on with a build that was interrupted: the folder ends with the same
 * bytes either way. Throws SpiceError: 'input' for what cannot be used, 'locked' while another process builds there,
 * 'interrupted' at the signal, after a commit.
 */
export async function buildCorpus(options: BuildOptions): Promise<Manifest> {
  const { folder } = options
  const settings = settingsOf(options)
  const files = await filesOf(options)
  prepareFolder(options)
  const unlock = takeBuildLock(folder)
  try {
    const journal = options.force ? undefined : readJournal(folder)
    refuseFinished(options)
    if (journal === undefined) removeParts(folder)
    const state = new BuildState(options, settings, files, journal)
    try {
      // Killed after its last word: nothing is left to do.
      if (isCorpusFolder(folder)) return readManifest(folder)
      await readAll(state, options)
      const manifest = state.finish()
      if (options.search) await writeSearch(folder, manifest, options)
      writeDurably(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
      return manifest
    } finally {
      state.close()
    }
  } catch (error) {
    throw explainDiskFull(error, folder)
  } finally {
    unlock()
    if (isCorpusFolder(folder)) removeJournal(folder)
  }
}

/** The files of each source, those of the hub downloaded. */
async function filesOf({ sources, signal, onProgress }: BuildOptions): Promise<FileOfSource[][]> {
  const files: FileOfSource[][] = []
  try {
    for (const { paths } of sources)
      files.push(
        await sourceFiles(paths, {
          signal,
          onHubProgress: (file, { phase: _, ...progress }) =>
            onProgress?.({ phase: 'downloading', file, documents: 0, ...progress }),
        }),
      )
  } catch (cause) {
    if (!signal?.aborted) throw cause
    throw new SpiceError('interrupted', 'Stopped before the files were there', {
      hint: 'run the same command again: what was downloaded is kept',
      cause,
    })
  }
  return files
}

/** The pipeline: each file's readings in order, each reading's documents in order, into the index. */
async function readAll(state: BuildState, { signal, strict }: BuildOptions): Promise<void> {
  try {
    for (const { file, textField, skip } of state.files()) {
      state.begin(file)
      for await (const reading of readFile(file, { textField, skip, signal })) {
        if (reading.problem === undefined) state.take(reading)
        else state.refuse(reading, strict === true)
        if (state.commitDue()) state.commit()
        signal?.throwIfAborted()
      }
      signal?.throwIfAborted()
      state.end()
    }
  } catch (error) {
    if (!signal?.aborted) throw error
    state.commit()
    throw new SpiceError('interrupted', `Stopped with ${state.documents} documents in ${state.folder}`, {
      hint: 'run the same command again: it goes on from there',
      cause: error,
    })
  }
}
