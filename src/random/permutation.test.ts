import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyedPermutation } from './permutation.js'

const key = { seed: 7, iteration: 3, purpose: 'epoch', index: 1 } as const
const all = (size: number, of = keyedPermutation(size, key)): number[] =>
  Array.from({ length: size }, (_, i) => of(i))

describe('keyedPermutation', () => {
  it('is a permutation of every size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(1e9), fc.nat(1e9), (size, seed, iteration) => {
        const found = all(size, keyedPermutation(size, { ...key, seed, iteration }))
        expect(new Set(found).size).toBe(size)
        expect(Math.min(...found)).toBe(0)
        expect(Math.max(...found)).toBe(size - 1)
      }),
      { numRuns: 60 },
    )
  })

  it('stays inside and apart where no list would fit', () => {
    const size = 2 ** 32 - 5
    const of = keyedPermutation(size, key)
    const found = new Set(Array.from({ length: 5000 }, (_, i) => of(size - 1 - i)))
    expect(found.size).toBe(5000)
    for (const at of found) expect(at >= 0 && at < size && Number.isInteger(at)).toBe(true)
  })

  it('follows every part of its key', () => {
    const plain = all(100)
    expect(all(100)).toEqual(plain)
    for (const other of [{ seed: 8 }, { iteration: 4 }, { index: 2 }])
      expect(all(100, keyedPermutation(100, { ...key, ...other }))).not.toEqual(plain)
  })

  it('sends each place everywhere equally often over keys', () => {
    const counts = new Map<string, number>()
    const keys = 6000
    for (let seed = 0; seed < keys; seed++) {
      const order = all(4, keyedPermutation(4, { ...key, seed })).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    // All 24 orders; each 250 times on average, with standard deviation sqrt(6000 / 24 · 23 / 24) = 15.5.
    expect(counts.size).toBe(24)
    for (const count of counts.values()) expect(Math.abs(count - keys / 24)).toBeLessThan(5 * 15.5)
  })

  it('refuses what it cannot permute', () => {
    expect(() => keyedPermutation(0, key)).toThrow(RangeError)
    expect(() => keyedPermutation(2 ** 32 + 1, key)).toThrow(RangeError)
    expect(() => keyedPermutation(5, key)(5)).toThrow(RangeError)
  })
})
