import { existsSync } from 'node:fs'
import Database from 'libsql'
import { SpiceError } from '../errors.js'

export type SqlValue = string | number | null
export type Row = Record<string, unknown>

/**
 * A thin, typed door to SQLite (libsql). It covers four traps of that binding: a read-only open creates a
 * missing file, `get` adds a key of its own to the row, its transaction wrapper hides SQLITE_FULL behind
 * the failing ROLLBACK (SQLite has already rolled back by itself), and text ends at a NUL, which a model may write.
 */
export class Connection {
  readonly #database: Database.Database
  readonly #statements = new Map<string, Database.Statement<unknown[]>>()

  private constructor(database: Database.Database) {
    this.#database = database
  }

  /** The one connection that writes: WAL, and every commit reaches the disk before it returns. */
  static write(path: string): Connection {
    const connection = Connection.#open(path)
    connection.#database.exec('PRAGMA journal_mode = WAL')
    connection.#database.exec('PRAGMA synchronous = FULL')
    connection.#database.exec('PRAGMA foreign_keys = ON')
    return connection
  }

  /** A connection that cannot change anything; throws SpiceError('run') where there is no database. */
  static read(path: string): Connection {
    if (!existsSync(path)) throw new SpiceError('run', `${path} does not exist`)
    const connection = Connection.#open(path)
    connection.#database.exec('PRAGMA query_only = ON')
    return connection
  }

  static #open(path: string): Connection {
    try {
      return new Connection(new Database(path, { timeout: 5_000 }))
    } catch (error) {
      throw new SpiceError('run', `${path} cannot be opened as a SQLite database: ${text(error)}`, {
        cause: error,
      })
    }
  }

  exec(sql: string): void {
    this.#database.exec(sql)
  }

  run(sql: string, parameters: readonly SqlValue[] = []): void {
    this.#statement(sql).run(parameters.map(bound))
  }

  all(sql: string, parameters: readonly SqlValue[] = []): Row[] {
    const rows = this.#statement(sql).all(parameters.map(bound)) as Row[]
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (typeof value === 'string') row[column] = unescaped(value)
      }
    }
    return rows
  }

  first(sql: string, parameters: readonly SqlValue[] = []): Row | undefined {
    return this.all(sql, parameters)[0]
  }

  /** All of `work`'s writes or none of them. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }

  #statement(sql: string): Database.Statement<unknown[]> {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }
}

const ESCAPE = '\u0001'

function bound(value: SqlValue): SqlValue {
  if (typeof value !== 'string') return value
  return value.replaceAll(ESCAPE, `${ESCAPE}1`).replaceAll('\0', `${ESCAPE}0`)
}

function unescaped(text: string): string {
  return text.replaceAll(`${ESCAPE}0`, '\0').replaceAll(`${ESCAPE}1`, ESCAPE)
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
