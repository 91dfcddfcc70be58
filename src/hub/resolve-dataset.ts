import { readFileSync } from 'node:fs'
import { SpiceError } from '../errors.js'
import { Passing } from './backoff.js'
import {
  type CacheFolder,
  cachedCommit,
  cachedListing,
  isCached,
  snapshotListing,
  snapshotPath,
} from './cache.js'
import { type CardConfig, cardConfigs } from './card.js'
import { chooseFiles, type FileChoice, missingShards } from './choose-files.js'
import { downloadFiles } from './download-files.js'
import type { ClientOptions } from './hub-client.js'
import { formatHubName, type HubDataset } from './hub-name.js'
import type { HubOptions } from './hub-options.js'
import { convertedLayout, type DatasetLayout, ownLayout } from './layout.js'
import { COMMIT, findCommit, type HubEntry, type Listing, listFiles } from './listing.js'
import { ProgressMeter } from './progress.js'
import { type Asked, gaveUp, NoRevision } from './refusals.js'

const CONVERTED = 'refs/convert/parquet'
const CARD = 'README.md'
const MAX_CARD_BYTES = 16 * 2 ** 20

/** A revision's commit and files, and where that is known from. */
export interface Found {
  readonly revision: string
  readonly listing: Listing
  readonly fromCache: boolean
}

export interface Session {
  readonly dataset: HubDataset
  readonly client: ClientOptions
  readonly cache: CacheFolder
  readonly asked: Asked
  readonly options: HubOptions
}

export interface Resolved {
  readonly found: readonly Found[]
  readonly last: Found
  readonly choice: FileChoice
  readonly why: readonly string[]
}

/** Finds commit, listing and card, and chooses the files. Throws what `fetchDataset` does. */
export async function resolveDataset(session: Session): Promise<Resolved> {
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
    if (!(cause instanceof NoRevision)) throw cause
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

/** Brings files of a commit into the cache as the session's options say. */
export async function download(
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

export function notCached({ dataset, client, cache }: Session, what: string): SpiceError {
  const mode = client.place.offline ? ' and HF_HUB_OFFLINE is set' : ''
  return new SpiceError('input', `${formatHubName(dataset)} is not whole in the cache${mode}: ${what}`, {
    hint: `run the same command once with the network; the cache is ${cache.root}`,
  })
}
