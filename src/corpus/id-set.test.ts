import fc from 'fast-check'
import { expect, it } from 'vitest'
import { randomStream } from '../random/index.js'
import { IdSet } from './id-set.js'

it('knows what was added, as a Set does', () => {
  // Few values, so that ids share halves and places.
  const half = fc.constantFrom(0, 1, 2, 4095, 4096, 0xffffffff)
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half)), (ids) => {
      const ours = new IdSet()
      const plain = new Set<string>()
      for (const [high, low] of ids) {
        const isNew = !plain.has(`${high} ${low}`)
        expect(ours.has(high, low)).toBe(!isNew)
        expect(ours.add(high, low)).toBe(isNew)
        plain.add(`${high} ${low}`)
        expect(ours.size).toBe(plain.size)
      }
    }),
  )
})

it('grows', () => {
  const ids = new IdSet()
  const random = randomStream({ seed: 1, iteration: 0, purpose: 'test', index: 0 })
  const pairs = Array.from(
    { length: 50_000 },
    () => [random.integer(2 ** 32), random.integer(2 ** 32)] as const,
  )
  for (const [high, low] of pairs) expect(ids.add(high, low)).toBe(true)
  for (const [high, low] of pairs) expect(ids.has(high, low)).toBe(true)
  for (const [high, low] of pairs) expect(ids.has(low, high)).toBe(false)
  expect(ids.size).toBe(50_000)
})
