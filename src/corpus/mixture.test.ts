import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSampler, type Part } from './mixture.js'

const partsOf = (...sizes: (number | [size: number, weight: number])[]): Part[] => {
  let first = 0
  return sizes.map((given, i) => {
    const [size, weight] = typeof given === 'number' ? [given, 1] : given
    first += size
    return { name: `part ${i}`, first: first - size, size, weight }
  })
}
const partAt = (parts: readonly Part[], position: number): number =>
  parts.findIndex(({ first, size }) => position >= first && position < first + size)

/** One to four parts, each large enough to give a whole iteration. */
const mixtures = fc
  .record({
    count: fc.integer({ min: 1, max: 12 }),
    extra: fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 4 }),
    seed: fc.nat(2 ** 32 - 1),
    epochs: fc.boolean(),
  })
  .map(({ count, extra, ...rest }) => ({
    count,
    parts: partsOf(...extra.map(([more, weight]): [number, number] => [count + more, weight])),
    ...rest,
  }))

describe('createSampler', () => {
  it('draws different documents, as many as asked for, by its key alone', () => {
    fc.assert(
      fc.property(mixtures, fc.nat(200), ({ count, parts, seed, epochs }, iteration) => {
        const sample = createSampler(parts, { epochs })
        const size = parts.reduce((sum, part) => sum + part.size, 0)
        // Iterations in another order first: what was asked before must not matter.
        for (const before of [iteration + 3, 0, iteration]) sample(count, { seed, iteration: before })
        const found = sample(count, { seed, iteration })
        expect(new Set(found).size).toBe(count)
        for (const position of found) expect(position >= 0 && position < size).toBe(true)
        expect(createSampler(parts, { epochs })(count, { seed, iteration })).toEqual(found)
      }),
    )
  })

  it('gives each part its share in every iteration, rounded', () => {
    fc.assert(
      fc.property(mixtures, fc.nat(1000), ({ count, parts, seed, epochs }, iteration) => {
        const sum = parts.reduce((total, part) => total + part.weight, 0)
        const found = createSampler(parts, { epochs })(count, { seed, iteration: iteration % 20 })
        for (const [i, { weight }] of parts.entries()) {
          const share = found.filter((position) => partAt(parts, position) === i).length
          expect(Math.abs(share - (count * weight) / sum)).toBeLessThan(1 + 1e-9)
        }
      }),
    )
  })

  it('is exact at half and half', () => {
    const parts = partsOf(1000, 10)
    const sample = createSampler(parts, { epochs: false })
    for (let iteration = 0; iteration < 50; iteration++) {
      const found = sample(16, { seed: 5, iteration })
      expect(found.filter((position) => position < 1000)).toHaveLength(8)
    }
  })

  it('has the weights as its mean where they do not divide', () => {
    const parts = partsOf([50, 1], [50, 2.5], [50, 0.3])
    const sample = createSampler(parts, { epochs: false })
    const counts = [0, 0, 0]
    const iterations = 4000
    for (let iteration = 0; iteration < iterations; iteration++)
      for (const position of sample(2, { seed: 11, iteration })) counts[partAt(parts, position)]!++
    for (const [i, { weight }] of parts.entries()) {
      const mean = (2 * iterations * weight) / 3.8
      // Systematic sampling varies less than independent draws.
      expect(Math.abs((counts[i] as number) - mean)).toBeLessThan(5 * Math.sqrt(mean))
    }
  })

  it('draws each document of a part equally often', () => {
    const parts = partsOf([8, 1], [4, 2])
    const sample = createSampler(parts, { epochs: false })
    const counts = Array.from({ length: 12 }, () => 0)
    const iterations = 6000
    for (let iteration = 0; iteration < iterations; iteration++)
      for (const position of sample(3, { seed: 2, iteration })) counts[position]!++
    // One of eight, two of four: 750 and 3000 of 6000, standard deviations 25.6 and 38.7.
    for (const [i, count] of counts.entries())
      expect(Math.abs(count - (i < 8 ? 750 : 3000))).toBeLessThan(5 * (i < 8 ? 25.6 : 38.7))
  })

  it('does not let the parts stand in order', () => {
    const sample = createSampler(partsOf(100, 100), { epochs: false })
    let firstFromFirst = 0
    for (let iteration = 0; iteration < 400; iteration++)
      if ((sample(8, { seed: 1, iteration })[0] as number) < 100) firstFromFirst++
    expect(Math.abs(firstFromFirst - 200)).toBeLessThan(50)
  })

  it('says which part has too few', () => {
    const single = createSampler(partsOf(3), { epochs: false })
    expect(() => single(4, { seed: 0, iteration: 0 })).toThrow(
      /^4 documents per iteration from a corpus of 3: each is drawn once at most$/,
    )
    const mixed = createSampler(partsOf(3, 100), { epochs: true })
    expect(() => mixed(8, { seed: 0, iteration: 0 })).toThrow(
      /4 of 8 documents per iteration from source part 0/,
    )
  })
})

describe('epochs', () => {
  it('take each document once before any comes twice, however iterations lie across them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(2 ** 32 - 1),
        (a, b, seed) => {
          const [count, size] = a < b ? [a, b] : [b, a]
          const sample = createSampler(partsOf(size), { epochs: true })
          const drawn: number[] = []
          for (let iteration = 0; drawn.length < 6 * size; iteration++)
            drawn.push(...sample(count, { seed, iteration }))
          for (let epoch = 0; epoch < 6; epoch++)
            expect(new Set(drawn.slice(epoch * size, (epoch + 1) * size)).size).toBe(size)
        },
      ),
    )
  })

  it('hold for each part of a mixture', () => {
    const parts = partsOf([30, 1], [9, 2])
    const sample = createSampler(parts, { epochs: true })
    const drawn: number[][] = [[], []]
    for (let iteration = 0; iteration < 100; iteration++) {
      const found = sample(5, { seed: 9, iteration })
      for (const [i, part] of drawn.entries())
        part.push(...found.filter((position) => partAt(parts, position) === i))
    }
    for (const [i, { size }] of parts.entries()) {
      const of = drawn[i] as number[]
      const epochs = Math.floor(of.length / size)
      expect(epochs).toBeGreaterThan(4)
      // An iteration across a border is shuffled: counts differ by one at most.
      const times = new Map<number, number>()
      for (const position of of) times.set(position, (times.get(position) ?? 0) + 1)
      expect(Math.max(...times.values()) - Math.min(...times.values())).toBeLessThanOrEqual(1)
    }
  })

  it('come in another order each time', () => {
    const sample = createSampler(partsOf(20), { epochs: true })
    const [first, second] = [0, 1].map((iteration) => sample(20, { seed: 4, iteration }))
    expect(first).not.toEqual(second)
    expect([...(first ?? [])].sort()).toEqual([...(second ?? [])].sort())
  })
})
