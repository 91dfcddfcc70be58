import { join } from 'node:path'
import { SpiceError } from '../errors.js'
import { readJsonFile } from './read-json-file.js'

/**
 * Ids that end a generation as the model folder declares them: generation_config.json, which `transformers` generates
 * by, before config.json; empty if neither says. Throws SpiceError('model') on anything but ids.
 */
export async function declaredEosTokens(folder: string): Promise<number[]> {
  for (const name of ['generation_config.json', 'config.json']) {
    const path = join(folder, name)
    const declared = (await readJsonFile(path))?.eos_token_id
    if (declared === undefined || declared === null) continue
    const ids: unknown[] = Array.isArray(declared) ? declared : [declared]
    if (ids.length > 64 || !ids.every(isTokenId)) {
      throw new SpiceError(
        'model',
        `${path}: eos_token_id is ${JSON.stringify(declared).slice(0, 80)}, expected an id or a list of ids`,
      )
    }
    return [...new Set(ids)]
  }
  return []
}

function isTokenId(id: unknown): id is number {
  return Number.isSafeInteger(id) && (id as number) >= 0
}
