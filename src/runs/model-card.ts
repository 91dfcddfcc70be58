import { join } from 'node:path'
import { SpiceError } from '../errors.js'
import { readJsonFile } from '../tokenizer/index.js'

/** What a model that runs elsewhere says of itself in its config.json. */
export interface ModelCard {
  /** Longest sequence that it was made for; null if it does not say. */
  readonly contextTokens: number | null
  readonly vocabulary: number | null
}

/** Reads config.json of any model family. Throws SpiceError('model') if it is missing, or holds other things than sizes. */
export async function readModelCard(folder: string): Promise<ModelCard> {
  const path = join(folder, 'config.json')
  const json = await readJsonFile(path)
  if (json === undefined) {
    throw new SpiceError('model', `${path}: not found`, {
      hint: 'A model is a folder in Hugging Face layout (config.json, tokenizer.json), or a name on the hub: owner/name',
    })
  }
  // Models that see pictures too keep what their language part is under a key of its own.
  const inner = json.text_config
  const text = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : json
  const size = (key: string): number | null => {
    const value = text[key] ?? json[key]
    if (value === undefined || value === null) return null
    if (Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= 1 << 28)
      return value as number
    throw new SpiceError('model', `${path}: ${key} is ${JSON.stringify(value).slice(0, 80)}, expected a size`)
  }
  return { contextTokens: size('max_position_embeddings'), vocabulary: size('vocab_size') }
}
