import { SpiceError } from '../errors.js'
import { type Block, blocksOf } from './blocks.js'
import { type JudgedBlock, judgeBlock } from './judge-block.js'
import type { JudgeSettings } from './judge-line.js'
import { JudgePool } from './pool.js'
import { addTally, newTally, type Tally } from './tally.js'

export interface JudgeStreamOptions extends JudgeSettings {
  /** Threads; 1 stays on this one. */
  readonly threads: number
  /** Takes whole lines in order; the next ones wait until it resolves. */
  readonly write: (bytes: Uint8Array) => Promise<void>
  readonly onProgress?: (tally: Tally) => void
  readonly signal?: AbortSignal
}

/** Starting threads takes longer than judging this much. */
const SMALL_BYTES = 128 * 1024
const BLOCKS_PER_THREAD = 3

/**
 * Judges lines of JSON on all threads, in order, in bounded memory: at most `BLOCKS_PER_THREAD` blocks per thread are
 * under way, and none is read while the reader of the results is behind. An aborted stream ends early with the tally of
 * what was written. Throws `SpiceError` `input` at a broken line under `strict`.
 */
export async function judgeStream(
  chunks: AsyncIterable<Uint8Array>,
  options: JudgeStreamOptions,
): Promise<Tally> {
  const { threads, signal } = options
  // Not the whole of the options: functions do not travel to a thread.
  const settings: JudgeSettings = { defaults: options.defaults, check: options.check, strict: options.strict }
  let pool: JudgePool | undefined
  let bytes = 0
  const tally = newTally()
  const judge = (block: Block): Promise<JudgedBlock> => {
    bytes += block.bytes.length
    if (threads > 1 && bytes > SMALL_BYTES) pool ??= new JudgePool(threads, settings)
    return pool ? pool.judge(block) : Promise.resolve(judgeBlock(block, settings))
  }
  const emit = async (judged: JudgedBlock): Promise<void> => {
    if (signal?.aborted) return
    await options.write(judged.bytes)
    addTally(tally, judged.tally)
    options.onProgress?.(tally)
    const broken = settings.strict ? judged.tally.errors[0] : undefined
    if (broken) throw new SpiceError('input', `Line ${broken.line}: ${broken.error}`)
  }
  const underWay: Promise<void>[] = []
  let last = Promise.resolve()
  try {
    for await (const block of blocksOf(chunks)) {
      if (signal?.aborted) break
      const before = last
      const judged = judge(block)
      last = Promise.all([judged, before]).then(([one]) => emit(one))
      // Awaited below, in order; until then a failure is no unhandled one.
      last.catch(() => undefined)
      underWay.push(last)
      if (underWay.length >= threads * BLOCKS_PER_THREAD) await underWay.shift()
    }
    await last
  } catch (error) {
    if (!signal?.aborted) throw error
  } finally {
    await pool?.close()
  }
  return tally
}
