import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config/index.js'
import { SpiceError } from '../errors.js'
import type { IterationRecord } from '../play/index.js'
import { removeCheckpoint, writeCheckpoint } from './checkpoint-folders.js'
import type { CheckpointManifest } from './checkpoint-manifest.js'
import type { Connection } from './database.js'
import { explainDiskFull } from './disk-full.js'
import type { RunFolder } from './run-folder.js'
import { appendLog, type LogLevel } from './run-log.js'
import { RunReader } from './run-reader.js'
import { insertCheckpoint, writeIteration } from './write-iteration.js'
import type { WriterLock } from './writer-lock.js'

/** What a checkpoint is taken from. */
export interface CheckpointSource {
  /** `Engine.save`: weights and optimizer, into a folder that does not exist yet. */
  readonly save: (directory: string) => Promise<void>
  /** What the game carries from one iteration to the next besides the weights; JSON. */
  readonly state?: unknown
}

const ENGINE = 'engine'
const STATE = 'state.json'
const MAX_STATE_BYTES = 256 * 2 ** 20

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
  async record(record: IterationRecord, source?: CheckpointSource): Promise<void> {
    const next = this.iterationsDone()
    if (record.iteration !== next) {
      throw new SpiceError(
        'run',
        `Run ${this.folder.name} expects iteration ${next}, not ${record.iteration}`,
      )
    }
    await this.#guarded(async () => {
      const due = source !== undefined && this.#checkpointDue(next + 1)
      const manifest = due ? await this.#writeCheckpoint(next + 1, source) : undefined
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
  async checkpoint(source: CheckpointSource): Promise<void> {
    const iteration = this.iterationsDone()
    if (this.checkpoints().some((row) => row.iteration === iteration)) return
    await this.#guarded(async () => {
      const manifest = await this.#writeCheckpoint(iteration, source)
      this.connection.transaction(() => insertCheckpoint(this.connection, manifest))
      this.#prune()
    })
  }

  /** Keeps a recorded checkpoint from being pruned. */
  markCheckpoint(iteration: number): void {
    this.connection.run('UPDATE checkpoints SET marked = 1 WHERE iteration = ?', [iteration])
  }

  /** Records what the present weights scored on each set, in one transaction; replaces what stood there. */
  async recordEvaluation(results: Readonly<Record<string, unknown>>): Promise<void> {
    const iteration = this.iterationsDone()
    await this.#guarded(async () =>
      this.connection.transaction(() => {
        for (const [set, result] of Object.entries(results)) {
          this.connection.run('INSERT OR REPLACE INTO evaluations VALUES (?, ?, ?, ?)', [
            iteration,
            set,
            new Date().toISOString(),
            JSON.stringify(result),
          ])
        }
      }),
    )
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

  #writeCheckpoint(iteration: number, source: CheckpointSource): Promise<CheckpointManifest> {
    return writeCheckpoint(this.folder.checkpoints, iteration, async (directory) => {
      mkdirSync(directory, { recursive: true })
      await source.save(join(directory, ENGINE))
      writeFileSync(join(directory, STATE), `${JSON.stringify(source.state ?? null)}\n`)
    })
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

/** Where the engine's files of a checkpoint lie. */
export function checkpointEngine(checkpoint: string): string {
  return join(checkpoint, ENGINE)
}

/** The state that was handed in with a checkpoint. */
export function readCheckpointState(checkpoint: string): unknown {
  const file = join(checkpoint, STATE)
  if (!existsSync(file) || statSync(file).size > MAX_STATE_BYTES) {
    throw new SpiceError('run', `Checkpoint ${checkpoint} has no readable ${STATE}`)
  }
  return JSON.parse(readFileSync(file, 'utf8'))
}
