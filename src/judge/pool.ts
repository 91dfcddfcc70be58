import { Worker } from 'node:worker_threads'
import { SpiceError } from '../errors.js'
import type { Block } from './blocks.js'
import type { JudgedBlock } from './judge-block.js'
import type { JudgeSettings } from './judge-line.js'

interface Lane {
  readonly worker: Worker
  /** Workers answer in the order in which they were asked. */
  readonly waiting: { resolve(judged: JudgedBlock): void; reject(error: unknown): void }[]
}

/** Threads that judge blocks. Blocks are handed over, not copied: the caller's are empty afterwards. */
export class JudgePool {
  readonly #lanes: readonly Lane[]
  #closed = false

  constructor(threads: number, settings: JudgeSettings) {
    this.#lanes = Array.from({ length: threads }, () => {
      const worker = startWorker(settings)
      const lane: Lane = { worker, waiting: [] }
      const fail = (cause: unknown) => {
        const error = new SpiceError('engine', `A thread of the verifier ended: ${String(cause)}`, { cause })
        for (const { reject } of lane.waiting.splice(0)) reject(error)
      }
      worker.on('message', (judged: JudgedBlock) => lane.waiting.shift()?.resolve(judged))
      worker.on('error', fail)
      worker.on('exit', (code) => fail(`exit code ${code}`))
      // Waiting for input must not keep the process alive by itself, nor threads that wait for work.
      worker.unref()
      return lane
    })
  }

  /** Rejects with `SpiceError` `engine` if the thread ends. */
  judge(block: Block): Promise<JudgedBlock> {
    const lane = this.#lanes.reduce((best, one) => (one.waiting.length < best.waiting.length ? one : best))
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new SpiceError('interrupted', 'The verifier was closed'))
        return
      }
      lane.waiting.push({ resolve, reject })
      lane.worker.ref()
      lane.worker.postMessage(block, [block.bytes.buffer as ArrayBuffer])
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#lanes.map(({ worker }) => worker.terminate()))
  }
}

/** The thread's file stands beside this one. From source, the loader of this thread has to be started there too. */
function startWorker(workerData: JudgeSettings): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData })
  }
  const [loader, file] = [import.meta.resolve('tsx/esm/api'), new URL('./worker.ts', import.meta.url).href]
  const start = `import('${loader}').then(({ register }) => { register(); return import('${file}') })`
  return new Worker(start, { eval: true, workerData })
}
