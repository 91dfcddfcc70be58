import { philox4x32 } from './philox.js'

/** What a stream of random numbers is for: part of its key, so that no two uses share numbers. */
export const PURPOSES = [
  'documents',
  'selector',
  'challenger',
  'subsample',
  'reasoner',
  'reasoner-task',
  'audit',
  'shuffle',
  'evaluation',
  'initialisation',
  'world',
  'pretraining',
  'test',
  'verifier',
  'epoch',
  'mixture',
] as const
export type Purpose = (typeof PURPOSES)[number]

/** Names one stream. All parts are integers in [0, 2^32). */
export interface RandomKey {
  readonly seed: number
  readonly iteration: number
  readonly purpose: Purpose
  readonly index: number
}

/**
 * A stream is a function of its key and a position only: nothing is shared, so order of use, batching and resume
 * cannot change a number.
 */
export interface RandomStream {
  /** The next double in (0, 1), on a grid of 2^-23 offset by half a step: exact as a 32-bit float. */
  uniform(): number
  /** The next integer in [0, bound), unbiased to 2^-32 relative; bound in [1, 2^32]. */
  integer(bound: number): number
  /** The next standard normal deviate (Box-Muller). */
  normal(): number
  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[]
}

export function randomStream(key: RandomKey): RandomStream {
  const block = new Uint32Array(4)
  const purpose = PURPOSES.indexOf(key.purpose)
  let position = 0
  const next = (): number => {
    if (position % 4 === 0) philox4x32(block, position / 4, key.index, key.iteration, 0, key.seed, purpose)
    return block[position++ % 4] as number
  }
  const uniform = (): number => ((next() >>> 9) + 0.5) / 0x800000
  const integer = (bound: number): number =>
    Math.floor(((next() * 0x200000 + (next() >>> 11)) / 0x20000000000000) * bound)
  return {
    uniform,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffle: (items) => {
      const copy = [...items]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = integer(i + 1)
        const held = copy[i] as (typeof copy)[number]
        copy[i] = copy[j] as (typeof copy)[number]
        copy[j] = held
      }
      return copy
    },
  }
}

/**
 * The uniform number of one position of a stream, as `uniform()` of that stream would give after `position` calls:
 * lets a generator ask for token t's number without drawing the ones before it.
 */
export function uniformAt(key: RandomKey, position: number): number {
  const block = new Uint32Array(4)
  philox4x32(
    block,
    Math.floor(position / 4),
    key.index,
    key.iteration,
    0,
    key.seed,
    PURPOSES.indexOf(key.purpose),
  )
  return (((block[position % 4] as number) >>> 9) + 0.5) / 0x800000
}
