import type { Config } from '../config/index.js'
import { type ContaminationIndex, openContaminationIndex } from '../contamination/index.js'
import type { Engine, Sampler } from '../engines/engine.js'
import { createRoles, loadTemplateSet, type TemplateSet } from '../roles/index.js'
import type { AnsweredDocument } from './answer.js'
import { answer } from './answer.js'
import { assignCredit } from './assign-credit.js'
import { auditAnswered } from './audit.js'
import { iterationRecord } from './build-record.js'
import { type DocumentSource, type Game, noCorpus, noTokens, type ProgressListener } from './game.js'
import { initialPolicy } from './initial-policy.js'
import type { IterationRecord } from './iteration-record.js'
import { type PlayState, startState, stateAfter } from './play-state.js'
import { type Posed, pose } from './pose.js'
import { type RolloutStart, rolloutsAhead } from './rollouts-ahead.js'
import { select } from './select.js'
import { stopwatch } from './stopwatch.js'
import { unlessInterrupted } from './unless-interrupted.js'
import { updatePolicy } from './update-policy.js'
import { cast, type Guests, openGuests } from './voices.js'

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
  /** Roles behind endpoints; default: those that the configuration names, opened now. */
  readonly guests?: Guests | undefined
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
  const game: Omit<Game, 'generated' | 'clock' | 'signal'> = {
    config,
    roles: createRoles({ templates, tokenizer: engine.tokenizer, grounding: config.grounding }),
    contextTokens: engine.capabilities.contextTokens,
    guests: options.guests ?? (await openGuests({ config, tokenizer: engine.tokenizer, templates, signal })),
    contamination: config.validity.contaminated
      ? (options.contamination ?? (await openContaminationIndex(config.validity.contaminationIndexes)))
      : undefined,
    onProgress: options.onProgress,
  }
  const corpus = config.grounding === 'none' ? noCorpus : options.documents
  const initial = options.initialPolicy ?? (await initialPolicy(config, engine))
  const rollouts = rolloutsAhead(options, (state, signal) =>
    drawRollout(
      { ...game, signal, generated: noTokens(), clock: stopwatch() },
      engine,
      corpus,
      initial,
      state,
    ),
  )
  let state = options.state ?? startState
  try {
    while (state.iteration < config.iterations) {
      const record = await unlessInterrupted(state.iteration, signal, async () =>
        learnFrom(await rollouts.next(state), engine, state),
      )
      await options.onIteration(record)
      state = stateAfter(config, state, record)
    }
  } finally {
    await rollouts.abandon()
  }
  return state
}

/** What one iteration draws from a frozen policy. */
interface Rollout {
  readonly game: Game
  /** Updates that the policy had seen when it drew. */
  readonly policyVersion: number
  readonly posed: readonly Posed[]
  readonly answered: readonly AnsweredDocument[]
}

async function drawRollout(
  game: Game,
  engine: Engine,
  corpus: DocumentSource,
  initial: Sampler | undefined,
  { iteration, updates, earlier }: RolloutStart,
): Promise<Rollout> {
  const { config, clock } = game
  game.signal?.throwIfAborted()
  const current = await engine.sampler()
  const { challenger, reasoner, auditor } = cast(game, current, initial)

  const documents = corpus.sample(config.documentsPerIteration, { seed: config.seed, iteration })
  const selections = await clock.time('select', () => select(game, iteration, documents, challenger))
  const posed = await clock.time('pose', () =>
    pose(game, iteration, selections, { challenger, auditor, earlier }),
  )
  const unaudited = await clock.time('answer', () => answer(game, iteration, posed, reasoner))
  const answered = await clock.time('audit', () =>
    auditAnswered(game, iteration, documents, unaudited, auditor),
  )
  return { game, policyVersion: updates, posed, answered }
}

async function learnFrom(
  { game, policyVersion, posed, answered }: Rollout,
  engine: Engine,
  { iteration, earlier, baselines }: PlayState,
): Promise<IterationRecord> {
  const { config, clock, generated } = game
  const credit = await clock.time('credit', () => assignCredit(config, posed, answered, baselines))
  game.signal?.throwIfAborted()
  // From here on the weights change: the iteration is finished, whatever the signal says.
  const update = await clock.time('update', () =>
    updatePolicy(engine, config, iteration, credit.trajectories, (done, total) =>
      game.onProgress?.('update', done, total),
    ),
  )
  return iterationRecord({
    config,
    iteration,
    posed,
    answered,
    credit,
    update,
    staleness: iteration - policyVersion,
    checksContamination: game.contamination !== undefined,
    earlier,
    seconds: clock.seconds,
    generated,
  })
}
