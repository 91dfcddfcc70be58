import { statfs } from 'node:fs/promises'
import { SpiceError } from '../errors.js'
import { HubPassing } from './backoff.js'
import {
  blobPath,
  type CacheFolder,
  etagOf,
  isCached,
  partialPath,
  placeInSnapshot,
  prepareCache,
  sizeAt,
} from './cache.js'
import { lockDataset } from './cache-lock.js'
import { downloadBlob } from './download-blob.js'
import { type ClientOptions, passOn } from './hub-client.js'
import type { HubEntry } from './listing.js'
import type { ProgressMeter } from './progress.js'
import { type Asked, gaveUp, pagePath } from './refusals.js'
import { shown } from './safe-path.js'

export interface DownloadJob {
  readonly client: ClientOptions
  readonly cache: CacheFolder
  readonly asked: Asked
  readonly commit: string
  readonly entries: readonly HubEntry[]
  readonly concurrency: number
  readonly lockSeconds: number
  readonly meter: ProgressMeter
}

/** Brings the files that are not there yet into the snapshot, a few at a time; the first failure stops the others. */
export async function downloadFiles(job: DownloadJob): Promise<void> {
  const { cache, client, commit, meter } = job
  try {
    prepareCache(cache)
  } catch (cause) {
    throw new SpiceError('input', `the cache ${cache.folder} cannot be written`, {
      hint: 'HF_HUB_CACHE names another folder',
      cause,
    })
  }
  const letGo = await lockDataset(cache, {
    waitSeconds: job.lockSeconds,
    signal: client.signal,
    onWait: () => meter.waiting(),
  })
  const endTelling = meter.start()
  try {
    // Another process may have brought them while we waited; one blob may stand in several places.
    const missing = job.entries.filter((entry) => !isCached(cache, commit, entry))
    const groups = groupByEtag(missing)
    await checkSpace(
      cache,
      [...groups.values()].map(([entry]) => entry as HubEntry),
    )
    const stop = new AbortController()
    const { signal } = stop
    const release = passOn(client.signal, stop)
    const queue = [...groups.values()]
    const failures: unknown[] = []
    const work = async () => {
      for (let group = queue.shift(); group && !signal.aborted; group = queue.shift())
        await bring({ ...job, client: { ...client, signal } }, group)
    }
    const workers = Array.from({ length: Math.min(job.concurrency, queue.length) }, () =>
      work().catch((error: unknown) => {
        failures.push(error)
        stop.abort(error)
      }),
    )
    await Promise.all(workers).finally(release)
    client.signal?.throwIfAborted()
    if (failures.length > 0) throw failures[0]
  } finally {
    endTelling()
    letGo()
  }
}

async function bring(job: DownloadJob, group: readonly HubEntry[]): Promise<void> {
  const { cache, client, commit, asked, meter } = job
  const entry = group[0] as HubEntry
  const path = entry.path.split('/').map(encodeURIComponent).join('/')
  const target = blobPath(cache, entry)
  const one: Asked = { ...asked, what: `file ${shown(entry.path)}` }
  const isNew = sizeAt(target) !== entry.bytes
  if (isNew) {
    try {
      await downloadBlob(client, {
        url: new URL(`${pagePath(asked)}/resolve/${commit}/${path}`, client.place.endpoint),
        entry,
        target,
        partial: partialPath(cache, entry),
        asked: one,
        onBytes: (bytes, fromNetwork) => meter.gained(bytes, fromNetwork),
      })
    } catch (error) {
      throw error instanceof HubPassing ? gaveUp(error, one) : error
    }
  } else meter.gained(entry.bytes, false)
  // The last takes the blob itself where links cannot be made.
  for (const [i, place] of group.entries())
    placeInSnapshot(cache, commit, place, isNew && i === group.length - 1)
  meter.fileDone(group.length)
}

function groupByEtag(entries: readonly HubEntry[]): Map<string, HubEntry[]> {
  const groups = new Map<string, HubEntry[]>()
  for (const entry of entries) groups.set(etagOf(entry), [...(groups.get(etagOf(entry)) ?? []), entry])
  return groups
}

/** Says before the first byte that the files will not fit. A file system that cannot tell is believed to have room. */
async function checkSpace(cache: CacheFolder, entries: readonly HubEntry[]): Promise<void> {
  const needed = entries.reduce((sum, entry) => {
    if (sizeAt(blobPath(cache, entry)) === entry.bytes) return sum
    return sum + entry.bytes - Math.min(entry.bytes, sizeAt(partialPath(cache, entry)) ?? 0)
  }, 0)
  let free: number
  try {
    const { bavail, bsize, blocks } = await statfs(cache.folder)
    if (blocks === 0) return
    free = bavail * bsize
  } catch {
    return
  }
  if (needed > free)
    throw new SpiceError(
      'input',
      `${gigabytes(needed)} are to be downloaded and ${cache.root} has room for ${gigabytes(free)}`,
      {
        hint: 'free some space, name another cache by HF_HUB_CACHE, or take less of it',
      },
    )
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
