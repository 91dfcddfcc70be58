import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { SpiceError } from '../errors.js'
import { openCorpusFolder } from './corpus-folder.js'
import { broken, SEARCH } from './manifest.js'
import { type Snippet, snippetOf } from './snippet.js'

export interface SearchHit {
  /** Position in the corpus. */
  readonly index: number
  readonly id: string
  readonly source: string
  /** Higher is better (BM25). */
  readonly score: number
  readonly snippet: Snippet
}

export interface SearchResult {
  /** All documents that match. */
  readonly total: number
  readonly hits: readonly SearchHit[]
}

const MAX_QUERY_CHARACTERS = 1000
const MAX_HITS = 1000

/** Whether the folder has a full-text index. */
export function hasSearch(folder: string): boolean {
  return existsSync(join(folder, SEARCH))
}

/**
 * Documents that match, best first: words (all of them), "phrases", prefix*, OR, NOT, NEAR(a b), without regard to case
 * and accents. Throws SpiceError('input') for a query that cannot be read and where there is no index, or one of
 * another corpus.
 */
export function searchCorpus(
  folder: string,
  query: string,
  { limit = 10 }: { limit?: number } = {},
): SearchResult {
  if (query.trim() === '' || query.length > MAX_QUERY_CHARACTERS)
    throw new SpiceError('input', `a query of ${query.length} characters, not 1 to ${MAX_QUERY_CHARACTERS}`)
  if (!hasSearch(folder))
    throw new SpiceError('input', `corpus ${folder} has no search index`, {
      hint: 'build it with `spice corpus build --search`',
    })
  const corpus = openCorpusFolder(folder)
  try {
    const { total, rows } = find(folder, corpus.manifest.ids, query, Math.min(limit, MAX_HITS))
    const hits = rows.map(({ row, rank }): SearchHit => {
      if (!(row >= 1 && row <= corpus.manifest.documents))
        throw broken(folder, `${SEARCH} names document ${row - 1}`)
      const { id, source, text } = corpus.document(row - 1)
      return { index: row - 1, id, source, score: -rank, snippet: snippetOf(text, query) }
    })
    return { total, hits }
  } finally {
    corpus.close()
  }
}

interface Found {
  readonly total: number
  readonly rows: readonly { readonly row: number; readonly rank: number }[]
}

function find(folder: string, ids: string, query: string, limit: number): Found {
  let database: Database.Database | undefined
  try {
    database = new Database(join(folder, SEARCH), { timeout: 5000 })
    database.exec('PRAGMA query_only = ON; PRAGMA trusted_schema = OFF')
    const of = database.prepare("SELECT value FROM meta WHERE key = 'ids'").get() as { value?: unknown }
    if (of?.value !== ids)
      throw new SpiceError('input', `the search index of ${folder} is that of another corpus`, {
        hint: again(folder),
      })
  } catch (error) {
    database?.close()
    if (error instanceof SpiceError) throw error
    throw unreadable(folder, error)
  }
  try {
    const count = database.prepare('SELECT count(*) AS total FROM texts WHERE texts MATCH ?').get(query)
    const rows = database
      .prepare('SELECT rowid AS row, rank FROM texts WHERE texts MATCH ? ORDER BY rank, rowid LIMIT ?')
      .all(query, limit)
    return { total: (count as { total: number }).total, rows: rows as Found['rows'] }
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message?: unknown }
    if (code !== 'SQLITE_ERROR') throw unreadable(folder, cause)
    throw new SpiceError('input', `query ${JSON.stringify(query)} cannot be read: ${String(message)}`, {
      hint: 'words, "a phrase", prefix*, a OR b, a NOT b; put what has signs in double quotes',
      cause,
    })
  } finally {
    database.close()
  }
}

const again = (folder: string): string =>
  `delete ${join(folder, SEARCH)}: the next \`spice corpus search\` builds it again`

function unreadable(folder: string, cause: unknown): SpiceError {
  return new SpiceError('input', `the search index of ${folder} cannot be read`, {
    hint: again(folder),
    cause,
  })
}
