import { amounts, type Config, cost } from '../config/index.js'
import type { ContaminationIndex } from '../contamination/index.js'
import type { Corpus } from '../corpus/index.js'
import type { Engine } from '../engines/engine.js'
import { SpiceError } from '../errors.js'
import { type AnswerJudge, corpusOverlap, type EvalSet } from '../evals/index.js'
import {
  type Guests,
  type IterationRecord,
  initialPolicy,
  openGuests,
  type PlayState,
  requireOverlap,
  resumeState,
  selfPlay,
} from '../play/index.js'
import type { Document } from '../words.js'
import { createRun } from './create-run.js'
import { evaluateSets, loadSets } from './evaluate-sets.js'
import { findModel } from './find-model.js'
import { measureTemplates } from './measure-templates.js'
import { modelFingerprint } from './model-fingerprint.js'
import { contaminationOf, corpusOf } from './open-inputs.js'
import { openJudge } from './open-judge.js'
import { openFound } from './open-model.js'
import { resolveThreads } from './pinned-engine.js'
import { requireContext } from './require-context.js'
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
  /** Of a Tinker server; default TINKER_API_KEY. In no file, log or message of the run. */
  readonly apiKey?: string | undefined
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
  let config = resumed?.run.config() ?? resolveThreads(request.config)
  let run = resumed?.run
  const early: string[] = []
  const onNotice = (message: string): void => {
    if (run === undefined) early.push(message)
    else run.log('warning', 'notice', { message })
    request.onEvent?.({ type: 'notice', message })
  }
  let corpus: Corpus | null = null
  let engine: Engine | undefined
  let begun = false
  try {
    const { model } = config
    const found = await findModel(config, {
      signal: request.signal,
      onProgress: (progress) => request.onEvent?.({ type: 'downloading', model, progress }),
    })
    // A branch of the hub moves on; the run stays with the commit that it began with.
    config = { ...config, model: found.model }
    engine = await openFound(found, config, { apiKey: request.apiKey, onNotice, signal: request.signal })
    requireOverlap(engine, config.pipeline.maxStaleness)
    const templates = measureTemplates(config, engine.tokenizer)
    // Rollouts of a server are paid for, and a long document may come late.
    if (config.engine.type === 'tinker') requireContext(config, templates, engine.capabilities.contextTokens)
    corpus = await corpusOf(config, engine, request.signal)
    // Too few documents are told of before there is a run.
    corpus?.sample(config.documentsPerIteration, { seed: config.seed, iteration: 0 })
    const sets = await loadSets(config)
    const { tokenizer } = engine
    const others: Others = {
      guests: await openGuests({ config, tokenizer, signal: request.signal, onNotice }),
      judge: await openJudge(config, tokenizer, { signal: request.signal, onNotice }),
    }
    run ??= createRun(folder, { config, command })
    for (const message of early.splice(0)) run.log('warning', 'notice', { message })
    run.pin('model', await modelFingerprint(found, config))
    if (corpus !== null) run.pin('corpus', corpus.hash)
    const overlap = corpus === null ? [] : corpusOverlap(documentsOf(corpus), sets, { size: corpus.size })
    run.recordOverlap(overlap)
    const contamination = await contaminationOf(config, sets)
    if (contamination) run.pin('contamination index', contamination.hash)
    const session = new Session({ ...request, config }, run, engine, sets, contamination, others)
    session.tell({
      type: 'started',
      run: folder.path,
      config,
      amounts: amounts(config),
      cost: cost(config, templates),
      model: engine.capabilities,
      corpus: corpus && { ...corpus.report, hash: corpus.hash },
      overlap,
      resumed: resumed && {
        iteration: resumed.iteration,
        dropped: resumed.dropped,
        warnings: resumed.warnings,
      },
    })
    return await session.play(corpus, resumed?.checkpoint ?? null, () => {
      begun = true
    })
  } catch (error) {
    // A server that does not have the checkpoint, say, is not where the run is from now on.
    if (!begun) resumed?.undo()
    if (!isInterruption(error, request.signal)) throw error
    throw new SpiceError('interrupted', 'Stopped before the first iteration', { cause: error })
  } finally {
    run?.close()
    corpus?.close()
    await engine?.close()
  }
}

function* documentsOf(corpus: Corpus): Generator<Document> {
  for (let index = 0; index < corpus.size; index++) yield corpus.document(index)
}

function isInterruption(error: unknown, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted !== true) return false
  return error === signal.reason || (error instanceof SpiceError && error.code === 'interrupted')
}

/** Models behind endpoints, asked for before a run is made. */
interface Others {
  readonly guests: Guests
  readonly judge: AnswerJudge | undefined
}

class Session {
  constructor(
    private readonly request: TrainRequest,
    private readonly run: Run,
    private readonly engine: Engine,
    private readonly sets: readonly EvalSet[],
    private readonly contamination: ContaminationIndex | undefined,
    private readonly others: Others,
  ) {}

  tell(event: TrainEvent): void {
    this.request.onEvent?.(event)
  }

  async play(
    corpus: Corpus | null,
    checkpoint: string | null,
    onBegin: () => void,
  ): Promise<{ interrupted: boolean }> {
    const { run, engine } = this
    const { config, signal } = this.request
    // Taken before a checkpoint is loaded: a fixed role keeps the model that the run began with.
    const initial = await initialPolicy(config, engine)
    if (checkpoint !== null) await engine.load(checkpoint)
    onBegin()
    let interrupted = false
    try {
      await this.evaluateIfDue()
      await selfPlay({
        config,
        engine,
        documents: corpus ?? { sample: () => [] },
        state: this.state(),
        initialPolicy: initial,
        guests: this.others.guests,
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
        const record = run.iteration(iteration, { texts: false })
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
      judge: this.others.judge,
      signal,
      onProgress: (progress) => this.tell({ type: 'evaluating', iteration, ...progress }),
    })
    await run.recordEvaluation(results)
    this.tell({ type: 'evaluated', iteration, results })
  }
}
