import type { Config } from '../config/index.js'
import type { Engine } from '../engines/engine.js'
import { SpiceError } from '../errors.js'
import {
  type AnswerJudge,
  bundledEvalFiles,
  type EvalResult,
  type EvalSet,
  evaluate,
  loadEvalSet,
} from '../evals/index.js'
import { loadTemplateSet } from '../roles/index.js'

export interface SetProgress {
  readonly set: string
  readonly questions: number
  readonly of: number
}

/** Reads the sets that `evaluation.sets` names. Throws SpiceError('input'). */
export async function loadSets({ evaluation }: Pick<Config, 'evaluation'>): Promise<EvalSet[]> {
  const { sets, maxQuestionsPerSet } = evaluation
  const bundled = sets.includes('bundled') ? await bundledEvalFiles() : []
  const files = sets.flatMap((set) => (set === 'bundled' ? bundled : [set]))
  const loaded = await Promise.all(
    files.map((file) => loadEvalSet(file, { maxQuestions: maxQuestionsPerSet })),
  )
  const twice = loaded.find(({ name }, i) => loaded.findIndex((other) => other.name === name) < i)
  if (twice !== undefined) {
    throw new SpiceError('config', `evaluation.sets: two sets are called ${twice.name}`, {
      hint: 'A set is called as its file: rename one',
    })
  }
  return loaded
}

/** What the engine's present weights score on each set. One seed asks every model with the same random numbers. */
export async function evaluateSets(
  engine: Engine,
  sets: readonly EvalSet[],
  config: Pick<Config, 'evaluation' | 'templates' | 'seed'>,
  options: {
    /** Of answers that did not match: see `openJudge`. */
    judge?: AnswerJudge | undefined
    signal?: AbortSignal | undefined
    onProgress?: ((progress: SetProgress) => void) | undefined
  } = {},
): Promise<EvalResult[]> {
  const { samples, temperature, maxTokens } = config.evaluation
  const { judge, signal, onProgress } = options
  const templates = loadTemplateSet(config.templates)
  const results: EvalResult[] = []
  for (const set of sets) {
    results.push(
      await evaluate({
        engine,
        set,
        templates,
        samples,
        temperature,
        maxTokens,
        seed: config.seed,
        judge,
        onProgress: ({ questions, of }) => onProgress?.({ set: set.name, questions, of }),
        ...(signal && { signal }),
      }),
    )
  }
  return results
}
