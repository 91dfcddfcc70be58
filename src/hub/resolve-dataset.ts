import { readFileSync } from 'node:fs'
import { SpiceError } from '../errors.js'
import { isCached, snapshotPath } from './cache.js'
import { type CardConfig, cardConfigs } from './card.js'
import { chooseFiles, type FileChoice, missingShards } from './choose-files.js'
import type { HubDataset } from './hub-name.js'
import { convertedLayout, type DatasetLayout, ownLayout } from './layout.js'
import { ProgressMeter } from './progress.js'
import { NoRevision } from './refusals.js'
import { download, type Found, findRevision, notCached, type RepositorySession } from './repository.js'

const CONVERTED = 'refs/convert/parquet'
const CARD = 'README.md'
const MAX_CARD_BYTES = 16 * 2 ** 20

export interface Session extends RepositorySession {
  readonly dataset: HubDataset
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
