import { describe, expect, it } from 'vitest'
import { philox4x32 } from './philox.js'
import { randomStream, uniformAt } from './stream.js'

describe('philox4x32', () => {
  // Known answers of Random123's kat_vectors for philox4x32-10.
  it.each([
    [
      [0, 0, 0, 0, 0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('gives the published block for %j', (input, expected) => {
    const out = new Uint32Array(4)
    philox4x32(out, ...(input as [number, number, number, number, number, number]))
    expect([...out]).toEqual(expected)
  })
})

describe('randomStream', () => {
  const key = { seed: 7, iteration: 3, purpose: 'test', index: 5 } as const

  it('is a function of key and position', () => {
    const stream = randomStream(key)
    const first = Array.from({ length: 9 }, () => stream.uniform())
    expect(first).toEqual(first.map((_, position) => uniformAt(key, position)))
    expect(randomStream({ ...key, index: 6 }).uniform()).not.toBe(first[0])
  })

  it('stays strictly inside (0, 1), exactly representable in 32 bits', () => {
    const stream = randomStream(key)
    for (let i = 0; i < 10_000; i++) {
      const u = stream.uniform()
      expect(u > 0 && u < 1 && Math.fround(u) === u).toBe(true)
    }
  })

  it('draws integers and normals with the right moments', () => {
    const stream = randomStream(key)
    const counts = Array.from({ length: 6 }, () => 0)
    for (let i = 0; i < 60_000; i++) counts[stream.integer(6)]!++
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400)
    let sum = 0
    let squares = 0
    for (let i = 0; i < 40_000; i++) {
      const x = stream.normal()
      sum += x
      squares += x * x
    }
    expect(Math.abs(sum / 40_000)).toBeLessThan(0.02)
    expect(Math.abs(squares / 40_000 - 1)).toBeLessThan(0.03)
  })

  it('shuffles to a permutation', () => {
    const items = Array.from({ length: 50 }, (_, i) => i)
    const shuffled = randomStream(key).shuffle(items)
    expect(shuffled).not.toEqual(items)
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items)
  })
})
