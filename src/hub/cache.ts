import {
  copyFileSync,
  type Dirent,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { COMMIT, type HubEntry, isObject, type Listing } from './listing.js'
import type { RepositoryKind } from './refusals.js'
import { unsafePath } from './safe-path.js'

/** The folders of one repository in the cache, as `huggingface_hub` lays them out. */
export interface CacheFolder {
  /** Of all repositories. */
  readonly root: string
  /** Of this repository: refs, blobs, snapshots, trees. */
  readonly folder: string
  readonly locks: string
  readonly links: boolean
}

const TREE_VERSION = 1
const MAX_TREE_BYTES = 256 * 2 ** 20
/**
 * Eight digits like those that `huggingface_hub` puts before `.incomplete`; these are always the same, so that a
 * download goes on where it stopped, and never those of a `huggingface_hub` that writes at the same time.
 */
const PARTIAL = '.5b1ce5b1.incomplete'

export function cacheFolder(
  root: string,
  { kind, repository }: { readonly kind: RepositoryKind; readonly repository: string },
  links: boolean,
): CacheFolder {
  const name = [`${kind}s`, ...repository.split('/')].join('--')
  return { root, folder: join(root, name), locks: join(root, '.locks', name), links }
}

/** The name that the hub's ETag gives a file: SHA-256 in the large file store, else git's SHA-1. */
export function etagOf(entry: HubEntry): string {
  return entry.sha256 ?? entry.blobId
}

export function blobPath(cache: CacheFolder, entry: HubEntry): string {
  return join(cache.folder, 'blobs', etagOf(entry))
}

export function partialPath(cache: CacheFolder, entry: HubEntry): string {
  return blobPath(cache, entry) + PARTIAL
}

export function snapshotPath(cache: CacheFolder, commit: string, path: string): string {
  return join(cache.folder, 'snapshots', commit, ...path.split('/'))
}

/** Bytes of a file, links followed; undefined where there is none. */
export function sizeAt(path: string): number | undefined {
  try {
    const stats = statSync(path)
    return stats.isFile() ? stats.size : undefined
  } catch {
    return undefined
  }
}

/** Whether a snapshot has a file whole. */
export function isCached(cache: CacheFolder, commit: string, entry: HubEntry): boolean {
  return sizeAt(snapshotPath(cache, commit, entry.path)) === entry.bytes
}

/** A commit of which nothing is kept has a folder too: without, `huggingface_hub` takes its branch for broken. */
export function keepSnapshot(cache: CacheFolder, commit: string): void {
  mkdirSync(join(cache.folder, 'snapshots', commit), { recursive: true })
}

/** The commit that a branch or tag stood at when it was last asked for. */
export function cachedCommit(cache: CacheFolder, revision: string): string | undefined {
  if (COMMIT.test(revision)) return revision
  try {
    const commit = readFileSync(join(cache.folder, 'refs', ...revision.split('/')), 'utf8').trim()
    return COMMIT.test(commit) ? commit : undefined
  } catch {
    return undefined
  }
}

export function keepCommit(cache: CacheFolder, revision: string, commit: string): void {
  if (revision === commit || cachedCommit(cache, revision) === commit) return
  writeWhole(join(cache.folder, 'refs', ...revision.split('/')), commit)
}

/** What the listing of a commit was, in the file that `huggingface_hub` keeps of it too; undefined without one. */
export function cachedListing(cache: CacheFolder, commit: string): Listing | undefined {
  try {
    const path = treePath(cache, commit)
    if (statSync(path).size > MAX_TREE_BYTES) return undefined
    const tree: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (!isObject(tree) || tree.format_version !== TREE_VERSION || !isObject(tree.files)) return undefined
    const entries = Object.entries(tree.files).flatMap(([path, kept]) => entryOf(path, kept) ?? [])
    return { commit, entries: entries.sort((a, b) => (a.path < b.path ? -1 : 1)), notes: [] }
  } catch {
    return undefined
  }
}

function entryOf(path: string, kept: unknown): HubEntry | undefined {
  if (unsafePath(path) || !isObject(kept)) return undefined
  const { size, blob_id: blobId, lfs_sha256: sha256, lfs_size: lfsSize, xet_hash: xetHash } = kept
  const bytes = lfsSize ?? size
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return undefined
  if (typeof blobId !== 'string' || !COMMIT.test(blobId)) return undefined
  if (sha256 !== undefined && !(typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256))) return undefined
  return { path, bytes, blobId, sha256, xetHash: typeof xetHash === 'string' ? xetHash : undefined }
}

export function keepListing(cache: CacheFolder, listing: Listing): void {
  const files = Object.fromEntries(
    listing.entries.map(({ path, bytes, blobId, sha256, xetHash }) => [
      path,
      {
        size: bytes,
        blob_id: blobId,
        ...(sha256 === undefined ? {} : { lfs_sha256: sha256, lfs_size: bytes }),
        ...(xetHash === undefined ? {} : { xet_hash: xetHash }),
      },
    ]),
  )
  writeWhole(
    treePath(cache, listing.commit),
    JSON.stringify({ format_version: TREE_VERSION, files }, undefined, 1),
  )
}

function treePath(cache: CacheFolder, commit: string): string {
  return join(cache.folder, 'trees', `${commit}.json`)
}

/**
 * What lies in a snapshot, for one that a `huggingface_hub` without listings has made: no checksums, and nothing tells
 * what else the repository has. Undefined without the snapshot.
 */
export function snapshotListing(cache: CacheFolder, commit: string, maxFiles: number): Listing | undefined {
  const entries: HubEntry[] = []
  const visit = (folder: string, prefix: string, depth: number): boolean => {
    let found: Dirent[]
    try {
      found = readdirSync(folder, { withFileTypes: true })
    } catch {
      return false
    }
    for (const one of found) {
      const path = prefix + one.name
      if (unsafePath(path) || entries.length >= maxFiles) continue
      if (one.isDirectory()) {
        if (depth < 64) visit(join(folder, one.name), `${path}/`, depth + 1)
      } else {
        const bytes = sizeAt(join(folder, one.name))
        if (bytes !== undefined)
          entries.push({ path, bytes, blobId: '', sha256: undefined, xetHash: undefined })
      }
    }
    return true
  }
  if (!visit(join(cache.folder, 'snapshots', commit), '', 0)) return undefined
  entries.sort((a, b) => (a.path < b.path ? -1 : 1))
  return {
    commit,
    entries,
    notes: ['the cache has no listing of this commit: only the files that are there are known'],
  }
}

/** Makes the folders, and says to backup tools that they hold a cache, as `huggingface_hub` does. */
export function prepareCache(cache: CacheFolder): void {
  for (const folder of [
    join(cache.folder, 'blobs'),
    join(cache.folder, 'snapshots'),
    join(cache.folder, 'refs'),
    cache.locks,
  ])
    mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(join(cache.root, 'CACHEDIR.TAG'), CACHEDIR_TAG, { flag: 'wx' })
  } catch {
    // There already, or not to be had: only backups would want it.
  }
}

const CACHEDIR_TAG = `Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by huggingface_hub.
# For information about cache directory tags, see:
#	https://bford.info/cachedir/
`

/**
 * Puts a blob into a snapshot: as a relative link, or where links cannot be made by moving a blob that is new and
 * copying one that others may use.
 */
export function placeInSnapshot(cache: CacheFolder, commit: string, entry: HubEntry, isNew: boolean): void {
  const blob = blobPath(cache, entry)
  const place = snapshotPath(cache, commit, entry.path)
  mkdirSync(dirname(place), { recursive: true })
  const aside = `${place}.${process.pid}.tmp`
  rmSync(aside, { force: true })
  if (cache.links) {
    try {
      symlinkSync(relative(dirname(place), blob), aside)
      renameSync(aside, place)
      return
    } catch {
      rmSync(aside, { force: true })
    }
  }
  if (isNew) renameSync(blob, place)
  else {
    copyFileSync(blob, aside)
    renameSync(aside, place)
  }
}

/** Written aside and renamed: whoever reads finds the old or the new. */
function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const aside = `${path}.${process.pid}.tmp`
  writeFileSync(aside, text)
  renameSync(aside, path)
}
