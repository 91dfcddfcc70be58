/** The parsing process's side of parser-process.ts: a task comes in, then its readings go out group by group. */
import { Worker } from 'node:worker_threads'
import { PARSER_MEMORY_BYTES } from './limits.js'
import { parseHtml } from './parse-html.js'
import { parseParquet } from './parse-parquet.js'
import { parsePdf } from './parse-pdf.js'
import type { Parsed, ParserAnswer, ParserRequest, ParserTask } from './parser-task.js'
import { problemOf } from './read-problem.js'

// A thread sees what happens while this one computes: memory outside of the heap, and a parent that is gone.
const watch = `
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  if (process.memoryUsage.rss() > ${PARSER_MEMORY_BYTES}) process.kill(process.pid, 'SIGTERM')
}, 50)`
new Worker(watch, { eval: true }).unref()

let groups: AsyncGenerator<readonly (Parsed | null)[]> | undefined

process.on('message', (request: ParserRequest) => {
  if ('task' in request) groups = parse(request.task)
  answer().then(
    (message) => process.send?.(message),
    (error: unknown) => {
      const memory = process.memoryUsage.rss()
      const end = problemOf(error) ?? { message: `cannot be parsed (${firstLine(error)})` }
      process.send?.({ end, memory } satisfies ParserAnswer)
    },
  )
})
process.on('disconnect', () => process.exit())
// A library that lets a promise of its own fail has still told, by then, what it had to say about the file.
process.on('unhandledRejection', () => {})

async function answer(): Promise<ParserAnswer> {
  const next = await groups?.next()
  return next && !next.done ? { group: next.value } : { end: true, memory: process.memoryUsage.rss() }
}

function parse(task: ParserTask): AsyncGenerator<readonly (Parsed | null)[]> {
  if (task.kind === 'html') return parseHtml(task)
  return task.kind === 'pdf' ? parsePdf(task) : parseParquet(task)
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 200) ?? ''
}
