import type { Reading, SourceFile } from '../reading.js'
import { parseApart } from './parser-process.js'
import { openRegularFile } from './read-file-bytes.js'
import type { ReadJob } from './read-job.js'
import { ReadProblem } from './read-problem.js'
import { textFields } from './row-text.js'

/** One reading a row, nulls too. */
export async function* readParquet(file: SourceFile, job: ReadJob): AsyncGenerator<Reading> {
  if (file.path === undefined)
    throw new ReadProblem('Parquet is read from its end: save standard input to a file')
  const before = await look(file.path)
  const task = {
    kind: 'parquet',
    source: file.path,
    fields: textFields(job.textField),
    skip: job.skip,
  } as const
  for await (const parsed of parseApart(task, job.signal)) {
    if (!job.due() || parsed === null) continue
    const { row } = parsed
    const place = row === undefined ? { file: file.name } : { file: file.name, row }
    if (parsed.problem !== undefined) yield { problem: parsed.problem, place }
    else yield { text: parsed.text, format: 'plain', place }
  }
  if ((await look(file.path)) !== before) throw new ReadProblem('changed while it was read')
}

/** What tells that a file has changed. */
export async function look(path: string): Promise<string> {
  const handle = await openRegularFile(path)
  try {
    const { size, mtimeMs } = await handle.stat()
    return `${size} ${mtimeMs}`
  } finally {
    await handle.close()
  }
}
