import { isCached, snapshotPath } from './cache.js'
import { checkHubDataset, formatHubName, type HubDataset, parseHubName } from './hub-name.js'
import type { HubOptions } from './hub-options.js'
import type { HubEntry } from './listing.js'
import { ProgressMeter } from './progress.js'
import { download, keepFound, notCached, openRepository } from './repository.js'
import { type Resolved, resolveDataset, type Session } from './resolve-dataset.js'

/** A file of a dataset on this machine. */
export interface HubFile {
  /** In the snapshot; a link to the blob, where the system has links. */
  readonly path: string
  /** `hf:owner/name@commit/path`. */
  readonly name: string
  readonly bytes: number
}

/** What a name stands for: a commit, a configuration, splits and their files. */
export interface HubPlan {
  readonly dataset: HubDataset
  /** Branch or tag that was followed: the one asked for, or that of the hub's conversion to Parquet. */
  readonly revision: string
  readonly commit: string
  readonly config: string
  readonly splits: readonly string[]
  /** Field or column that holds the text, as the name says. */
  readonly column: string | undefined
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly cached: boolean }[]
  readonly bytes: number
  /** What was chosen and why, a sentence each, for people. */
  readonly why: readonly string[]
  /** True if the network was not asked: offline, a commit that is cached, or no way to the hub. */
  readonly fromCache: boolean
}

export interface HubFiles extends Omit<HubPlan, 'files'> {
  readonly files: readonly HubFile[]
}

/**
 * Says what a dataset's name stands for, of the network or the cache, without downloading its files (its card, README.md,
 * is). Throws as `fetchDataset` does.
 */
export async function planDataset(name: string | HubDataset, options: HubOptions = {}): Promise<HubPlan> {
  const session = openSession(name, options)
  const resolved = await resolveDataset(session)
  return planOf(session, resolved)
}

/**
 * The files of a dataset on this machine, downloaded where they are not in the standard cache yet. Works offline once
 * they are. Throws SpiceError('input') for a dataset that is unknown, private, gated, ambiguous or cannot be had,
 * SpiceError('locked') while another process downloads it, SpiceError('config') for a broken environment, and the
 * signal's reason when aborted.
 */
export async function fetchDataset(name: string | HubDataset, options: HubOptions = {}): Promise<HubFiles> {
  const session = openSession(name, options)
  const resolved = await resolveDataset(session)
  const { client, cache, dataset } = session
  const { commit } = resolved.last.listing
  const { entries } = resolved.choice
  const plan = planOf(session, resolved)
  const missing = entries.filter((entry) => !isCached(cache, commit, entry))
  if (missing.length > 0 && (client.place.offline || entries.some(({ blobId }) => blobId === '')))
    throw notCached(
      session,
      `${missing.length} of ${entries.length} files are not, such as ${missing[0]?.path}`,
    )
  const meter = new ProgressMeter(entries.length, plan.bytes, options.onProgress)
  meter.found(entries.length - missing.length, plan.bytes - sum(missing))
  if (missing.length > 0) await download(session, commit, entries, meter)
  keepFound(session, resolved.found)
  meter.done()
  return {
    ...plan,
    files: entries.map(({ path, bytes }) => ({
      path: snapshotPath(cache, commit, path),
      name: `hf:${dataset.repository}@${commit}/${path}`,
      bytes,
    })),
  }
}

function openSession(name: string | HubDataset, options: HubOptions): Session {
  const dataset = typeof name === 'string' ? parseHubName(name) : checkHubDataset(name)
  const { repository, revision } = dataset
  const title = formatHubName(dataset)
  return { dataset, ...openRepository('dataset', { repository, revision, title }, options) }
}

function planOf({ dataset, cache }: Session, { found, last, choice, why }: Resolved): HubPlan {
  const { commit } = last.listing
  return {
    dataset,
    revision: last.revision,
    commit,
    config: choice.config,
    splits: choice.splits,
    column: dataset.column,
    files: choice.entries.map((entry) => ({
      path: entry.path,
      bytes: entry.bytes,
      cached: isCached(cache, commit, entry),
    })),
    bytes: sum(choice.entries),
    why,
    fromCache: found.every(({ fromCache }) => fromCache),
  }
}

function sum(entries: readonly HubEntry[]): number {
  return entries.reduce((total, { bytes }) => total + bytes, 0)
}
