import type { CorpusReader, FileHead, Reading, ReadOptions, SourceFile } from '../reading.js'
import { readCsv } from './csv.js'
import { endingOf, LINES, MARKDOWN, PAGES, READABLE_ENDINGS, TABLES } from './endings.js'
import { readHtml } from './html.js'
import { readJsonLines } from './json-lines.js'
import { readJsonValues } from './json-values.js'
import { readParquet } from './parquet.js'
import { readPdf } from './pdf.js'
import { type FormatReader, readings } from './read-job.js'
import { type Problem, problemAt, problemOf } from './read-problem.js'
import {
  binaryKind,
  looksLikeCsv,
  looksLikeHtml,
  looksLikeJson,
  looksLikeJsonLines,
  looksLikePdf,
  startsWith,
} from './sniff.js'
import { sourceHead } from './source-bytes.js'
import { readText } from './text.js'

const reader = (
  name: string,
  accepts: (head: FileHead, ending: string) => boolean,
  read: FormatReader,
): CorpusReader => ({
  name,
  accepts: (head) => accepts(head, endingOf(head.name)),
  read: (file, options) => readings(read, file, options),
})

/** Asked from the first to the last; the last takes any text. */
export const readers: readonly CorpusReader[] = [
  reader('parquet', ({ bytes }) => startsWith(bytes, 'PAR1'), readParquet),
  reader('pdf', looksLikePdf, readPdf),
  reader('html', ({ bytes }, ending) => PAGES.has(ending) || looksLikeHtml(bytes), readHtml),
  reader(
    'jsonl',
    ({ bytes }, ending) =>
      (LINES.has(ending) && !(startsWith(bytes, '[') && looksLikeJson(bytes))) ||
      (ending === 'json' && looksLikeJsonLines(bytes)) ||
      // Under any other name two rows have to show it.
      (!READABLE_ENDINGS.has(ending) && looksLikeJsonLines(bytes)),
    readJsonLines,
  ),
  reader(
    'json',
    ({ bytes }, ending) =>
      ending === 'json' || LINES.has(ending) || (!READABLE_ENDINGS.has(ending) && looksLikeJson(bytes)),
    readJsonValues,
  ),
  reader(
    'csv',
    ({ bytes }, ending) => TABLES.has(ending) || (!READABLE_ENDINGS.has(ending) && looksLikeCsv(bytes)),
    readCsv,
  ),
  reader(
    'markdown',
    (_, ending) => MARKDOWN.has(ending),
    (file, job) => readText(file, job, 'markdown'),
  ),
  reader(
    'text',
    () => true,
    (file, job) => readText(file, job, 'plain'),
  ),
]

/** The reader for a file, by its first bytes and then by its name; or why there is none. */
export async function openReader(file: SourceFile): Promise<CorpusReader | Problem> {
  if (file.problem !== undefined) return problemAt(file.name, file.problem)
  let head: FileHead
  try {
    head = await sourceHead(file)
  } catch (error) {
    const problem = problemOf(error)
    if (!problem) throw error
    return problemAt(file.name, problem.message)
  }
  if (head.bytes.length === 0) return problemAt(file.name, 'an empty file')
  const found = readers.find((one) => one.accepts(head))
  const binary = binaryKind(head.bytes)
  if (binary && (!found || !readsBinary(found, head))) return problemAt(file.name, binary)
  return found ?? problemAt(file.name, 'no known kind of file')
}

/** Formats that may hold a NUL: for those of rows it is that row's problem, as long as the file begins like theirs. */
function readsBinary({ name }: CorpusReader, { bytes }: FileHead): boolean {
  if (name === 'jsonl' || name === 'json') return /^[\s\ufeff]*[[{]/.test(Buffer.from(bytes).toString())
  if (name === 'csv') return bytes.indexOf(0) > bytes.indexOf(10) && bytes.indexOf(10) > 0
  return name === 'parquet' || name === 'pdf' || (name === 'html' && looksLikeHtml(bytes))
}

/** All readings of a file, in its order. A file that cannot be read is one reading that says why. */
export function readFile(file: SourceFile, options: ReadOptions): AsyncIterable<Reading> {
  return {
    [Symbol.asyncIterator]: () => {
      let inner: AsyncIterator<Reading> | undefined
      const open = async (): Promise<IteratorResult<Reading>> => {
        options.signal?.throwIfAborted()
        const found = await openReader(file)
        const all = 'problem' in found ? readings(refuse(found), file, options) : found.read(file, options)
        inner = all[Symbol.asyncIterator]()
        return inner.next()
      }
      // Not a generator around the reader's: that would cost as much as reading a short row.
      return {
        next: () => inner?.next() ?? open(),
        return: async () => (await inner?.return?.()) ?? { done: true, value: undefined },
      }
    },
  }
}

function refuse(problem: Problem): FormatReader {
  return async function* (_, job) {
    if (job.due()) yield problem
  }
}

export { findFiles } from './find-files.js'
export { endParsers } from './parser-process.js'
