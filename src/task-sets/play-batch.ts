import type { Config } from '../config/index.js'
import type { ContaminationIndex } from '../contamination/index.js'
import {
  type AnsweredDocument,
  answer,
  auditAnswered,
  type Game,
  noTokens,
  type Posed,
  type ProgressListener,
  pose,
  select,
  stopwatch,
} from '../play/index.js'
import type { InvalidReason } from '../roles/index.js'
import type { Document } from '../words.js'
import type { Players } from './players.js'
import { type TaskRow, taskId } from './task-row.js'

export interface BatchOptions {
  readonly config: Config
  readonly players: Players
  readonly contamination?: ContaminationIndex | undefined
  /** Fingerprints of the questions of earlier batches. */
  readonly earlier: ReadonlySet<string>
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ProgressListener | undefined
}

export interface Batch {
  /** Valid tasks with their answers, in the order of the documents. */
  readonly rows: readonly TaskRow[]
  readonly attempts: number
  readonly valid: number
  /** Attempts by reason of invalidity. */
  readonly reasons: Readonly<Partial<Record<InvalidReason, number>>>
  readonly generatedTokens: number
}

/** A rollout of the game without its update: documents, challenges, answers, audit. `batch` takes the place of the iteration. */
export async function playBatch(
  documents: readonly Document[],
  batch: number,
  { config, players, contamination, earlier, signal, onProgress }: BatchOptions,
): Promise<Batch> {
  const challenger = players.challenger.voice
  const reasoner = players.reasoner.voice
  const auditor = players.auditor.voice
  const { roles, contextTokens } = reasoner
  const generated = noTokens()
  const clock = stopwatch()
  const game: Game = { config, roles, contextTokens, contamination, generated, clock, signal, onProgress }

  const selections = await select(game, batch, documents, challenger)
  const posed = await pose(game, batch, selections, { challenger, auditor, earlier })
  const unaudited = await answer(game, batch, posed, reasoner)
  const answered = await auditAnswered(game, batch, documents, unaudited, auditor)

  const attempts = posed.flatMap((one) => one.attempts)
  const reasons: Partial<Record<InvalidReason, number>> = {}
  for (const { reason } of attempts) if (reason !== null) reasons[reason] = (reasons[reason] ?? 0) + 1
  return {
    rows: posed.flatMap((one, d) => rowsOf(one, answered[d], config, players)),
    attempts: attempts.length,
    valid: attempts.filter(({ reason }) => reason === null).length,
    reasons,
    generatedTokens: Object.values(generated).reduce((sum, tokens) => sum + tokens, 0),
  }
}

function rowsOf(
  { document }: Posed,
  answered: AnsweredDocument | undefined,
  { seed }: Config,
  { challenger, reasoner }: Players,
): TaskRow[] {
  return (answered?.tasks ?? []).map(({ task, answers, outcomes, auditAgrees }) => {
    const { question, options, gold, answerType, format, quotes } = task
    const passes = outcomes.filter(Boolean).length
    return {
      id: taskId(task),
      question,
      options: [...options],
      gold,
      answerType,
      format,
      documentId: document.id,
      documentSource: document.source,
      quotes: [...quotes],
      passRate: passes / outcomes.length,
      passes,
      samples: outcomes.length,
      auditAgrees,
      challenger: challenger.identity,
      reasoner: reasoner.identity,
      seed,
      answers: answers.map(({ trajectory, verdict }) => ({
        text: trajectory.text,
        outcome: verdict.outcome,
        rule: verdict.rule,
        extracted: verdict.extracted,
      })),
    }
  })
}
