import type { Config } from '../config/index.js'
import { type ContaminationIndex, openContaminationIndex } from '../contamination/index.js'
import type { Engine, Sampler } from '../engines/engine.js'
import { SpiceError } from '../errors.js'
import { createRoles, loadTemplateSet, type TemplateSet } from '../roles/index.js'
import { answer } from './answer.js'
import { assignCredit } from './assign-credit.js'
import { auditAnswered } from './audit.js'
import { documentRecord } from './build-record.js'
import { type DocumentSource, type Game, noCorpus, noTokens, type ProgressListener } from './game.js'
import { initialPolicy } from './initial-policy.js'
import type { IterationRecord } from './iteration-record.js'
import { iterationMetrics } from './metrics.js'
import { type PlayState, startState, stateAfter } from './play-state.js'
import { pose } from './pose.js'
import { select } from './select.js'
import { stopwatch } from './stopwatch.js'
import { updatePolicy } from './update-policy.js'

export interface SelfPlayOptions {
  readonly config: Config
  /** Holds the weights of `state`. */
  readonly engine: Engine
  /** Where documents come from; not read where `grounding` is `none`. */
  readonly documents: DocumentSource
  /** Where to go on; default the beginning. Of a resumed run: `resumeState`. */
  readonly state?: PlayState
  /** The policy before the first iteration, for a fixed role; default: the engine's policy now. */
  readonly initialPolicy?: Sampler | undefined
  /** Default: the set that `config.templates` names. */
  readonly templates?: TemplateSet
  /** For `validity.contaminated`; default: what `validity.contaminationIndexes` names. */
  readonly contamination?: ContaminationIndex | undefined
  /** Hears of each iteration when its update is done; the next one waits for it. */
  readonly onIteration: (record: IterationRecord) => Promise<void> | void
  readonly onProgress?: ProgressListener
  /** Abandons the iteration in flight, up to its update: the weights are then those of the last one recorded. */
  readonly signal?: AbortSignal
}

/**
 * SPICE (Algorithm 1 of the paper). In each iteration one policy poses tasks about documents (Challenger) and answers them
 * without the documents (Reasoner), and learns from both. What is here is the order of things; each verb has its file.
 *
 * Left out on purpose: a reference model and KL term (the paper's beta is 0), and a value network (groups are the baseline).
 * Throws SpiceError; 'interrupted' if the signal ended it.
 */
export async function selfPlay(options: SelfPlayOptions): Promise<PlayState> {
  const { config, engine, signal } = options
  const templates = options.templates ?? loadTemplateSet(config.templates)
  const game: Omit<Game, 'generated' | 'clock'> = {
    config,
    roles: createRoles({ templates, tokenizer: engine.tokenizer, grounding: config.grounding }),
    contextTokens: engine.capabilities.contextTokens,
    contamination: config.validity.contaminated
      ? (options.contamination ?? (await openContaminationIndex(config.validity.contaminationIndexes)))
      : undefined,
    signal,
    onProgress: options.onProgress,
  }
  const corpus = config.grounding === 'none' ? noCorpus : options.documents
  const initial = options.initialPolicy ?? (await initialPolicy(config, engine))
  let state = options.state ?? startState
  while (state.iteration < config.iterations) {
    const record = await unlessInterrupted(state.iteration, signal, () =>
      playIteration({ ...game, generated: noTokens(), clock: stopwatch() }, engine, corpus, initial, state),
    )
    await options.onIteration(record)
    state = stateAfter(config, state, record)
  }
  return state
}

async function playIteration(
  game: Game,
  engine: Engine,
  corpus: DocumentSource,
  initial: Sampler | undefined,
  { iteration, earlier, baselines }: PlayState,
): Promise<IterationRecord> {
  const { config, clock } = game
  game.signal?.throwIfAborted()
  const current = await engine.sampler()
  const challenger = config.challenger.policy === 'fixed' && initial ? initial : current
  const reasoner = config.reasoner.policy === 'fixed' && initial ? initial : current

  const documents = corpus.sample(config.documentsPerIteration, { seed: config.seed, iteration })
  const selections = await clock.time('select', () => select(game, iteration, documents, challenger))
  const posed = await clock.time('pose', () =>
    pose(game, iteration, selections, { challenger, auditor: reasoner, earlier }),
  )
  const unaudited = await clock.time('answer', () => answer(game, iteration, posed, reasoner))
  const answered = await clock.time('audit', () =>
    auditAnswered(game, iteration, documents, unaudited, reasoner),
  )
  const credit = await clock.time('credit', () => assignCredit(config, posed, answered, baselines))
  // From here on the weights change: the iteration is finished, whatever the signal says.
  const update = await clock.time('update', () =>
    updatePolicy(engine, config, iteration, credit.trajectories, (done, total) =>
      game.onProgress?.('update', done, total),
    ),
  )

  const learns = {
    challenger: config.challenger.policy === 'learning',
    reasoner: config.reasoner.policy === 'learning',
  }
  const { seconds } = clock
  const { answersPerTask } = config
  const { generated } = game
  return {
    iteration,
    documents: posed.map((one, d) => documentRecord(one, answered, credit, d, learns)),
    metrics: iterationMetrics({
      posed,
      answered,
      credit,
      update,
      answersPerTask,
      checksContamination: game.contamination !== undefined,
      earlier,
      seconds,
      generated,
    }),
    seconds,
  }
}

/** An abort before the update leaves the weights as they were, so a caller may save them; other errors pass. */
async function unlessInterrupted<T>(
  iteration: number,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const aborted = cause === signal?.reason || (cause instanceof Error && cause.name === 'AbortError')
    if (signal?.aborted !== true || !aborted) throw cause
    throw new SpiceError('interrupted', `iteration ${iteration} was abandoned before its update`, { cause })
  }
}
