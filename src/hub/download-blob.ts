import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { SpiceError } from '../errors.js'
import { pauseAfter } from '../patience/index.js'
import { HubPassing } from './backoff.js'
import { etagOf } from './cache.js'
import { type Answer, ask, type ClientOptions } from './hub-client.js'
import type { HubEntry } from './listing.js'
import type { Asked } from './refusals.js'
import { shown } from './safe-path.js'

export interface BlobJob {
  readonly url: URL
  readonly entry: HubEntry
  /** Where the blob goes once it is whole and right, and where it lies until then. */
  readonly target: string
  readonly partial: string
  readonly asked: Asked
  /** Bytes gained; negative when some are given up. */
  readonly onBytes: (bytes: number, fromNetwork: boolean) => void
}

/** What is on disk so far: its length and the hash of just those bytes. */
interface Progress {
  length: number
  hash: Hash
}

/**
 * Downloads one blob: goes on where a partial file ends, checks size and hash, flushes, renames. A failure that may
 * pass is tried again from where it stopped; a wrong hash is downloaded once more from the start. What is there stays
 * when it is aborted. Throws SpiceError, HubPassing after the last try, or the signal's reason.
 */
export async function downloadBlob(client: ClientOptions, job: BlobJob): Promise<void> {
  const file = await open(job.partial, 'a+')
  try {
    let progress = await takeUp(file, job)
    job.onBytes(progress.length, false)
    let failed = 0
    let wrong = 0
    for (;;) {
      client.signal?.throwIfAborted()
      const before = progress.length
      try {
        if (progress.length < job.entry.bytes || (wrong === 0 && job.entry.bytes === 0))
          await transfer(client, job, file, progress)
        if (progress.hash.copy().digest('hex') === etagOf(job.entry)) break
        if (wrong++ > 0) throw damaged(job)
        progress = await startOver(file, job, progress)
      } catch (error) {
        if (!(error instanceof HubPassing)) throw error
        failed = progress.length > before ? 1 : failed + 1
        await pauseAfter(error, failed, client.patience, { signal: client.signal })
      }
    }
    await file.sync()
  } catch (error) {
    await file.close()
    if (error instanceof Damaged) await rm(job.partial, { force: true })
    throw diskError(error, job)
  }
  await file.close()
  await rename(job.partial, job.target)
}

/** Git hashes a file behind a head with its length; the large file store hashes the bytes alone. */
function startHash(entry: HubEntry): Hash {
  return entry.sha256 !== undefined
    ? createHash('sha256')
    : createHash('sha1').update(`blob ${entry.bytes}\0`)
}

/** Hashes what an earlier run has left; more than the file has is none of it. */
async function takeUp(file: FileHandle, job: BlobJob): Promise<Progress> {
  const progress: Progress = { length: 0, hash: startHash(job.entry) }
  const { size } = await file.stat()
  if (size > job.entry.bytes) {
    await file.truncate(0)
    return progress
  }
  const buffer = Buffer.allocUnsafe(2 ** 20)
  while (progress.length < size) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, progress.length)
    if (bytesRead === 0) break
    progress.hash.update(buffer.subarray(0, bytesRead))
    progress.length += bytesRead
  }
  return progress
}

async function startOver(file: FileHandle, job: BlobJob, progress: Progress): Promise<Progress> {
  await file.truncate(0)
  job.onBytes(-progress.length, false)
  return { length: 0, hash: startHash(job.entry) }
}

async function transfer(
  client: ClientOptions,
  job: BlobJob,
  file: FileHandle,
  progress: Progress,
): Promise<void> {
  const { entry } = job
  const from = progress.length
  const answer = await ask(client, job.url, job.asked, from > 0 ? { range: `bytes=${from}-` } : {})
  try {
    checkEtag(answer, job)
    if (from > 0 && !goesOn(answer.response, from)) {
      Object.assign(progress, await startOver(file, job, progress))
      if (answer.response.status === 206)
        throw new HubPassing('busy', `another part of ${job.asked.what} than was asked for`)
    }
    for await (const chunk of answer.chunks()) {
      if (progress.length + chunk.length > entry.bytes) throw tooLong(job)
      await writeAll(file, chunk)
      progress.hash.update(chunk)
      progress.length += chunk.length
      job.onBytes(chunk.length, true)
    }
  } finally {
    answer.close()
  }
  if (progress.length < entry.bytes)
    throw new HubPassing('network', `${job.asked.what} ends after ${progress.length} of ${entry.bytes} bytes`)
}

/** A file opened to append: every write goes to its end. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, done, chunk.length - done)
    done += bytesWritten
  }
}

/** Whether the answer is the rest that was asked for; a server without ranges sends the whole, with status 200. */
function goesOn(response: Response, from: number): boolean {
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]
  return response.status === 206 && (start === undefined || Number(start) === from)
}

/** The hub's own ETag is the hash; a store's may be anything and is not asked. */
function checkEtag({ first, response }: Answer, job: BlobJob): void {
  const own = first === response.headers ? first.get('etag') : undefined
  const etag = (first.get('x-linked-etag') ?? own)?.replace(/^W\//, '').replaceAll('"', '')
  if (etag === undefined || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(etag) || etag === etagOf(job.entry))
    return
  throw new SpiceError('input', `${job.asked.host} sends another file than it lists for ${job.asked.what}`, {
    hint: `listed ${etagOf(job.entry)}, sent ${etag}: try again, and if that does not help report it to the hub`,
  })
}

class Damaged extends SpiceError {}

function damaged(job: BlobJob): SpiceError {
  return new Damaged(
    'input',
    `${job.asked.what} of ${job.asked.kind} ${job.asked.repository} arrives damaged, twice`,
    {
      hint: `its hash is not ${etagOf(job.entry)}: something between here and ${job.asked.host} changes files`,
    },
  )
}

function tooLong(job: BlobJob): SpiceError {
  return new Damaged(
    'input',
    `${job.asked.what} of ${job.asked.kind} ${job.asked.repository} is longer than listed`,
    {
      hint: `${job.entry.bytes} bytes are listed: something between here and ${job.asked.host} changes files`,
    },
  )
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

function diskError(error: unknown, job: BlobJob): unknown {
  const code =
    error instanceof Error && !(error instanceof SpiceError) ? (error as { code?: unknown }).code : undefined
  if (typeof code !== 'string' || !FULL.has(code)) return error
  return new SpiceError('input', `the disk is full: ${shown(job.partial)} could not be written`, {
    hint: 'free some space, or name another cache by HF_HUB_CACHE, and run the same command again: it goes on',
    cause: error,
  })
}
