import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PARSER_ANSWER_MS, PARSER_HEAP_MIB, PARSER_PATIENCE } from './limits.js'
import {
  type Parsed,
  type ParserAnswer,
  type ParserRequest,
  type ParserTask,
  TOO_LONG,
} from './parser-task.js'
import { ReadProblem } from './read-problem.js'

/**
 * Parsers of nested formats run in processes of their own: not in threads, because some ways of running out of memory
 * (a table that grows at once) end the whole process and not only the thread, whatever `resourceLimits` say.
 * A process serves one task at a time and many after each other; one that dies or is ended is replaced by a new one.
 */
const idle: ParserProcess[] = []
/** As many wait for work; more are ended when they are done. */
const MAX_IDLE = 2
/** Parsers keep caches; a process that has grown to this is replaced, so that it does not fail the next file. */
const RETIRE_BYTES = 400 * 1024 * 1024
const RETIRE_TASKS = 2000

/**
 * Runs a task elsewhere. Throws ReadProblem when its parser does, takes too long, or needs too much memory. A process
 * that fails after other tasks may do so because of them: then a new one decides, so that a build which goes on with
 * new processes comes to the same end as one that was never stopped.
 */
export async function* parseApart(
  task: ParserTask,
  signal?: AbortSignal,
  answerMs = PARSER_ANSWER_MS,
): AsyncGenerator<Parsed | null> {
  signal?.throwIfAborted()
  let given = 0
  const used = idle.pop()
  if (used) {
    try {
      for await (const parsed of parseIn(used, task, signal, answerMs)) {
        given++
        yield parsed
      }
      return
    } catch (error) {
      if (!(error instanceof ParserFailure)) throw error
    }
  }
  let again = 0
  for await (const parsed of parseIn(new ParserProcess(), task, signal, answerMs))
    if (++again > given) yield parsed
}

/** It is the process that failed: the parser had nothing to say. */
class ParserFailure extends ReadProblem {}

async function* parseIn(
  process: ParserProcess,
  task: ParserTask,
  signal: AbortSignal | undefined,
  answerMs: number,
): AsyncGenerator<Parsed | null> {
  let ended = false
  try {
    let answer = process.ask({ task, computingMs: answerMs }, signal)
    for (;;) {
      const got = await answer
      if ('end' in got) {
        ended = got.memory < RETIRE_BYTES
        if (got.end !== true) throw new ReadProblem(got.end.message, got.end.row)
        return
      }
      // The next group is parsed while this one is used.
      answer = process.ask({ next: true, computingMs: answerMs }, signal)
      // Who stops within the group does not come to see how this ends.
      answer.catch(() => {})
      yield* got.group
    }
  } finally {
    if (ended && idle.length < MAX_IDLE && process.tasks < RETIRE_TASKS) idle.push(process.rest())
    else process.end()
  }
}

/** Ends the processes that wait for work. They would not keep this one alive. */
export function endParsers(): void {
  for (const process of idle.splice(0)) process.end()
}

class ParserProcess {
  readonly #child: ChildProcess
  #settle: ((answer: ParserAnswer | Error) => void) | undefined
  #gone: Error | undefined
  #computingMs = 0
  tasks = 0

  constructor() {
    this.#child = start()
    this.#child.on('message', (answer: ParserAnswer) => this.#settle?.(answer))
    this.#child.on('error', (error) =>
      this.#fail(new ParserFailure(`its parser did not start (${error.message})`)),
    )
    this.#child.on('exit', (code, signal) => {
      const memory = signal === 'SIGTERM' || signal === 'SIGABRT' || code === 134
      this.#fail(
        signal === TOO_LONG
          ? tooLong(this.#computingMs)
          : new ParserFailure(
              memory
                ? 'needs too much memory to be parsed'
                : `its parser died (${signal ?? `exit code ${code}`})`,
            ),
      )
    })
  }

  #fail(error: Error): void {
    this.#gone ??= error
    const at = idle.indexOf(this)
    if (at >= 0) idle.splice(at, 1)
    this.#settle?.(this.#gone)
  }

  ask(request: ParserRequest, signal: AbortSignal | undefined): Promise<ParserAnswer> {
    if ('task' in request) this.tasks++
    this.#computingMs = request.computingMs
    this.#child.ref()
    this.#child.channel?.ref()
    return new Promise((resolve, reject) => {
      const stop = (error: Error): void => {
        this.#gone = error
        this.#child.kill('SIGKILL')
        this.#settle?.(error)
      }
      const late = (): void => stop(tooLong(request.computingMs))
      // If it was this process that was busy, the answer is there by now and only has to be received.
      let timer = setTimeout(() => {
        timer = setTimeout(late, 200)
      }, PARSER_PATIENCE * request.computingMs)
      const abort = (): void => stop(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
      signal?.addEventListener('abort', abort, { once: true })
      this.#settle = (answer) => {
        this.#settle = undefined
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        if (answer instanceof Error) reject(answer)
        else resolve(answer)
      }
      if (this.#gone) this.#settle(this.#gone)
      else this.#child.send(request, (error) => error && this.#fail(new ParserFailure('its parser died')))
    })
  }

  /** Waiting for work must not keep the program alive. */
  rest(): this {
    this.#child.unref()
    this.#child.channel?.unref()
    return this
  }

  end(): void {
    this.#gone ??= new Error('ended')
    this.#child.kill('SIGKILL')
    this.rest()
  }
}

function tooLong(ms: number): ParserFailure {
  return new ParserFailure(`takes more than ${ms / 1000} s to be parsed`)
}

/** The process's file stands beside this one. From source, it needs the loader that this process has. */
function start(): ChildProcess {
  const source = import.meta.url.endsWith('.ts')
  const file = fileURLToPath(new URL(source ? './parser-child.ts' : './parser-child.js', import.meta.url))
  const loader = source ? ['--import', import.meta.resolve('tsx')] : []
  return fork(file, {
    execArgv: [...loader, `--max-old-space-size=${PARSER_HEAP_MIB}`],
    env: { ...process.env, NODE_OPTIONS: '' },
    // What libraries print about a file is not for the user's terminal.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  })
}
