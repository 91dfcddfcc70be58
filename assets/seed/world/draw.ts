import type { RandomStream } from '../../../src/random/index.js'

/** One of the items, uniformly. */
export function pick<T>(rng: RandomStream, items: readonly T[]): T {
  return items[rng.integer(items.length)] as T
}

/** An integer in [low, high]. */
export function between(rng: RandomStream, low: number, high: number): number {
  return low + rng.integer(high - low + 1)
}

/** An index drawn in proportion to the weights. */
export function weighted(rng: RandomStream, weights: readonly number[]): number {
  let left = rng.uniform() * weights.reduce((sum, weight) => sum + weight, 0)
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i] as number
    if (left <= 0) return i
  }
  return weights.length - 1
}

/** A number of exactly this many digits (one digit: 1 to 9). */
export function withDigits(rng: RandomStream, digits: number): number {
  return between(rng, 10 ** (digits - 1), 10 ** digits - 1)
}

/** Distinct integers in [low, high], in random order. */
export function distinct(rng: RandomStream, count: number, low: number, high: number): number[] {
  const found = new Set<number>()
  while (found.size < count) found.add(between(rng, low, high))
  return [...found]
}
