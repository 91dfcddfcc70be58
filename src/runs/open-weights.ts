import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, loadConfig } from '../config/index.js'
import type { Engine } from '../engines/engine.js'
import { SpiceError } from '../errors.js'
import { verifyManifest } from './checkpoint-manifest.js'
import { type OpenModelOptions, openModel } from './open-model.js'
import { openRun } from './open-run.js'
import type { RunReader } from './run-reader.js'

export interface OpenWeights {
  readonly engine: Engine
  /** The run's, or for a model the defaults that suit it. */
  readonly config: Config
  /** Of the checkpoint that was loaded; null: the weights are those that `config.model` names. */
  readonly checkpointHash: string | null
  /** For people: `quickstart-1 after 100 iterations`. */
  readonly title: string
}

export interface OpenWeightsOptions extends OpenModelOptions {
  /** Folder that holds the runs. */
  readonly root?: string | undefined
  /** Where the run's Tinker server is now; default as the run has it. */
  readonly baseUrl?: string | undefined
}

/**
 * Opens what `reference` names: a model folder, `bundled`, a model on the hub (`hf:owner/name`), a run (its newest
 * checkpoint), or `run@iteration` (its weights after so many iterations). Throws SpiceError: 'input' if there is no such
 * thing, 'model' or 'run' if it is broken, 'engine' if its server fails.
 */
export async function openWeights(reference: string, options: OpenWeightsOptions = {}): Promise<OpenWeights> {
  if (reference === 'bundled' || reference.startsWith('hf:') || existsSync(join(reference, 'config.json'))) {
    const preset = reference === 'bundled' ? 'quickstart' : 'laptop'
    const config = { ...loadConfig({ preset }), model: reference }
    return { engine: await openModel(config, options), config, checkpointHash: null, title: reference }
  }
  const [, name = reference, iteration] = /^(.+)@(\d{1,9})$/.exec(reference) ?? []
  const run = openRun(name, options.root)
  try {
    const own = run.config()
    const { baseUrl = own.engine.baseUrl } = options
    const config = { ...own, engine: { ...own.engine, baseUrl } }
    const wanted = await checkpointOf(run, iteration === undefined ? undefined : Number(iteration))
    const engine = await openModel(config, options)
    try {
      if (wanted.path !== null) await engine.load(wanted.path)
    } catch (error) {
      await engine.close().catch(() => {})
      throw error
    }
    const checkpointHash = wanted.hash ?? null
    return {
      engine,
      config,
      checkpointHash,
      title: `${run.folder.name} after ${wanted.iteration} iterations`,
    }
  } finally {
    run.close()
  }
}

async function checkpointOf(
  run: RunReader,
  iteration: number | undefined,
): Promise<{ iteration: number; path: string | null; hash?: string }> {
  const checkpoints = run.checkpoints()
  if (iteration === 0 || (iteration === undefined && checkpoints.length === 0))
    return { iteration: 0, path: null }
  const row =
    iteration === undefined ? checkpoints.at(-1) : checkpoints.find((one) => one.iteration === iteration)
  if (row === undefined) {
    const kept = [0, ...checkpoints.map((one) => one.iteration)].join(', ')
    throw new SpiceError('input', `Run ${run.folder.name} has no checkpoint ${iteration}`, {
      hint: `It has ${kept} (0 is the model it began with); checkpoint.keep says how many are kept`,
    })
  }
  await verifyManifest(row.path, row.iteration)
  return row
}
