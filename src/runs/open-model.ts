import { fileURLToPath } from 'node:url'
import type { Config } from '../config/index.js'
import type { Engine } from '../engines/engine.js'

/** The seed model that ships with the package; `src/` and `dist/` lie equally deep. */
export function bundledModelPath(): string {
  return fileURLToPath(new URL('../../assets/seed/model', import.meta.url))
}

/** The folder that a configuration's or flag's `model` means. */
export function modelPath(model: string): string {
  return model === 'bundled' ? bundledModelPath() : model
}

/** Opens the model and engine that a configuration names. Throws SpiceError('model'). */
export async function openModel({ model, engine }: Pick<Config, 'model' | 'engine'>): Promise<Engine> {
  // Imported when needed: lists and reads of runs must work, and fast, where the native runtime does not load.
  const { openLocalEngine } = await import('../engines/local/index.js')
  const { threads, memoryMiB } = engine
  return openLocalEngine({ model: modelPath(model), memoryMiB, ...(threads > 0 ? { threads } : {}) })
}
