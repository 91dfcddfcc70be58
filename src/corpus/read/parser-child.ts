/** The parsing process's side of parser-process.ts: a task comes in, then its readings go out group by group. */
import { Worker } from 'node:worker_threads'
import { PARSER_MEMORY_BYTES } from './limits.js'
import { parseHtml } from './parse-html.js'
import { parseParquet } from './parse-parquet.js'
import { parsePdf } from './parse-pdf.js'
import {
  type Parsed,
  type ParserAnswer,
  type ParserRequest,
  type ParserTask,
  TOO_LONG,
} from './parser-task.js'
import { problemOf } from './read-problem.js'

/** Which answer is worked at, counted from 1, or 0; and the milliseconds of computing that it may take. */
const work = new Int32Array(new SharedArrayBuffer(8))

// A thread sees what happens while this one computes: memory outside of the heap, time, and a parent that is gone.
// Time is that of computing: how busy the machine is must not decide what can be read.
const watch = `
const { workerData: work } = require('node:worker_threads')
const parent = process.ppid
let answer = 0
let began = 0
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  if (process.memoryUsage.rss() > ${PARSER_MEMORY_BYTES}) process.kill(process.pid, 'SIGTERM')
  const { user, system } = process.cpuUsage()
  const computed = (user + system) / 1000
  const current = Atomics.load(work, 0)
  if (current !== answer) {
    answer = current
    began = computed
  } else if (current !== 0 && computed - began > Atomics.load(work, 1)) process.kill(process.pid, '${TOO_LONG}')
}, 50)`
new Worker(watch, { eval: true, workerData: work }).unref()

let answers = 0
let groups: AsyncGenerator<readonly (Parsed | null)[]> | undefined

process.on('message', (request: ParserRequest) => {
  if ('task' in request) groups = parse(request.task)
  Atomics.store(work, 1, request.computingMs)
  Atomics.store(work, 0, ++answers)
  answer().then(
    (message) => {
      Atomics.store(work, 0, 0)
      process.send?.(message)
    },
    (error: unknown) => {
      Atomics.store(work, 0, 0)
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
