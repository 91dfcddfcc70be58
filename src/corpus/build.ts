import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { SpiceError } from '../errors.js'
import type { Tokenizer } from '../tokenizer/index.js'
import { tokenizerPrint } from './build-inputs.js'
import { takeBuildLock } from './build-lock.js'
import type { BuildProgress } from './build-progress.js'
import { BuildState } from './build-state.js'
import type { TokenPolicy } from './count-tokens.js'
import { explainDiskFull } from './disk-full.js'
import { writeDurably } from './durable.js'
import { hasJournal, readJournal, removeJournal } from './journal.js'
import {
  BUILDING,
  type BuildSettings,
  CONTAMINATION,
  DOCUMENTS,
  FILE_OFFSETS,
  FILES,
  isCorpusFolder,
  MANIFEST,
  type Manifest,
  PROBLEMS,
  readManifest,
  SEARCH,
} from './manifest.js'
import type { NearStep } from './near-step.js'
import { readFile } from './read/index.js'
import { type FileOfSource, sourceFiles } from './source-files.js'
import type { Clean, ContaminationIndex, Filter, SegmentText } from './steps.js'
import { writeSearch } from './write-search.js'

export interface BuildSource {
  /** Files, folders, globs; what `findFiles` takes. */
  readonly paths: readonly string[]
  /** Share of the samples, relative to the other sources'; default 1. */
  readonly weight?: number
  /** Field or column that holds the text; default `text`, else `orig_doc`. */
  readonly textField?: string
  /** For people; default the paths. */
  readonly name?: string
}

/** A step and what it was made of: the settings stand in the manifest, and a build is resumed only with the same. */
export interface Configured<Step> {
  readonly settings: unknown
  readonly run: Step
}

export interface BuildOptions {
  /** The index folder: new, or one whose build was interrupted. */
  readonly folder: string
  readonly sources: readonly BuildSource[]
  /** Longer texts are cut into documents of at most this many tokens. */
  readonly documentTokens: number
  readonly tokenizer: Pick<Tokenizer, 'encode'>
  /** Default `estimate`: see count-tokens.ts. */
  readonly tokens?: TokenPolicy
  /** Shorter documents are dropped; default 0. */
  readonly minTokens?: number
  readonly clean?: Configured<Clean>
  readonly segment?: Configured<SegmentText>
  readonly filter?: Configured<Filter>
  /** Drop documents whose text was there before; default true. */
  readonly exactDuplicates?: boolean
  /** Drop documents that are nearly one that was kept: `nearDuplicates(threshold)`. */
  readonly near?: NearStep
  readonly contamination?: { readonly index: ContaminationIndex; readonly action: 'drop' | 'flag' | 'keep' }
  /** Build the full-text index too. */
  readonly search?: boolean
  /** The first problem stops the build. */
  readonly strict?: boolean
  /** Start over where a finished or another unfinished corpus stands. */
  readonly force?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: BuildProgress) => void
  /** Bytes of text between two commits of the journal, which also come every few seconds; default 64 MiB. */
  readonly commitBytes?: number
  /** Default 1 GiB. */
  readonly shardBytes?: number
}

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

function settingsOf(options: BuildOptions): BuildSettings {
  const { documentTokens, minTokens = 0, tokens = 'estimate', contamination } = options
  if (!Number.isInteger(documentTokens) || documentTokens < 1)
    throw new SpiceError('config', `documentTokens is ${documentTokens}, not a whole number above 0`)
  if (options.sources.length === 0) throw new SpiceError('config', 'a corpus needs at least one source')
  for (const { weight = 1 } of options.sources)
    if (!(weight > 0 && weight <= 1e9))
      throw new SpiceError('config', `a source has weight ${weight}, not above 0`)
  return {
    documentTokens,
    minTokens,
    tokens,
    tokenizer: tokenizerPrint(options.tokenizer),
    segment: options.segment?.settings ?? null,
    clean: options.clean?.settings ?? null,
    filter: options.filter?.settings ?? null,
    exact: options.exactDuplicates ?? true,
    near: options.near?.settings ?? null,
    contamination: contamination ? { action: contamination.action, index: contamination.index.hash } : null,
  }
}

/** Makes the folder, or refuses one that holds something else. */
function prepareFolder(options: BuildOptions): void {
  const { folder } = options
  refuseFinished(options)
  mkdirSync(folder, { recursive: true })
  const ours = existsSync(join(folder, BUILDING)) || isCorpusFolder(folder)
  if (!ours && readdirSync(folder).length > 0)
    throw new SpiceError('input', `${folder} is not empty and holds no corpus`, { hint: 'name a new folder' })
}

/** A finished corpus with a journal is that of a build which was killed before it could take the journal away. */
function refuseFinished({ folder, force }: BuildOptions): void {
  if (force || !isCorpusFolder(folder) || hasJournal(folder)) return
  throw new SpiceError('input', `${folder} holds a finished corpus`, {
    hint: 'name another folder, or overwrite it with --force',
  })
}

/** The manifest goes first: without it, nothing takes the folder for a corpus. */
function removeParts(folder: string): void {
  for (const name of [
    MANIFEST,
    DOCUMENTS,
    FILES,
    FILE_OFFSETS,
    PROBLEMS,
    CONTAMINATION,
    SEARCH,
    `${SEARCH}.new`,
  ])
    rmSync(join(folder, name), { force: true })
  for (const name of readdirSync(folder)) if (/^texts-\d{5}\.bin$/.test(name)) rmSync(join(folder, name))
  rmSync(join(folder, BUILDING, 'journal.json'), { force: true })
}
