import { amounts, type Config } from '../config/index.js'
import { type ContaminationIndex, openContaminationIndex } from '../contamination/index.js'
import { type BuildSource, type Corpus, openCorpus } from '../corpus/index.js'
import type { Engine } from '../engines/engine.js'
import { SpiceError } from '../errors.js'
import { corpusOverlap, type EvalSet } from '../evals/index.js'
import { type IterationRecord, initialPolicy, type PlayState, resumeState, selfPlay } from '../play/index.js'
import type { Document } from '../words.js'
import { createRun } from './create-run.js'
import { evaluateSets, loadSets } from './evaluate-sets.js'
import { modelFingerprint } from './model-fingerprint.js'
import { modelPath, openModel } from './open-model.js'
import { resolveThreads } from './pinned-engine.js'
import { resumeRun } from './resume-run.js'
import type { Run } from './run.js'
import type { RunFolder } from './run-folder.js'
import type { TrainEvent } from './train-event.js'

export interface TrainRequest {
  readonly config: Config
  /** A folder that does not exist yet, or with `resume` the folder of a run. */
  readonly folder: RunFolder
  readonly resume: boolean
  /** The exact command line, for the run's folder. */
  readonly command: string
  readonly onEvent?: (event: TrainEvent) => void
  /** Finishes or abandons the iteration in flight, saves, and returns. */
  readonly signal?: AbortSignal
}

/**
 * A whole run: model, corpus, evaluation, self-play, and everything recorded. It ends with the last iteration, or
 * resumable at the signal. Throws SpiceError; what was recorded before stays.
 */
export async function train(request: TrainRequest): Promise<{ readonly interrupted: boolean }> {
  const { folder, command } = request
  // A run that is resumed is locked first; a new one is made when all that it needs has been found in order.
  const resumed = request.resume ? await resumeRun(folder, { config: request.config }) : null
  const config = resumed?.run.config() ?? resolveThreads(request.config)
  let run = resumed?.run
  let corpus: Corpus | null = null
  let engine: Engine | undefined
  try {
    engine = await openModel(config)
    corpus = await corpusOf(config, engine, request.signal)
    const sets = await loadSets(config)
    run ??= createRun(folder, { config, command })
    run.pin('model', await modelFingerprint(modelPath(config.model)))
    if (corpus !== null) run.pin('corpus', corpus.hash)
    const overlap = corpus === null ? [] : corpusOverlap(documentsOf(corpus), sets, { size: corpus.size })
    run.recordOverlap(overlap)
    const contamination = await contaminationOf(config, sets)
    if (contamination) run.pin('contamination index', contamination.hash)
    const session = new Session({ ...request, config }, run, engine, sets, contamination)
    session.tell({
      type: 'started',
      run: folder.path,
      config,
      amounts: amounts(config),
      model: engine.capabilities,
      corpus: corpus && { ...corpus.report, hash: corpus.hash },
      overlap,
      resumed: resumed && {
        iteration: resumed.iteration,
        dropped: resumed.dropped,
        warnings: resumed.warnings,
      },
    })
    return await session.play(corpus, resumed?.checkpoint ?? null)
  } catch (error) {
    if (!isInterruption(error, request.signal)) throw error
    throw new SpiceError('interrupted', 'Stopped before the first iteration', { cause: error })
  } finally {
    run?.close()
    corpus?.close()
    await engine?.close()
  }
}

async function corpusOf(config: Config, engine: Engine, signal?: AbortSignal): Promise<Corpus | null> {
  if (config.grounding === 'none') return null
  const { paths, textField, sources, epochs, maxDocumentTokens } = config.corpus
  const { tokenizer } = engine
  return openCorpus({
    paths,
    textField,
    ...(sources && { sources: sources.map((source) => sourceOf(source, textField)) }),
    epochs,
    documentTokens: maxDocumentTokens,
    tokenizer,
    ...(signal && { signal }),
  })
}

/** What no question of the run may repeat: its evaluation sets and the indexes that are named. */
async function contaminationOf(
  { validity }: Config,
  sets: readonly EvalSet[],
): Promise<ContaminationIndex | undefined> {
  if (!validity.contaminated) return undefined
  const items = sets.map(({ name, questions }) => ({
    name,
    items: questions.map(({ question }) => question),
  }))
  return openContaminationIndex(validity.contaminationIndexes, items)
}

function sourceOf(
  { paths, weight, name, textField }: NonNullable<Config['corpus']['sources']>[number],
  otherwise: string,
): BuildSource {
  return { paths, weight, textField: textField ?? otherwise, ...(name !== undefined && { name }) }
}

function* documentsOf(corpus: Corpus): Generator<Document> {
  for (let index = 0; index < corpus.size; index++) yield corpus.document(index)
}

function isInterruption(error: unknown, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted !== true) return false
  return error === signal.reason || (error instanceof SpiceError && error.code === 'interrupted')
}

class Session {
  constructor(
    private readonly request: TrainRequest,
    private readonly run: Run,
    private readonly engine: Engine,
    private readonly sets: readonly EvalSet[],
    private readonly contamination: ContaminationIndex | undefined,
  ) {}

  tell(event: TrainEvent): void {
    this.request.onEvent?.(event)
  }

  async play(corpus: Corpus | null, checkpoint: string | null): Promise<{ interrupted: boolean }> {
    const { run, engine } = this
    const { config, signal } = this.request
    // Taken before a checkpoint is loaded: a fixed role keeps the model that the run began with.
    const initial = await initialPolicy(config, engine)
    if (checkpoint !== null) await engine.load(checkpoint)
    let interrupted = false
    try {
      await this.evaluateIfDue()
      await selfPlay({
        config,
        engine,
        documents: corpus ?? { sample: () => [] },
        state: this.state(),
        initialPolicy: initial,
        contamination: this.contamination,
        onIteration: (record) => this.keep(record),
        onProgress: (phase, done, total) =>
          this.tell({ type: 'progress', iteration: run.iterationsDone(), phase, done, total }),
        ...(signal && { signal }),
      })
    } catch (error) {
      if (!isInterruption(error, signal)) throw error
      interrupted = true
      // The weights are those after the last recorded iteration: the one in flight was abandoned before its update.
      if (run.iterationsDone() > 0) await run.checkpoint((directory) => engine.save(directory))
    }
    run.log('info', interrupted ? 'interrupted' : 'finished', { iteration: run.iterationsDone() })
    this.tell({ type: 'stopped', iteration: run.iterationsDone(), interrupted })
    return { interrupted }
  }

  private async keep(record: IterationRecord): Promise<void> {
    await this.run.record(record, (directory) => this.engine.save(directory))
    this.tell({ type: 'iteration', record })
    await this.evaluateIfDue()
  }

  private state(): PlayState {
    const { run } = this
    function* records(): Generator<IterationRecord> {
      for (let iteration = 0; iteration < run.iterationsDone(); iteration++) {
        const record = run.iteration(iteration)
        if (record !== undefined) yield record
      }
    }
    return resumeState(this.request.config, records())
  }

  /** Before the first iteration, after the last, and after every so many between. */
  private async evaluateIfDue(): Promise<void> {
    const { run, engine, sets } = this
    const { config, signal } = this.request
    const iteration = run.iterationsDone()
    const every = config.evaluation.everyIterations
    const due = iteration === 0 || iteration >= config.iterations || (every > 0 && iteration % every === 0)
    const known = run.evaluatedSets(iteration)
    if (!due || sets.every(({ name }) => known.includes(name))) return
    const results = await evaluateSets(engine, sets, config, {
      signal,
      onProgress: (progress) => this.tell({ type: 'evaluating', iteration, ...progress }),
    })
    await run.recordEvaluation(results)
    this.tell({ type: 'evaluated', iteration, results })
  }
}
