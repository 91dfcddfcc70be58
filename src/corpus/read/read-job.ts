import type { Reading, ReadOptions, SourceFile } from '../reading.js'
import { problemAt, problemOf } from './read-problem.js'

/** What a format's reader is told. It may throw ReadProblem: that becomes the file's last reading. */
export interface ReadJob {
  readonly textField: string | undefined
  readonly signal: AbortSignal | undefined
  /** How many `due` will answer with no. */
  readonly skip: number
  /** To be asked once for each reading, in order: whether it is wanted, or only counted (a resumed build). */
  due(): boolean
}

export type FormatReader = (file: SourceFile, job: ReadJob) => AsyncIterable<Reading>

/** The readings of a format's reader; what it throws about the file is the last of them. */
export function readings(
  reader: FormatReader,
  file: SourceFile,
  options: ReadOptions,
): AsyncIterable<Reading> {
  return { [Symbol.asyncIterator]: () => new GuardedReadings(reader, file, options) }
}

/** By hand and not a generator around a generator, which would cost as much as reading a short row does. */
class GuardedReadings implements AsyncIterator<Reading> {
  readonly #inner: AsyncIterator<Reading>
  readonly #job: ReadJob
  #ended = false

  constructor(
    reader: FormatReader,
    private readonly file: SourceFile,
    private readonly options: ReadOptions,
  ) {
    let skip = options.skip
    this.#job = {
      textField: options.textField,
      signal: options.signal,
      skip: options.skip,
      due: () => skip-- <= 0,
    }
    this.#inner = reader(file, this.#job)[Symbol.asyncIterator]()
  }

  next(): Promise<IteratorResult<Reading>> {
    if (this.#ended) return Promise.resolve({ done: true, value: undefined })
    return this.#inner.next().then(undefined, (error: unknown) => this.#fail(error))
  }

  async return(): Promise<IteratorResult<Reading>> {
    this.#ended = true
    await this.#inner.return?.()
    return { done: true, value: undefined }
  }

  #fail(error: unknown): IteratorResult<Reading> {
    this.#ended = true
    const problem = this.options.signal?.aborted ? undefined : problemOf(error)
    if (!problem) throw error
    if (!this.#job.due()) return { done: true, value: undefined }
    return { done: false, value: problemAt(this.file.name, problem.message, problem.row) }
  }
}
