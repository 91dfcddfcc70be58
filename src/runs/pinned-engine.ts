import { availableParallelism } from 'node:os'
import type { Config } from '../config/index.js'

/** The settings of the engine that change bits: how sums are shared out among threads, and how batches are split. */
const PINNED = ['threads', 'memoryMiB'] as const

/** The configuration with the number of threads that `threads: 0`, all cores, means on this machine. */
export function resolveThreads(config: Config, cores = availableParallelism()): Config {
  const { engine } = config
  // A server's bits are its own affair.
  return engine.threads > 0 || engine.type !== 'local'
    ? config
    : { ...config, engine: { ...engine, threads: cores } }
}

/**
 * What a resumed run goes on with: `asked`, but with the threads and memory that the run began with, so that its bits
 * stay the same. One warning for each that would have been another, and for threads that this machine has no cores for.
 */
export function keepEngine(
  before: Config,
  asked: Config,
  cores = availableParallelism(),
): { readonly config: Config; readonly warnings: readonly string[] } {
  if (before.engine.type !== 'local') return { config: asked, warnings: [] }
  const kept = resolveThreads(before, cores).engine
  const wanted = resolveThreads(asked, cores).engine
  const warnings = PINNED.filter((name) => kept[name] !== wanted[name]).map(
    (name) => `engine.${name} stays ${kept[name]}, not ${wanted[name]}: the run's bits depend on it`,
  )
  if (kept.threads > cores)
    warnings.push(
      `The run keeps its ${kept.threads} threads, on which its bits depend; this machine has ${cores} cores`,
    )
  const { threads, memoryMiB } = kept
  return { config: { ...asked, engine: { ...asked.engine, threads, memoryMiB } }, warnings }
}
