import { copyFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TinkerClient } from '../../tinker/index.js'
import { completeAdapterConfig } from './adapter-config.js'
import type { SteadyModel } from './steady-model.js'

const TOKENIZER_FILES = new Set([
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'chat_template.jinja',
  'generation_config.json',
])
/** Enough for a download to begin; the service takes no shorter times. */
const TTL_SECONDS = 3600

export interface ExportWeights {
  readonly client: TinkerClient
  readonly steady: SteadyModel
  /** Of the checkpoint that is downloaded. */
  readonly name: string
  /** What the adapter says it adapts. */
  readonly publishedBaseModel: string
  readonly tokenizerFolder: string | undefined
}

/**
 * Downloads the present weights: for LoRA a PEFT adapter folder, for full fine-tuning the model folder that the server
 * makes; with the tokenizer's files, where there are some and the server gave none.
 */
export async function exportWeights(directory: string, request: ExportWeights): Promise<void> {
  const { client, steady, name, tokenizerFolder } = request
  const { path } = await steady.call({
    effect: 'none',
    bytes: 0,
    submit: (model) => model.saveForSampler(name, { ttlSeconds: TTL_SECONDS }),
  })
  const files = await client.downloadCheckpoint(path, directory)
  // Best effort: some servers cannot delete.
  await client.deleteCheckpoint(path).catch(() => undefined)
  const there = new Set(files)
  if (there.has('adapter_config.json')) await completeAdapterConfig(directory, request.publishedBaseModel)
  if (tokenizerFolder === undefined) return
  for (const file of await readdir(tokenizerFolder))
    if (TOKENIZER_FILES.has(file) && !there.has(file))
      await copyFile(join(tokenizerFolder, file), join(directory, file))
}
