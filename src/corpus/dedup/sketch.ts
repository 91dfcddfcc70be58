import { mix } from './shingles.js'

/** Values of a sketch. The standard deviation of an estimated similarity J is sqrt(J (1 - J) / 256): 0.025 at 0.8. */
export const VALUES = 256
/** A signature holds two 16-bit values in each of its entries. */
export const SIGNATURE_LENGTH = VALUES / 2

const BIN_BITS = 8
const ROUNDS = VALUES

/**
 * A similarity sketch of a set of 32-bit hashes (Dahlgaard, Knudsen and Thorup, "Fast Similarity Sketching", 2017): each
 * of the 256 values is the least hash that fell into its bin, in the first of many rounds in which one did. Two sets
 * agree in a value with probability of their Jaccard similarity, however small they are; the work is one round for a
 * long text and about 256 ln 256 hashes for a short one, where classic MinHash takes 256 hashes for each element.
 * Values are kept to 16 bits: strangers agree by accident once in 65,536.
 */
export function sketch(hashes: Int32Array, count: number, seed: number): Uint32Array {
  const least = new Uint32Array(VALUES)
  const filled = new Uint8Array(VALUES)
  let empty = VALUES
  for (let round = 0; round < 2 * ROUNDS && empty > 0; round++) {
    const key = mix(Math.imul(round + 1, 0x9e3779b1) ^ seed)
    // The last rounds fill what chance has left: everything goes into one bin.
    const forced = round - ROUNDS
    if (forced >= 0 && filled[forced] !== 0) continue
    for (let i = 0; i < count; i++) {
      const hash = mix((hashes[i] as number) ^ key)
      const bin = forced >= 0 ? forced : hash >>> (32 - BIN_BITS)
      // Bins filled in earlier rounds are closed.
      const state = filled[bin] as number
      if (state === 1) continue
      const value = Math.imul(hash, 0x2c1b3c6d) >>> 0
      if (state === 0) {
        filled[bin] = 2
        least[bin] = value
        empty--
      } else if (value < (least[bin] as number)) least[bin] = value
    }
    for (let bin = 0; bin < VALUES; bin++) if (filled[bin] === 2) filled[bin] = 1
  }
  const signature = new Uint32Array(SIGNATURE_LENGTH)
  for (let i = 0; i < SIGNATURE_LENGTH; i++)
    signature[i] = (mix(least[2 * i] as number) & 0xffff) | (mix(least[2 * i + 1] as number) << 16)
  return signature
}

/** Share of values in which two signatures agree: an estimate of the Jaccard similarity. */
export function similarity(a: Uint32Array, b: Uint32Array): number {
  let same = 0
  for (let i = 0; i < SIGNATURE_LENGTH; i++) {
    const difference = (a[i] as number) ^ (b[i] as number)
    if ((difference & 0xffff) === 0) same++
    if (difference >>> 16 === 0) same++
  }
  return same / VALUES
}

/** Value `i` of a signature, 16 bits. */
export function valueAt(signature: Uint32Array, i: number): number {
  const pair = signature[i >>> 1] as number
  return i & 1 ? pair >>> 16 : pair & 0xffff
}
