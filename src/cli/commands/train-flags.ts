import { resolve } from 'node:path'
import { type Config, loadConfig } from '../../config/index.js'
import { formatModelName } from '../../hub/index.js'
import { isBuiltInTemplateSet } from '../../roles/index.js'
import { hubModelOf, type RunFolder } from '../../runs/index.js'

/** What `spice train` and its relatives take. */
export interface TrainFlags {
  readonly model?: string
  readonly engine?: string
  readonly target?: string
  readonly baseUrl?: string
  readonly rank?: number
  readonly apiKey?: string
  readonly templates?: string
  readonly corpus?: readonly string[]
  readonly preset?: string
  readonly config?: string
  readonly set?: readonly string[]
  readonly iterations?: number
  readonly seed?: number
  readonly name?: string
  readonly root: string
  readonly resume?: string
  readonly json?: boolean
  readonly dryRun?: boolean
}

/**
 * The configuration that the flags ask for. A resumed run's own settings come first; without any, a model of one's
 * own starts from the preset `laptop`, the bundled one from `quickstart`. Paths become absolute, so that the run can
 * be resumed from anywhere.
 */
export function configOf(flags: TrainFlags, resumed?: RunFolder): Config {
  const config = loadConfig({
    preset: flags.preset ?? (flags.model === undefined ? 'quickstart' : 'laptop'),
    file: resumed?.config ?? flags.config,
    set: [...shorthands(flags), ...(flags.set ?? [])],
  })
  const { model, corpus, templates, evaluation } = config
  return {
    ...config,
    model: model === 'bundled' ? model : resolveModel(model),
    templates: isBuiltInTemplateSet(templates) ? templates : resolve(templates),
    corpus: {
      ...corpus,
      paths: corpus.paths === 'bundled' ? 'bundled' : corpus.paths.map(resolveCorpusPath),
      sources:
        corpus.sources?.map((source) => ({ ...source, paths: source.paths.map(resolveCorpusPath) })) ?? null,
    },
    evaluation: {
      ...evaluation,
      sets: evaluation.sets.map((set) => (set === 'bundled' ? set : resolve(set))),
    },
  }
}

/** A model of the hub keeps its name, so marked that no folder of that name can take its place. */
function resolveModel(model: string): string {
  const hub = hubModelOf(model)
  return hub === undefined ? resolve(model) : formatModelName(hub)
}

/** Standard input and data sets of the hub have no folder. */
function resolveCorpusPath(path: string): string {
  return path === '-' || path.startsWith('hf:') ? path : resolve(path)
}

/** `--model x` is `--set model=x`, and so on. Who names a server means the engine that asks it. */
function shorthands(flags: TrainFlags): string[] {
  const { model, corpus, iterations, seed, templates, target, baseUrl, rank } = flags
  const engine = flags.engine ?? (target !== undefined || baseUrl !== undefined ? 'tinker' : undefined)
  const values = {
    model,
    'corpus.paths': corpus,
    iterations,
    seed,
    templates,
    'engine.type': engine,
    'engine.target': target,
    'engine.baseUrl': baseUrl,
    'engine.rank': rank,
  }
  return Object.entries(values).flatMap(([path, value]) =>
    value === undefined ? [] : [`${path}=${JSON.stringify(value)}`],
  )
}
