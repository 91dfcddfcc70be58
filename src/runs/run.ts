import type { Config } from '../config/index.js'
import { SpiceError } from '../errors.js'
import type { CorpusOverlap, EvalResult } from '../evals/index.js'
import type { IterationRecord } from '../play/index.js'
import { removeCheckpoint, writeCheckpoint } from './checkpoint-folders.js'
import type { Connection } from './database.js'
import { explainDiskFull } from './disk-full.js'
import { writeEvaluation } from './evaluation-rows.js'
import type { RunFolder } from './run-folder.js'
import { appendLog, type LogLevel } from './run-log.js'
import { RunReader } from './run-reader.js'
import { insertCheckpoint, writeIteration } from './write-iteration.js'
import type { WriterLock } from './writer-lock.js'

/** `Engine.save`: writes weights and optimizer into a folder that does not exist yet. */
export type SaveWeights = (directory: string) => Promise<void>

/** A run open for writing: at most one of it in the world, until `close` or the end of the process. */
export class Run extends RunReader {
  readonly #lock: WriterLock
  readonly #config: Config

  /** Of createRun and resumeRun: those are the ways to one. */
  constructor(folder: RunFolder, connection: Connection, lock: WriterLock) {
    super(folder, connection)
    this.#lock = lock
    this.#config = super.config()
  }

  override config(): Config {
    return this.#config
  }

  /**
   * Records an iteration in one transaction, after its checkpoint if one is due: if the process dies anywhere in
   * here, the iteration is recorded with all that belongs to it or not at all. Iterations come in order.
   * Throws SpiceError('run') if the disk is full; the run stays as it was before.
   */
  async record(record: IterationRecord, save?: SaveWeights): Promise<void> {
    const next = this.iterationsDone()
    if (record.iteration !== next) {
      throw new SpiceError(
        'run',
        `Run ${this.folder.name} expects iteration ${next}, not ${record.iteration}`,
      )
    }
    await this.#guarded(async () => {
      const due = save !== undefined && this.#checkpointDue(next + 1)
      const manifest = due ? await writeCheckpoint(this.folder.checkpoints, next + 1, save) : undefined
      this.connection.transaction(() => {
        writeIteration(this.connection, record)
        if (manifest !== undefined) insertCheckpoint(this.connection, manifest)
      })
      if (due) this.#prune()
    })
    this.log('info', 'iteration', {
      iteration: record.iteration,
      metrics: record.metrics,
      seconds: record.seconds,
    })
  }

  /** Takes a checkpoint of the present weights out of turn; they must be those after the last recorded iteration. */
  async checkpoint(save: SaveWeights): Promise<void> {
    const iteration = this.iterationsDone()
    if (this.checkpoints().some((row) => row.iteration === iteration)) return
    await this.#guarded(async () => {
      const manifest = await writeCheckpoint(this.folder.checkpoints, iteration, save)
      this.connection.transaction(() => insertCheckpoint(this.connection, manifest))
      this.#prune()
    })
  }

  /**
   * Notes what the run depends on but does not hold, such as the hash of its corpus, and refuses another one ever
   * after: throws SpiceError('run').
   */
  pin(what: string, value: string): void {
    const before = this.pinned(what)
    if (before === undefined) {
      this.connection.run('INSERT INTO meta VALUES (?, ?)', [`pinned/${what}`, value])
    } else if (before !== value) {
      throw new SpiceError('run', `The ${what} of run ${this.folder.name} has changed since it was made`, {
        hint: `Put back the ${what} that it was made with, or start a new run`,
      })
    }
  }

  /** Notes which evaluation questions stand in the corpus; replaces what stood there: a resume may bring other sets. */
  recordOverlap(overlap: readonly CorpusOverlap[]): void {
    this.connection.run('INSERT OR REPLACE INTO meta VALUES (?, ?)', ['overlap', JSON.stringify(overlap)])
    const counts = overlap.map(({ overlapping, ...rest }) => ({ ...rest, overlapping: overlapping.length }))
    this.log('info', 'overlap', { sets: counts })
  }

  /** Keeps a recorded checkpoint from being pruned. */
  markCheckpoint(iteration: number): void {
    this.connection.run('UPDATE checkpoints SET marked = 1 WHERE iteration = ?', [iteration])
  }

  /** Records what the present weights scored, all sets in one transaction; replaces what stood there. */
  async recordEvaluation(results: readonly EvalResult[]): Promise<void> {
    const iteration = this.iterationsDone()
    await this.#guarded(async () =>
      this.connection.transaction(() => {
        for (const result of results) writeEvaluation(this.connection, iteration, result)
      }),
    )
    const scores = results.map(({ set, accuracy, standardError }) => ({ set, accuracy, standardError }))
    this.log('info', 'evaluation', { iteration, scores })
  }

  /** Appends a line to `log.jsonl`. */
  log(level: LogLevel, event: string, details: object = {}): void {
    appendLog(this.folder.log, level, event, details)
  }

  /** Lets others write the run. */
  override close(): void {
    super.close()
    this.#lock.release()
  }

  #checkpointDue(done: number): boolean {
    return done % this.#config.checkpoint.everyIterations === 0 || done >= this.#config.iterations
  }

  /** Rows go first: a checkpoint without a row is swept at the next resume, a row without a checkpoint would lie. */
  #prune(): void {
    const unmarked = this.checkpoints().filter((row) => !row.marked)
    const old = unmarked.slice(0, Math.max(0, unmarked.length - this.#config.checkpoint.keep))
    for (const { iteration } of old) {
      this.connection.run('DELETE FROM checkpoints WHERE iteration = ?', [iteration])
      removeCheckpoint(this.folder.checkpoints, iteration)
    }
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const explained = explainDiskFull(error, this.folder.path)
      this.log('error', 'record failed', { message: explained instanceof Error ? explained.message : '' })
      throw explained
    }
  }
}
