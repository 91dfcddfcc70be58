import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, loadConfig } from '../config/index.js'
import type { Engine } from '../engines/engine.js'
import { SpiceError } from '../errors.js'
import { verifyManifest } from './checkpoint-manifest.js'
import { openModel } from './open-model.js'
import { openRun } from './open-run.js'
import type { RunReader } from './run-reader.js'

export interface OpenWeights {
  readonly engine: Engine
  /** The run's, or for a model folder the defaults that suit it. */
  readonly config: Config
  /** For people: `quickstart-1 after 100 iterations`. */
  readonly title: string
}

/**
 * Opens what `reference` names: a model folder, `bundled`, a run (its newest checkpoint), or `run@iteration` (its
 * weights after so many iterations). Throws SpiceError: 'input' if there is no such thing, 'model' or 'run' if it is
 * broken.
 */
export async function openWeights(reference: string, root?: string): Promise<OpenWeights> {
  if (reference === 'bundled' || existsSync(join(reference, 'config.json'))) {
    const preset = reference === 'bundled' ? 'quickstart' : 'laptop'
    const config = { ...loadConfig({ preset }), model: reference }
    return { engine: await openModel(config), config, title: reference }
  }
  const [, name = reference, iteration] = /^(.+)@(\d{1,9})$/.exec(reference) ?? []
  const run = openRun(name, root)
  try {
    const config = run.config()
    const wanted = await checkpointOf(run, iteration === undefined ? undefined : Number(iteration))
    const engine = await openModel(config)
    if (wanted.path !== null) await engine.load(wanted.path)
    return { engine, config, title: `${run.folder.name} after ${wanted.iteration} iterations` }
  } finally {
    run.close()
  }
}

async function checkpointOf(
  run: RunReader,
  iteration: number | undefined,
): Promise<{ iteration: number; path: string | null }> {
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
