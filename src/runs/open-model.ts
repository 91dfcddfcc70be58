import type { Config } from '../config/index.js'
import type { Engine } from '../engines/engine.js'
import type { HubProgress } from '../hub/index.js'
import { loadTokenizer } from '../tokenizer/index.js'
import { type FoundModel, findModel } from './find-model.js'
import { meetServer, requireAddress } from './meet-server.js'
import { readModelCard } from './model-card.js'
import { unlessAborted } from './unless-aborted.js'

export interface OpenModelOptions {
  /** Of a Tinker server; default TINKER_API_KEY. Kept nowhere. */
  readonly apiKey?: string | undefined
  /** What a server said or did, and what is to be known of a download. */
  readonly onNotice?: ((message: string) => void) | undefined
  /** Of a model that is downloaded. */
  readonly onDownload?: ((progress: HubProgress) => void) | undefined
  /** Gives up opening. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Opens the model and engine that a configuration names. Throws SpiceError: 'model' or 'input' for a model that cannot be
 * used or had, 'engine' or 'config' for a server that cannot, and the signal's reason.
 */
export async function openModel(
  config: Pick<Config, 'model' | 'engine' | 'seed'>,
  options: OpenModelOptions = {},
): Promise<Engine> {
  const { onDownload, signal } = options
  return openFound(
    await findModel(config, { ...(onDownload && { onProgress: onDownload }), signal }),
    config,
    options,
  )
}

/** The same, of a model whose files are here. */
export async function openFound(
  found: FoundModel,
  config: Pick<Config, 'engine' | 'seed'>,
  options: OpenModelOptions = {},
): Promise<Engine> {
  for (const note of found.notes) options.onNotice?.(note)
  if (config.engine.type === 'tinker') return openRemote(found, config, options)
  // Imported when needed: lists and reads of runs must work, and fast, where the native runtime does not load.
  const { openLocalEngine } = await import('../engines/local/index.js')
  const { threads, memoryMiB } = config.engine
  return openLocalEngine({ model: found.folder, memoryMiB, ...(threads > 0 ? { threads } : {}) })
}

/** A wrong address should be told of soon; a server that is starting takes up to a minute. */
const FIRST_CONTACT_SECONDS = 60
/** Seeds of a server are signed integers of 32 bits. */
const SERVER_SEEDS = 2 ** 31

async function openRemote(
  { model, folder, serverName }: FoundModel,
  { engine, seed }: Pick<Config, 'engine' | 'seed'>,
  { apiKey, onNotice, signal }: OpenModelOptions,
): Promise<Engine> {
  requireAddress(engine)
  const { openTinkerEngine } = await import('../engines/tinker/index.js')
  const { openTinkerClient } = await import('../tinker/index.js')
  const card = await readModelCard(folder)
  const tokenizer = await loadTokenizer(folder)
  // Afterwards the client must outlive the signal: what is interrupted is still saved.
  const giveUp = new AbortController()
  const abort = () => giveUp.abort(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  let address: string | undefined
  const opening = openTinkerEngine({
    connect: async (options) => {
      const first = openTinkerClient({ ...options, patienceSeconds: FIRST_CONTACT_SECONDS })
      address = first.baseUrl
      try {
        await meetServer(first, engine)
      } finally {
        address = undefined
        await first.close()
      }
      return openTinkerClient(options)
    },
    client: {
      signal: giveUp.signal,
      baseUrl: engine.baseUrl ?? undefined,
      apiKey,
      wire: engine.wire,
      maxConcurrentSamples: engine.concurrentSamples,
    },
    baseModel: engine.serverModel ?? serverName,
    // What others know the model as, unless it is known by its folder alone.
    publishedBaseModel: model.startsWith('hf:') ? serverName : undefined,
    target: engine.target,
    tokenizer,
    tokenizerFolder: folder,
    contextTokens: engine.contextTokens ?? card.contextTokens ?? undefined,
    vocabulary: Math.max(card.vocabulary ?? 0, tokenizer.vocabulary),
    rank: engine.rank,
    seed: seed % SERVER_SEEDS,
    checkpointTtlSeconds: engine.checkpointTtlSeconds ?? undefined,
    onNotice: ({ message }) => onNotice?.(address === undefined ? message : `${address}: ${message}`),
  })
  try {
    return await unlessAborted(opening, signal, (opened) => opened.close())
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}
