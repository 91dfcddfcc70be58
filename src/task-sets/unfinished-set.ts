import { existsSync, renameSync } from 'node:fs'
import { flush, renameDurably } from '../disk/index.js'
import { keyedPermutation } from '../random/index.js'
import type { InvalidReason } from '../roles/index.js'
import type { GenerateSummary, Progress } from './generate-event.js'
import type { GenerateOptions } from './generate-tasks.js'
import { type Journal, writeJournal } from './journal.js'
import { writeParquet } from './parquet.js'
import { playBatch } from './play-batch.js'
import { formatOf } from './target.js'
import type { TaskRow } from './task-row.js'
import { TaskSet } from './task-set.js'
import { RowFile, readRows, type WorkFolder } from './work-folder.js'

const ROWS_AT_A_TIME = 256

/** A set on its way: what the journal keeps, and what follows from the answered tasks. */
export class UnfinishedSet {
  readonly #options: GenerateOptions
  readonly #folder: WorkFolder
  #journal: Journal
  readonly #tasks: TaskSet
  readonly #answered: RowFile
  readonly #set: RowFile
  readonly #order: (place: number) => number

  private constructor(options: GenerateOptions, folder: WorkFolder, journal: Journal) {
    const { config, corpus, band, tasks } = options
    this.#options = options
    this.#folder = folder
    this.#journal = journal
    this.#tasks = new TaskSet({ band, tasks, samples: config.answersPerTask })
    this.#order = keyedPermutation(corpus.size, {
      seed: config.seed,
      iteration: 0,
      purpose: 'documents',
      index: 0,
    })
    this.#answered = new RowFile(folder.answered, journal.bytes)
    this.#set = new RowFile(folder.set, 0)
  }

  /** Takes up what the journal knows of. */
  static async open(options: GenerateOptions, folder: WorkFolder, journal: Journal): Promise<UnfinishedSet> {
    const set = new UnfinishedSet(options, folder, journal)
    try {
      let rows: TaskRow[] = []
      for await (const row of readRows(folder.answered, journal.bytes)) {
        if (rows.push(row) < ROWS_AT_A_TIME) continue
        set.#take(rows)
        rows = []
      }
      set.#take(rows)
      return set
    } catch (error) {
      set.close()
      throw error
    }
  }

  /** The whole set was put in place, as it is asked for now, and the folder was not removed. */
  get isPublished(): boolean {
    const { out } = this.#options
    return this.#journal.ready === this.#wanted && !existsSync(this.#folder.final) && existsSync(out)
  }

  get isDone(): boolean {
    return this.#tasks.full || this.#journal.documents >= this.#documentsWanted
  }

  get batch(): number {
    return this.#journal.batches
  }

  /** The next documents; on the disk when this returns, or forgotten. Returns the tokens that it took. */
  async playBatch(): Promise<number> {
    const { config, corpus, players, contamination, signal, onEvent } = this.#options
    const { batches, documents, attempts, valid } = this.#journal
    const size = Math.min(config.documentsPerIteration, this.#documentsWanted - documents)
    const drawn = Array.from({ length: size }, (_, i) => corpus.document(this.#order(documents + i)))
    const played = await playBatch(drawn, batches, {
      config,
      players,
      contamination,
      earlier: this.#tasks.earlier,
      signal,
      onProgress: (phase, done, total) => onEvent?.({ type: 'progress', batch: batches, phase, done, total }),
    })
    this.#answered.append(played.rows)
    this.#keep({
      batches: batches + 1,
      documents: documents + size,
      bytes: this.#answered.sync(),
      attempts: attempts + played.attempts,
      valid: valid + played.valid,
      reasons: sumOf(this.#journal.reasons, played.reasons),
    })
    this.#take(played.rows)
    return played.generatedTokens
  }

  /** Puts the set in place, whole; an empty one is not. */
  async publish(): Promise<void> {
    const { out, withAnswers = false } = this.#options
    const { set, final } = this.#folder
    if (this.#tasks.counts().kept === 0) return
    const length = this.#set.sync()
    const aside = `${final}.new`
    if (formatOf(out) === 'jsonl') renameSync(set, aside)
    else {
      await writeParquet(aside, readRows(set, length), { withAnswers })
      flush(aside, 'file')
    }
    renameDurably(aside, final)
    this.#keep({ ready: this.#wanted })
    renameDurably(final, out)
  }

  progress(): Progress {
    const { documents, attempts, valid } = this.#journal
    return {
      documents,
      attempts,
      valid,
      ...this.#tasks.counts(),
      documentsWanted: this.#documentsWanted,
      tasksWanted: this.#options.tasks ?? null,
    }
  }

  summary(): GenerateSummary {
    const progress = this.progress()
    return {
      ...progress,
      ...this.#tasks.audit(),
      out: progress.kept > 0 ? this.#options.out : null,
      reasons: this.#journal.reasons,
      passRates: this.#tasks.passRates(),
      examples: this.#tasks.examples(),
    }
  }

  close(): void {
    this.#answered.close()
    this.#set.close()
  }

  get #documentsWanted(): number {
    const { documents, corpus } = this.#options
    return Math.min(documents ?? corpus.size, corpus.size)
  }

  /** What may change on the way. */
  get #wanted(): string {
    const { band, tasks, documents, withAnswers } = this.#options
    return JSON.stringify([band.from, band.to, tasks ?? null, documents ?? null, withAnswers ?? false])
  }

  #take(rows: readonly TaskRow[]): void {
    const kept = rows.filter((row) => this.#tasks.take(row) === 'kept')
    this.#set.append(this.#options.withAnswers ? kept : kept.map(({ answers: _, ...row }) => row))
  }

  #keep(changes: Partial<Journal>): void {
    this.#journal = { ...this.#journal, ...changes }
    writeJournal(this.#folder, this.#journal)
  }
}

type Reasons = Readonly<Partial<Record<InvalidReason, number>>>

function sumOf(before: Reasons, more: Reasons): Reasons {
  const sum: Partial<Record<InvalidReason, number>> = { ...before }
  for (const [reason, times] of Object.entries(more) as [InvalidReason, number][])
    sum[reason] = (sum[reason] ?? 0) + times
  return sum
}
