import { SpiceError } from '../errors.js'
import { withPatience } from '../patience/index.js'
import { ask, type ClientOptions, readText } from './hub-client.js'
import type { Asked } from './refusals.js'
import { shown, unsafePath } from './safe-path.js'

/** One file of a repository at a commit. */
export interface HubEntry {
  readonly path: string
  readonly bytes: number
  /** SHA-1 that git gives the file, or its pointer when it lies in the large file store. */
  readonly blobId: string
  /** SHA-256 of a file in the large file store. */
  readonly sha256: string | undefined
  readonly xetHash: string | undefined
}

export interface Listing {
  readonly commit: string
  readonly entries: readonly HubEntry[]
  /** What people should know of it. */
  readonly notes: readonly string[]
}

const MAX_PAGE_BYTES = 64 * 2 ** 20
const MAX_PAGES = 2000
export const COMMIT = /^[0-9a-f]{40}$/
const SHA256 = /^[0-9a-f]{64}$/

function apiUrl(endpoint: URL, { kind, repository }: Asked, rest: string): URL {
  return new URL(`api/${kind}s/${repository}/${rest}`, endpoint)
}

/** The commit that a branch or tag stands at. */
export async function findCommit(client: ClientOptions, asked: Asked, revision: string): Promise<string> {
  const url = apiUrl(client.place.endpoint, asked, `revision/${encodeURIComponent(revision)}`)
  const { body } = await getJson(client, url, asked)
  const sha = isObject(body) ? body.sha : undefined
  if (typeof sha !== 'string' || !COMMIT.test(sha)) throw notAHub(asked, 'names no commit')
  return sha
}

/** Every file at a commit, page by page. Throws SpiceError('input') for a listing that no repository has. */
export async function listFiles(
  client: ClientOptions,
  asked: Asked,
  commit: string,
  maxFiles: number,
): Promise<Listing> {
  const entries: HubEntry[] = []
  const seen = new Set<string>()
  const cursors = new Set<string>()
  const odd: string[] = []
  let cursor: string | undefined
  for (let page = 0; ; page++) {
    const url = apiUrl(client.place.endpoint, asked, `tree/${commit}`)
    url.searchParams.set('recursive', 'true')
    if (cursor !== undefined) url.searchParams.set('cursor', cursor)
    const { body, link } = await getJson(client, url, asked)
    if (!Array.isArray(body)) throw notAHub(asked, 'has no list of files')
    for (const item of body) {
      if (!isObject(item) || item.type !== 'file') continue
      const unsafe = unsafePath(item.path)
      const path = String(item.path)
      if (unsafe?.hostile)
        throw new SpiceError(
          'input',
          `${asked.kind} ${asked.repository} lists ${JSON.stringify(shown(path))}, which ${unsafe.why}`,
          {
            hint: 'no repository has such a file: do not trust this server',
          },
        )
      if (unsafe) odd.push(`${JSON.stringify(shown(path, 80))} ${unsafe.why}`)
      else if (!seen.has(path)) entries.push(entryOf(item, path, asked))
      seen.add(path)
      if (seen.size > maxFiles) throw tooMany(asked, maxFiles)
    }
    cursor = nextCursor(link, url)
    if (cursor === undefined) break
    if (cursors.has(cursor) || page >= MAX_PAGES) throw notAHub(asked, 'never ends')
    cursors.add(cursor)
  }
  entries.sort((a, b) => (a.path < b.path ? -1 : 1))
  const notes =
    odd.length > 0 ? [`${odd.length} files are left out for their names: ${odd.slice(0, 3).join(', ')}`] : []
  return { commit, entries, notes }
}

function entryOf(item: Record<string, unknown>, path: string, asked: Asked): HubEntry {
  const lfs = isObject(item.lfs) ? item.lfs : undefined
  const bytes = lfs?.size ?? item.size
  const sha256 = typeof lfs?.oid === 'string' ? lfs.oid.replace(/^sha256:/, '') : undefined
  const { oid, xetHash } = item
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0)
    throw notAHub(asked, 'has no sizes')
  if (typeof oid !== 'string' || !COMMIT.test(oid) || (lfs && (sha256 === undefined || !SHA256.test(sha256))))
    throw notAHub(asked, 'has no checksums')
  return {
    path,
    bytes,
    blobId: oid,
    sha256,
    xetHash: typeof xetHash === 'string' && SHA256.test(xetHash) ? xetHash : undefined,
  }
}

/** Only the cursor is taken from the link: the next page is asked of the same address, whatever the link says. */
function nextCursor(link: string | null, url: URL): string | undefined {
  const next = /<([^<>]{1,20000})>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1]
  if (next === undefined) return undefined
  try {
    return new URL(next, url).searchParams.get('cursor') ?? undefined
  } catch {
    return undefined
  }
}

async function getJson(
  client: ClientOptions,
  url: URL,
  asked: Asked,
): Promise<{ body: unknown; link: string | null }> {
  return withPatience(
    async () => {
      const answer = await ask(client, url, asked, { accept: 'application/json' })
      const text = await readText(
        answer,
        MAX_PAGE_BYTES,
        `${asked.what} of ${asked.kind} ${asked.repository}`,
      )
      try {
        return { body: JSON.parse(text), link: answer.response.headers.get('link') }
      } catch {
        throw notAHub(asked, 'is no JSON')
      }
    },
    client.patience,
    { signal: client.signal },
  )
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function notAHub(asked: Asked, what: string): SpiceError {
  return new SpiceError('input', `${asked.host}'s answer for ${asked.kind} ${asked.repository} ${what}`, {
    hint: 'is HF_ENDPOINT a hub?',
  })
}

function tooMany(asked: Asked, maxFiles: number): SpiceError {
  return new SpiceError('input', `${asked.kind} ${asked.repository} has more than ${maxFiles} files`, {
    hint: 'download what you need of it and give the folder',
  })
}
