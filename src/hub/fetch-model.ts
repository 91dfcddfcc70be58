import { SpiceError } from '../errors.js'
import { isCached, snapshotPath } from './cache.js'
import type { HubOptions } from './hub-options.js'
import type { HubEntry } from './listing.js'
import { formatModelName, type HubModel, parseModelName } from './model-name.js'
import { ProgressMeter } from './progress.js'
import { download, findRevision, keepFound, notCached, openRepository } from './repository.js'

/** What tells how a model reads and writes, and how large it is. */
const DESCRIPTION = ['config.json', 'tokenizer.json']
const OPTIONAL = ['tokenizer_config.json', 'generation_config.json', 'chat_template.jinja']
const SINGLE = 'model.safetensors'
const INDEX = 'model.safetensors.index.json'
const SHARD = /^model-\d{5}-of-\d{5}\.safetensors$/

export interface ModelFilesOptions extends HubOptions {
  /** The weights too; without, some megabytes of configuration and tokenizer. */
  readonly weights: boolean
}

/** A model's files on this machine. */
export interface ModelFiles {
  readonly repository: string
  /** 40 hex digits: what a branch or tag stood at. */
  readonly commit: string
  /** The snapshot in the cache: a model folder in Hugging Face format. */
  readonly folder: string
  /** Names in `folder`. */
  readonly files: readonly string[]
  readonly bytes: number
  /** What people should know, a sentence each. */
  readonly notes: readonly string[]
  /** True if the network was not asked: offline, a commit that is cached, or no way to the hub. */
  readonly fromCache: boolean
}

/**
 * Configuration and tokenizer of a model on the hub, and its weights if they are wanted, downloaded where they are not
 * in the standard cache yet. Works offline once they are, also in a cache that `huggingface_hub` made. `onProgress` says
 * the size before the first byte. Throws as `fetchDataset` does.
 */
export async function fetchModelFiles(
  name: string | HubModel,
  options: ModelFilesOptions,
): Promise<ModelFiles> {
  const model = typeof name === 'string' ? parseModelName(name) : name
  if (model === undefined)
    throw new SpiceError('input', `${JSON.stringify(name)} is not a model on the hub`, {
      hint: 'write owner/name or hf:owner/name[@revision]',
    })
  const { repository, revision } = model
  const title = formatModelName(model)
  const session = openRepository('model', { repository, revision, title }, options)
  const found = await findRevision(session, revision ?? 'main')
  const { commit, entries: all, notes } = found.listing
  const entries = chosen(all, options.weights)
  const lacks = [...DESCRIPTION, ...(options.weights ? [SINGLE] : [])].find(
    (wanted) => !entries.some(({ path }) => path === wanted || (wanted === SINGLE && SHARD.test(path))),
  )
  // A cache without a listing knows only what is there: what lacks may well be on the hub.
  const listed = all.every(({ blobId }) => blobId !== '')
  if (lacks !== undefined && !listed) throw notCached(session, `it has no ${lacks}`)
  if (lacks !== undefined)
    throw new SpiceError('input', `model ${repository} has no ${lacks}`, {
      hint:
        lacks === SINGLE
          ? 'weights are read from .safetensors files; a model with an adapter or other weights must be saved anew'
          : 'save the model with a current transformers (fast tokenizer) and give the folder',
    })
  const missing = entries.filter((entry) => !isCached(session.cache, commit, entry))
  if (missing.length > 0 && session.client.place.offline)
    throw notCached(
      session,
      `${missing.map(({ path }) => path).join(', ')} ${missing.length > 1 ? 'are' : 'is'} not`,
    )
  const bytes = sum(entries)
  const meter = new ProgressMeter(entries.length, bytes, options.onProgress)
  meter.found(entries.length - missing.length, bytes - sum(missing))
  if (missing.length > 0) await download(session, commit, missing, meter)
  keepFound(session, [found])
  meter.done()
  return {
    repository,
    commit,
    folder: snapshotPath(session.cache, commit, '').replace(/[/\\]$/, ''),
    files: entries.map(({ path }) => path),
    bytes,
    notes,
    fromCache: found.fromCache,
  }
}

function chosen(all: readonly HubEntry[], weights: boolean): readonly HubEntry[] {
  const single = all.some(({ path }) => path === SINGLE)
  const isWeight = (path: string) => (single ? path === SINGLE : path === INDEX || SHARD.test(path))
  return all.filter(
    ({ path }) => DESCRIPTION.includes(path) || OPTIONAL.includes(path) || (weights && isWeight(path)),
  )
}

function sum(entries: readonly HubEntry[]): number {
  return entries.reduce((total, { bytes }) => total + bytes, 0)
}
