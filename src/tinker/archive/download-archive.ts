import { type CheckpointPath, formatCheckpointPath } from '../checkpoint-path.js'
import { TinkerError } from '../tinker-error.js'
import { asAnswer, readJson } from '../wire/index.js'
import type { ArchiveLimits } from './archive-limits.js'
import { checkModelFolder } from './check-model-folder.js'
import { unpackArchive } from './unpack-archive.js'

export interface ArchiveResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Throws what went wrong on the way; leaving it early ends the exchange. */
  readonly body: AsyncIterable<Uint8Array>
}

/** What downloading needs of the client. */
export interface ArchiveHttp {
  /** Of the API, without the slash at its end. */
  readonly baseUrl: string
  /** One GET that follows no redirects. `key`: whether the API key may be sent, which a signed address must not see. */
  get(url: string, options: { readonly key: boolean }): Promise<ArchiveResponse>
  sleep(milliseconds: number): Promise<void>
  /** What the body of an error says, in a line fit to be shown. */
  textOf(body: Uint8Array): string
}

export interface DownloadOptions {
  readonly onProgress?: ((bytes: number, total: number | undefined) => void) | undefined
  readonly limits?: Partial<ArchiveLimits> | undefined
}

const BUILDING_WAIT_MS = 30_000
const BUILDING_TRIES = 6
const MAX_REDIRECTS = 5
const MAX_SMALL_BODY = 2 ** 20

/**
 * Downloads a sampler checkpoint and unpacks it into `directory`, which is created and must be empty.
 *
 * @returns paths of the files inside `directory`
 * @throws TinkerError: `rejected` for a path that has nothing to download or that the server doesn't know, `failed` for a
 * checkpoint without weights, `unreachable` where the server is not done packing it after three minutes, `protocol` for
 * a broken archive; and what `http` throws
 */
export async function downloadArchive(
  http: ArchiveHttp,
  checkpoint: CheckpointPath,
  directory: string,
  options: DownloadOptions = {},
): Promise<readonly string[]> {
  const shown = formatCheckpointPath(checkpoint)
  if (checkpoint.kind !== 'sampler')
    throw new TinkerError('rejected', `${shown} holds weights and optimizer, which can't be downloaded`, {
      hint: 'save the model for sampling under a name and download that',
    })
  const response = await openArchive(http, checkpoint)
  const { onProgress, limits } = options
  const files = await unpackArchive(counted(response, onProgress), directory, limits)
  await checkModelFolder(directory, files, shown)
  return files
}

/** The answer whose body is the archive. */
async function openArchive(http: ArchiveHttp, checkpoint: CheckpointPath): Promise<ArchiveResponse> {
  const shown = formatCheckpointPath(checkpoint)
  for (let attempt = 1; ; attempt++) {
    const response = await followed(http, await asked(http, checkpoint), shown)
    if (response.status === 200) return response
    const detail = http.textOf(await smallBody(response))
    if (response.status !== 503) throw refused(response.status, shown, detail)
    if (attempt === BUILDING_TRIES)
      throw new TinkerError('unreachable', `${shown}: the server is still packing it: ${detail}`, {
        hint: 'ask again in some minutes',
        status: 503,
      })
    await http.sleep(BUILDING_WAIT_MS)
  }
}

/** Some servers know a checkpoint by its kind and name, others by its name alone. */
async function asked(http: ArchiveHttp, { modelId, name }: CheckpointPath): Promise<Located> {
  const run = `${http.baseUrl}/api/v1/training_runs/${segment(modelId)}/checkpoints`
  const url = `${run}/sampler_weights/${segment(name)}/archive`
  const response = await http.get(url, { key: true })
  if (response.status !== 404 && response.status !== 405) return { url, response }
  await discard(response)
  const bare = `${run}/${segment(name)}/archive`
  return { url: bare, response: await http.get(bare, { key: true }) }
}

interface Located {
  readonly url: string
  readonly response: ArchiveResponse
}

/** Goes where the answer points to, by redirect or by `{"url"}`, from then on without the key. */
async function followed(http: ArchiveHttp, first: Located, shown: string): Promise<ArchiveResponse> {
  let { url, response } = first
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const next = await pointsTo(response)
    if (next === undefined) return response
    url = safeUrl(next, url, shown)
    response = await http.get(url, { key: false })
  }
  await discard(response)
  throw new TinkerError('protocol', `${shown}: more than ${MAX_REDIRECTS} redirects`)
}

async function pointsTo(response: ArchiveResponse): Promise<string | undefined> {
  const { status, headers } = response
  if (status >= 300 && status < 400 && headers.location) {
    await discard(response)
    return headers.location
  }
  if (status !== 200 || !headers['content-type']?.toLowerCase().includes('application/json')) return undefined
  return asAnswer('archiveUrl', readJson('archiveUrl', await smallBody(response))).url
}

function safeUrl(next: string, from: string, shown: string): string {
  const url = URL.canParse(next, from) ? new URL(next, from) : undefined
  const secure = new URL(from).protocol === 'https:'
  if (!url || url.username || !(url.protocol === 'https:' || (url.protocol === 'http:' && !secure)))
    throw new TinkerError('protocol', `${shown}: the server points to an address that isn't safe to follow`)
  return url.href
}

function refused(status: number, shown: string, detail: string): TinkerError {
  const kind =
    status === 401 ? 'authentication' : status === 402 ? 'billing' : status >= 500 ? 'failed' : 'rejected'
  return new TinkerError(kind, `${shown}: the server answers ${status}: ${detail}`, {
    status,
    hint:
      status === 404
        ? "the checkpoint was deleted, has expired, or never was; list the model's checkpoints"
        : undefined,
  })
}

async function* counted(
  response: ArchiveResponse,
  onProgress: DownloadOptions['onProgress'],
): AsyncGenerator<Uint8Array> {
  const length = Number(response.headers['content-length'])
  const total = Number.isSafeInteger(length) && length > 0 ? length : undefined
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.length
    onProgress?.(bytes, total)
    yield chunk
  }
}

async function smallBody(response: ArchiveResponse): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body) {
    bytes += part.length
    if (bytes > MAX_SMALL_BODY) break
    parts.push(part)
  }
  return Buffer.concat(parts)
}

async function discard(response: ArchiveResponse): Promise<void> {
  await smallBody(response)
}

/** Model ids of the hosted service hold colons, which a path may. */
function segment(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':')
}
