import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config/index.js'
import {
  fetchModelFiles,
  formatModelName,
  type HubModel,
  type HubOptions,
  parseModelName,
} from '../hub/index.js'

/** The seed model that ships with the package; `src/` and `dist/` lie equally deep. */
export function bundledModelPath(): string {
  return fileURLToPath(new URL('../../assets/seed/model', import.meta.url))
}

/**
 * The model on the hub that a configuration's or flag's `model` means: what begins with `hf:`, or `owner/name` where
 * there is no such folder. Undefined for folders. Throws SpiceError('input') for `hf:` and what is no name.
 */
export function hubModelOf(model: string): HubModel | undefined {
  const named = parseModelName(model)
  return named && (model.startsWith('hf:') || !existsSync(model)) ? named : undefined
}

/** Where a model's files lie. */
export interface FoundModel {
  /** As a configuration names it for good: `bundled`, a folder, or `hf:owner/name@commit`. */
  readonly model: string
  readonly folder: string
  /** What a server would call it: `owner/name`, else the folder. */
  readonly serverName: string
  /** What people should know, a sentence each. */
  readonly notes: readonly string[]
}

/**
 * The folder that `model` means. A model of the hub is downloaded where it is not in the cache yet: its weights only for
 * the local engine. Throws SpiceError('input') if it cannot be had.
 */
export async function findModel(
  { model, engine }: Pick<Config, 'model' | 'engine'>,
  options: HubOptions = {},
): Promise<FoundModel> {
  const hub = hubModelOf(model)
  if (hub === undefined) {
    const folder = model === 'bundled' ? bundledModelPath() : model
    return { model, folder, serverName: folder, notes: [] }
  }
  const { repository } = hub
  const weights = engine.type === 'local'
  const { folder, commit, notes } = await fetchModelFiles(hub, { ...options, weights })
  return { model: formatModelName({ repository, revision: commit }), folder, serverName: repository, notes }
}
