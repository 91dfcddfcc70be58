import { philox4x32 } from './philox.js'
import { PURPOSES, type RandomKey } from './stream.js'

const ROUNDS = 8

/**
 * A permutation of [0, size) as a function: no list of it exists anywhere. A balanced Feistel network with Philox as
 * its round function permutes the next power of four; what falls outside is permuted again until it falls inside
 * (cycle walking: Black & Rogaway, "Ciphers with arbitrary finite domains", 2002), fewer than four times on average.
 * `size` in [1, 2^32]. Shares no numbers with the stream of the same key.
 */
export function keyedPermutation(size: number, key: RandomKey): (index: number) => number {
  if (!Number.isInteger(size) || size < 1 || size > 2 ** 32)
    throw new RangeError(`a permutation of ${size} numbers`)
  let half = 1
  while (4 ** half < size) half++
  const mask = 2 ** half - 1
  const purpose = PURPOSES.indexOf(key.purpose)
  const block = new Uint32Array(4)
  const once = (index: number): number => {
    let left = Math.floor(index / 2 ** half)
    let right = index % 2 ** half
    for (let round = 1; round <= ROUNDS; round++) {
      // The streams of a key have 0 in the place of `round`.
      philox4x32(block, right, key.index, key.iteration, round, key.seed, purpose)
      const next = (left ^ ((block[0] as number) & mask)) >>> 0
      left = right
      right = next
    }
    return left * 2 ** half + right
  }
  return (index) => {
    if (!Number.isInteger(index) || index < 0 || index >= size)
      throw new RangeError(`place ${index} of a permutation of ${size} numbers`)
    let found = once(index)
    while (found >= size) found = once(found)
    return found
  }
}
