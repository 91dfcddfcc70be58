import { readFileSync } from 'node:fs'
import { SpiceError } from '../errors.js'
import { PATIENCE, Passing, type Patience } from './backoff.js'
import {
  type CacheFolder,
  cachedCommit,
  cachedListing,
  cacheFolder,
  isCached,
  keepCommit,
  keepListing,
  keepSnapshot,
  snapshotListing,
  snapshotPath,
} from './cache.js'
import { type CardConfig, cardConfigs } from './card.js'
import { chooseFiles, type FileChoice, missingShards } from './choose-files.js'
import { downloadFiles } from './download-files.js'
import { hubPlace, type PlaceOptions } from './environment.js'
import type { ClientOptions } from './hub-client.js'
import { checkHubDataset, formatHubName, type HubDataset, parseHubName } from './hub-name.js'
import { convertedLayout, type DatasetLayout, ownLayout } from './layout.js'
import { COMMIT, findCommit, type HubEntry, type Listing, listFiles } from './listing.js'
import { type HubProgress, ProgressMeter } from './progress.js'
import { type Asked, gaveUp } from './refusals.js'

export interface HubOptions extends PlaceOptions {
  /** Files downloaded at a time, 1 to 4; 3 unless said. */
  readonly concurrency?: number
  /** A connection without a byte for as long is given up and taken up again; 30 unless said. */
  readonly stallSeconds?: number
  readonly patience?: Patience
  /** How long to wait for another process that downloads the same dataset; an hour unless said. */
  readonly lockSeconds?: number
  /** A repository with more files is refused; 100,000 unless said. */
  readonly maxFiles?: number
  readonly onProgress?: (progress: HubProgress) => void
  /** Aborting keeps what has been downloaded; the call then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

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

const CONVERTED = 'refs/convert/parquet'
const CARD = 'README.md'
const MAX_CARD_BYTES = 16 * 2 ** 20

/** A revision's commit and files, and where that is known from. */
interface Found {
  readonly revision: string
  readonly listing: Listing
  readonly fromCache: boolean
}

interface Session {
  readonly dataset: HubDataset
  readonly client: ClientOptions
  readonly cache: CacheFolder
  readonly asked: Asked
  readonly options: HubOptions
}

interface Resolved {
  readonly found: readonly Found[]
  readonly last: Found
  readonly choice: FileChoice
  readonly why: readonly string[]
}

/**
 * Says what a dataset's name stands for, of the network or the cache, without downloading its files (its card, README.md,
 * is). Throws as `fetchDataset` does.
 */
export async function planDataset(name: string | HubDataset, options: HubOptions = {}): Promise<HubPlan> {
  const session = openSession(name, options)
  const resolved = await resolve(session)
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
  const resolved = await resolve(session)
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
  keep(session, resolved.found)
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
  const place = hubPlace(options)
  const { repository, revision } = dataset
  return {
    dataset,
    options,
    client: {
      place,
      patience: options.patience ?? PATIENCE,
      stallSeconds: options.stallSeconds ?? 30,
      signal: options.signal,
    },
    cache: cacheFolder(place.cacheFolder, repository, place.links),
    asked: {
      repository,
      revision,
      host: place.endpoint.host,
      page: new URL(`datasets/${repository}`, place.endpoint).href,
      hasToken: place.token !== undefined,
      what: 'the listing',
    },
  }
}

async function resolve(session: Session): Promise<Resolved> {
  const { dataset } = session
  const own = await findRevision(session, dataset.revision ?? 'main')
  const found = [own]
  const why: string[] = [...own.listing.notes]
  let layout: DatasetLayout | undefined
  if (own.revision === CONVERTED) layout = convertedLayout(own.listing.entries)
  else layout = ownLayout(own.listing.entries, await readCard(session, own, why))
  if (!layout) {
    if (dataset.revision !== undefined)
      throw new SpiceError(
        'input',
        `dataset ${dataset.repository} has no file at ${dataset.revision} that can be read`,
        {
          hint: `@${CONVERTED} has the hub's conversion of its main branch, if there is one`,
        },
      )
    const converted = await findConversion(session)
    found.push(converted)
    why.push("none of the dataset's own files can be read", ...converted.listing.notes)
    layout = convertedLayout(converted.listing.entries)
  }
  const last = found.at(-1) as Found
  const choice = chooseFiles(dataset, layout)
  const lost = missingShards(choice.entries)
  if (lost.length > 0 && choice.entries.some(({ blobId }) => blobId === ''))
    throw notCached(session, lost[0] as string)
  return { found, last, choice, why: [...why, ...choice.why, ...lost] }
}

async function findConversion(session: Session): Promise<Found> {
  const { repository } = session.dataset
  try {
    return await findRevision(session, CONVERTED)
  } catch (cause) {
    if (!(cause instanceof SpiceError) || session.client.place.offline) throw cause
    throw new SpiceError(
      'input',
      `dataset ${repository} has no file that can be read, nor has the hub converted it`,
      {
        hint: 'the kinds are Parquet, JSON Lines, CSV, text, Markdown, HTML and PDF, as they are or as .gz or .zst',
        cause,
      },
    )
  }
}

/** A commit and its files: of the hub, or of the cache if that is enough or all there is. */
async function findRevision(session: Session, revision: string): Promise<Found> {
  const { client, cache, options } = session
  const asked = { ...session.asked, revision }
  const maxFiles = options.maxFiles ?? 100_000
  const fromCache = (): Found | undefined => {
    const commit = cachedCommit(cache, revision)
    const listing = commit && (cachedListing(cache, commit) ?? snapshotListing(cache, commit, maxFiles))
    return listing ? { revision, listing, fromCache: true } : undefined
  }
  if (client.place.offline) {
    const found = fromCache()
    if (found) return found
    throw notCached(session, `nothing of its revision ${revision} is`)
  }
  if (COMMIT.test(revision)) {
    const listing = cachedListing(cache, revision)
    if (listing) return { revision, listing, fromCache: true }
  }
  // With something to fall back on, a hub that cannot be reached is not worth half a minute.
  const { tries } = client.patience
  const patience = { ...client.patience, tries: fromCache() ? Math.min(2, tries) : tries }
  try {
    const commit = COMMIT.test(revision)
      ? revision
      : await findCommit({ ...client, patience }, asked, revision)
    const listing =
      cachedListing(cache, commit) ?? (await listFiles({ ...client, patience }, asked, commit, maxFiles))
    return { revision, listing, fromCache: false }
  } catch (error) {
    if (!(error instanceof Passing)) throw error
    const found = fromCache()
    if (!found) throw gaveUp(error, asked)
    const note = `${asked.host} cannot be reached: what the cache has of ${revision} is used`
    return { ...found, listing: { ...found.listing, notes: [note, ...found.listing.notes] } }
  }
}

/** The configurations that the dataset's card declares, downloaded into the cache like any other file. */
async function readCard(session: Session, found: Found, why: string[]): Promise<readonly CardConfig[]> {
  const { cache, client } = session
  const { listing } = found
  const entry = listing.entries.find(({ path }) => path === CARD)
  if (!entry) return []
  if (entry.bytes > MAX_CARD_BYTES) {
    why.push('README.md is too large to be read')
    return []
  }
  if (!isCached(cache, listing.commit, entry)) {
    if (client.place.offline) {
      why.push('README.md is not in the cache: what it may declare is not known')
      return []
    }
    await download(session, listing.commit, [entry], new ProgressMeter(1, entry.bytes, undefined))
  }
  const configs = cardConfigs(readFileSync(snapshotPath(cache, listing.commit, CARD), 'utf8'))
  if (!('broken' in configs)) return configs
  why.push(configs.broken)
  return []
}

async function download(
  session: Session,
  commit: string,
  entries: readonly HubEntry[],
  meter: ProgressMeter,
): Promise<void> {
  const { client, cache, asked, options } = session
  await downloadFiles({
    client,
    cache,
    asked,
    commit,
    entries,
    concurrency: Math.min(4, Math.max(1, Math.trunc(options.concurrency ?? 3))),
    lockSeconds: options.lockSeconds ?? 3600,
    meter,
  })
}

/**
 * Keeps commits and listings for the time without a network, once the files are there: until then a branch stays at the
 * commit that is whole. A cache that is read only still has its files.
 */
function keep({ cache }: Session, all: readonly Found[]): void {
  for (const { revision, listing, fromCache } of all) {
    if (fromCache) continue
    try {
      if (!cachedListing(cache, listing.commit)) keepListing(cache, listing)
      keepSnapshot(cache, listing.commit)
      keepCommit(cache, revision, listing.commit)
    } catch {
      // The files decide; downloading them says what is wrong with the cache.
    }
  }
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

function notCached({ dataset, client, cache }: Session, what: string): SpiceError {
  const mode = client.place.offline ? ' and HF_HUB_OFFLINE is set' : ''
  return new SpiceError('input', `${formatHubName(dataset)} is not whole in the cache${mode}: ${what}`, {
    hint: `run the same command once with the network; the cache is ${cache.root}`,
  })
}
