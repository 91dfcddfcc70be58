import { SpiceError } from '../errors.js'
import { PATIENCE } from '../patience/index.js'
import { HubPassing } from './backoff.js'
import {
  type CacheFolder,
  cachedCommit,
  cachedListing,
  cacheFolder,
  keepCommit,
  keepListing,
  keepSnapshot,
  snapshotListing,
} from './cache.js'
import { downloadFiles } from './download-files.js'
import { hubPlace } from './environment.js'
import type { ClientOptions } from './hub-client.js'
import type { HubOptions } from './hub-options.js'
import { COMMIT, findCommit, type HubEntry, type Listing, listFiles } from './listing.js'
import type { ProgressMeter } from './progress.js'
import { type Asked, gaveUp, pagePath, type RepositoryKind } from './refusals.js'

/** What is asked of one repository of the hub, and where its files are kept. */
export interface RepositorySession {
  /** As the user names it. */
  readonly title: string
  readonly client: ClientOptions
  readonly cache: CacheFolder
  readonly asked: Asked
  readonly options: HubOptions
}

/** A revision's commit and files, and where that is known from. */
export interface Found {
  readonly revision: string
  readonly listing: Listing
  readonly fromCache: boolean
}

export function openRepository(
  kind: RepositoryKind,
  { repository, revision, title }: { repository: string; revision: string | undefined; title: string },
  options: HubOptions,
): RepositorySession {
  const place = hubPlace(options)
  return {
    title,
    options,
    client: {
      place,
      patience: options.patience ?? PATIENCE,
      stallSeconds: options.stallSeconds ?? 30,
      signal: options.signal,
    },
    cache: cacheFolder(place.cacheFolder, { kind, repository }, place.links),
    asked: {
      kind,
      repository,
      revision,
      host: place.endpoint.host,
      page: new URL(pagePath({ kind, repository }), place.endpoint).href,
      hasToken: place.token !== undefined,
      what: 'the listing',
    },
  }
}

/** A commit and its files: of the hub, or of the cache if that is enough or all there is. */
export async function findRevision(session: RepositorySession, revision: string): Promise<Found> {
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
    if (!(error instanceof HubPassing)) throw error
    const found = fromCache()
    if (!found) throw gaveUp(error, asked)
    const note = `${asked.host} cannot be reached: what the cache has of ${revision} is used`
    return { ...found, listing: { ...found.listing, notes: [note, ...found.listing.notes] } }
  }
}

/** Brings files of a commit into the cache as the session's options say. */
export async function download(
  session: RepositorySession,
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

export function notCached({ title, client, cache }: RepositorySession, what: string): SpiceError {
  const mode = client.place.offline ? ' and HF_HUB_OFFLINE is set' : ''
  return new SpiceError('input', `${title} is not whole in the cache${mode}: ${what}`, {
    hint: `run the same command once with the network; the cache is ${cache.root}`,
  })
}

/**
 * Keeps commits and listings for the time without a network, once the files are there: until then a branch stays at the
 * commit that is whole. A cache that is read only still has its files.
 */
export function keepFound({ cache }: RepositorySession, all: readonly Found[]): void {
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
