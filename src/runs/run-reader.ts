import { type Config, parseConfig } from '../config/index.js'
import { SpiceError } from '../errors.js'
import type { CorpusOverlap } from '../evals/index.js'
import type { IterationRecord } from '../play/index.js'
import type { Task } from '../words.js'
import { checkpointPath } from './checkpoint-folders.js'
import { Connection } from './database.js'
import { type EvaluationRecord, readEvaluations } from './evaluation-rows.js'
import { type ReadIterationOptions, readIteration, taskOf } from './read-iteration.js'
import type { RunFolder } from './run-folder.js'
import { SCHEMA_VERSION } from './store-schema.js'

/** A number of the run over its iterations. */
export interface MetricPoint {
  readonly iteration: number
  readonly value: number
}

export interface CheckpointRow {
  /** Iterations done when it was taken: the iteration that starts from it. */
  readonly iteration: number
  readonly path: string
  /** SHA-256 over its files: equal for equal bits. */
  readonly hash: string
  readonly bytes: number
  /** Never pruned. */
  readonly marked: boolean
}

/** A task with its fate: what the Challenger asked, and how often the Reasoner was right. */
export interface AskedTask {
  readonly iteration: number
  readonly task: Task
  readonly valid: boolean
  readonly passRate: number | null
}

/** Typed reads of a run, also while another process writes it. */
export class RunReader {
  readonly folder: RunFolder
  protected readonly connection: Connection

  constructor(folder: RunFolder, connection: Connection) {
    this.folder = folder
    this.connection = connection
    const version = this.meta('version')
    if (version !== String(SCHEMA_VERSION)) {
      connection.close()
      throw new SpiceError(
        'run',
        `${folder.database} has version ${version ?? 'none'}, not ${SCHEMA_VERSION}`,
        {
          hint: 'It was written by another version of spice, or its creation was cut short',
        },
      )
    }
  }

  /** Throws SpiceError('run') if the folder holds no readable run. */
  static open(folder: RunFolder): RunReader {
    return new RunReader(folder, Connection.read(folder.database))
  }

  /** The configuration as it stood when the run was last started or resumed. */
  config(): Config {
    return parseConfig(JSON.parse(this.meta('config') ?? '{}'))
  }

  /** The command line that made the run. */
  command(): string {
    return this.meta('command') ?? ''
  }

  /** ISO 8601. */
  createdAt(): string {
    return this.meta('created_at') ?? ''
  }

  /** What was pinned under this name (see Run.pin), if anything was. */
  pinned(what: string): string | undefined {
    return this.meta(`pinned/${what}`)
  }

  /** Which questions of each evaluation set stand in the corpus; empty if there is no corpus, or no set. */
  overlap(): readonly CorpusOverlap[] {
    return JSON.parse(this.meta('overlap') ?? '[]')
  }

  /** How many iterations are recorded: they are 0 to this, less one. */
  iterationsDone(): number {
    return this.connection.first('SELECT count(*) AS n FROM iterations')?.n as number
  }

  /** What happened in an iteration. Without texts it is small: what a resume needs of thousands of answers. */
  iteration(iteration: number, options: ReadIterationOptions = {}): IterationRecord | undefined {
    return readIteration(this.connection, iteration, options)
  }

  /**
   * How often documents were drawn: draws, different documents among them, and draws of the one drawn most. Counted
   * from what is recorded, so that it holds for a run that was rewound.
   */
  documentUse(): { readonly draws: number; readonly documents: number; readonly most: number } {
    const row = this.connection.first(
      `SELECT count(*) AS documents, coalesce(sum(uses), 0) AS draws, coalesce(max(uses), 0) AS most
       FROM (SELECT count(*) AS uses FROM documents_used GROUP BY document_id)`,
    )
    return { draws: row?.draws as number, documents: row?.documents as number, most: row?.most as number }
  }

  /** Every metric of one iteration by name. */
  metrics(iteration: number): Readonly<Record<string, number>> {
    const rows = this.connection.all('SELECT name, value FROM metrics WHERE iteration = ?', [iteration])
    return Object.fromEntries(rows.map((row) => [row.name as string, row.value as number]))
  }

  metricNames(): string[] {
    return this.connection
      .all('SELECT DISTINCT name FROM metrics ORDER BY name')
      .map((row) => row.name as string)
  }

  metricSeries(name: string): MetricPoint[] {
    const rows = this.connection.all(
      'SELECT iteration, value FROM metrics WHERE name = ? ORDER BY iteration',
      [name],
    )
    return rows.map((row) => ({ iteration: row.iteration as number, value: row.value as number }))
  }

  /** Seconds of each phase of one iteration. */
  phases(iteration: number): Readonly<Record<string, number>> {
    const rows = this.connection.all('SELECT phase, seconds FROM phases WHERE iteration = ?', [iteration])
    return Object.fromEntries(rows.map((row) => [row.phase as string, row.seconds as number]))
  }

  /** The tasks of iterations `from` to `to` (exclusive) in the order they were asked, at most `limit`. */
  tasks(from: number, to: number, limit = 100_000): AskedTask[] {
    const rows = this.connection.all(
      `SELECT tasks.*, valid, pass_rate FROM tasks JOIN challenges USING (iteration, document, challenge)
       WHERE iteration >= ? AND iteration < ? ORDER BY iteration, document, challenge LIMIT ?`,
      [from, to, limit],
    )
    return rows.map((row) => ({
      iteration: row.iteration as number,
      task: taskOf(row),
      valid: row.valid === 1,
      passRate: row.pass_rate as number | null,
    }))
  }

  /** All evaluations, oldest first, each one's sets by name. */
  evaluations(): EvaluationRecord[] {
    return readEvaluations(this.connection)
  }

  /** Names of the sets that the weights of `iteration` were evaluated on. */
  evaluatedSets(iteration: number): string[] {
    const rows = this.connection.all('SELECT set_name FROM evaluations WHERE iteration = ?', [iteration])
    return rows.map((row) => row.set_name as string)
  }

  /** Recorded checkpoints, oldest first. */
  checkpoints(): CheckpointRow[] {
    return this.connection.all('SELECT * FROM checkpoints ORDER BY iteration').map((row) => ({
      iteration: row.iteration as number,
      path: checkpointPath(this.folder.checkpoints, row.iteration as number),
      hash: row.hash as string,
      bytes: row.bytes as number,
      marked: row.marked === 1,
    }))
  }

  close(): void {
    this.connection.close()
  }

  protected meta(key: string): string | undefined {
    try {
      return this.connection.first('SELECT value FROM meta WHERE key = ?', [key])?.value as string | undefined
    } catch (error) {
      this.connection.close()
      throw new SpiceError('run', `${this.folder.database} is not the store of a run`, { cause: error })
    }
  }
}
