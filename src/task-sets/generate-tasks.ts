import { existsSync } from 'node:fs'
import type { Config } from '../config/index.js'
import type { ContaminationIndex } from '../contamination/index.js'
import type { Corpus } from '../corpus/index.js'
import { isDiskFull } from '../disk/index.js'
import { SpiceError } from '../errors.js'
import { type Band, checkBand } from './band.js'
import type { GenerateEvent, GenerateSummary } from './generate-event.js'
import {
  type Journal,
  newJournal,
  readJournal,
  refuseOtherSettings,
  type Settings,
  settingsOf,
} from './journal.js'
import type { Player, Players } from './players.js'
import { checkTarget, refuseExisting } from './target.js'
import { UnfinishedSet } from './unfinished-set.js'
import {
  clearWorkFolder,
  lockWorkFolder,
  removeWorkFolder,
  type WorkFolder,
  workFolder,
} from './work-folder.js'

export interface GenerateOptions {
  /** The file: `.jsonl` or `.parquet`. */
  readonly out: string
  /** What of it concerns training is not read. */
  readonly config: Config
  readonly players: Players
  readonly corpus: Corpus
  /** For `validity.contaminated`. */
  readonly contamination?: ContaminationIndex | undefined
  /** Pass rates that are kept. */
  readonly band: Band
  /** When to stop; default: the set takes all that come. */
  readonly tasks?: number | undefined
  /** Documents to pose about at most; default: the whole corpus. */
  readonly documents?: number | undefined
  /** The Reasoner's answers go into the set. */
  readonly withAnswers?: boolean | undefined
  /** An existing file is replaced, and what was begun with other settings is thrown away. */
  readonly force?: boolean | undefined
  readonly onEvent?: ((event: GenerateEvent) => void) | undefined
  /** Ends the work after the last whole batch. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes a set of tasks with measured pass rates: batches of documents through select, pose, answer and audit, until there
 * are enough tasks or no more documents. Documents come in seeded order, each once. What was begun before is gone on with,
 * and ends with the same bytes where the models give the same answers.
 *
 * Throws SpiceError: 'config' for an impossible or existing target, or settings other than it was begun with; 'input' if
 * there is no task to write; 'locked' while another process writes it; 'interrupted' at the signal, resumable.
 */
export async function generateTasks(options: GenerateOptions): Promise<GenerateSummary> {
  const { out, onEvent, force = false } = options
  checkBand(options.band)
  checkTarget(out, force)
  const folder = workFolder(out)
  const lock = lockWorkFolder(folder)
  let finished = false
  try {
    const settings = settingsFor(options)
    const begun = begunBefore(folder, settings, force)
    const set = await UnfinishedSet.open(options, folder, begun ?? newJournal(settings))
    try {
      // Killed after its last word: only the folder is left.
      if (!set.isPublished) {
        if (!force) refuseExisting(out)
        await playAll(set, options, begun !== undefined)
        if (!force) refuseExisting(out)
        await set.publish()
      }
      const summary = set.summary()
      onEvent?.({ type: 'finished', summary })
      if (summary.out === null) throw nothingIn(summary, options)
      finished = true
      return summary
    } finally {
      set.close()
    }
  } catch (error) {
    throw explained(error, options, folder)
  } finally {
    lock.release()
    if (finished) removeWorkFolder(folder)
  }
}

function settingsFor({ config, players, corpus, contamination }: GenerateOptions): Settings {
  const { challenger, reasoner, auditor } = players
  return settingsOf(config, {
    challenger: challenger.identity,
    reasoner: reasoner.identity,
    auditor: auditor.identity,
    challengerTemplates: challenger.templates,
    reasonerTemplates: reasoner.templates,
    auditorTemplates: auditor.templates,
    corpus: corpus.hash,
    contamination: contamination?.hash ?? null,
  })
}

function begunBefore(folder: WorkFolder, settings: Settings, force: boolean): Journal | undefined {
  try {
    const journal = readJournal(folder)
    if (journal !== undefined) refuseOtherSettings(folder, journal.settings, settings)
    else clearWorkFolder(folder)
    return journal
  } catch (error) {
    if (!force) throw error
    clearWorkFolder(folder)
    return undefined
  }
}

async function playAll(
  set: UnfinishedSet,
  { players, corpus, signal, onEvent }: GenerateOptions,
  resumed: boolean,
): Promise<void> {
  onEvent?.({
    type: 'started',
    challenger: named(players.challenger),
    reasoner: named(players.reasoner),
    corpusDocuments: corpus.size,
    corpus: corpus.report,
    resumed,
    progress: set.progress(),
  })
  while (!set.isDone) {
    signal?.throwIfAborted()
    const { batch } = set
    const generatedTokens = await set.playBatch()
    onEvent?.({ type: 'batch', batch, progress: set.progress(), generatedTokens })
  }
}

function named({ title, identity }: Player) {
  return { title, identity }
}

function nothingIn(
  { documents, valid, answered, passRates, reasons }: GenerateSummary,
  { band, out }: GenerateOptions,
) {
  if (answered === 0) {
    const [first] = Object.entries(reasons).sort(([, a], [, b]) => b - a)
    const why = first ? `; most often: ${first[0]} (${first[1]} times)` : ''
    return new SpiceError(
      'input',
      `No valid task about ${documents} documents: ${out} is not written${why}`,
      {
        hint: 'Ask a stronger Challenger (--challenger), allow more attempts (maxAttemptsPerDocument), or check less (validity).',
      },
    )
  }
  const seen = passRates.filter(({ tasks }) => tasks > 0).map(({ passRate }) => passRate)
  const [least, most] = [seen[0] as number, seen.at(-1) as number]
  const range = least === most ? `all of pass rate ${least}` : `with pass rates from ${least} to ${most}`
  return new SpiceError(
    'input',
    `None of ${valid} tasks lies in the band ${band.from}..${band.to} (${range}): ${out} is not written`,
    {
      hint: `The answers are kept: the same command with another --band (${least}..${most} takes all) writes them at once.`,
    },
  )
}

function explained(error: unknown, { out, signal }: GenerateOptions, folder: WorkFolder): unknown {
  if (isDiskFull(error))
    return new SpiceError('run', `The disk is full: ${out} could not be written`, {
      hint: 'What was answered before is kept. Free some space and run the same command again.',
      cause: error,
    })
  if (error instanceof SpiceError && error.code === 'engine' && existsSync(folder.journal))
    return new SpiceError('engine', error.message, {
      hint: `${error.hint ? `${error.hint} ` : ''}What was answered is kept: the same command goes on from there.`,
      cause: error,
    })
  if (signal?.aborted !== true || (error instanceof SpiceError && error.code !== 'interrupted')) return error
  return new SpiceError('interrupted', `Stopped; what was answered is kept in ${folder.path}`, {
    hint: 'Run the same command again: it goes on from there.',
    cause: error,
  })
}
