import { describe, expect, it } from 'vitest'
import { checkBand, inBand } from './band.js'
import { rowOf } from './fixtures/rows.js'
import { PassRates } from './pass-rates.js'
import { TaskSet } from './task-set.js'

describe('TaskSet', () => {
  it('keeps what lies in the band and is new, until it is full', () => {
    const set = new TaskSet({ band: { from: 0.25, to: 0.75 }, tasks: 2, samples: 4 })
    const fates = [
      rowOf('red', 0, 4),
      rowOf('green', 1, 4),
      rowOf('green', 2, 4),
      rowOf('blue', 3, 4),
      rowOf('white', 2, 4),
      rowOf('black', 4, 4),
    ].map((row) => set.take(row))
    expect(fates).toEqual(['outside', 'kept', 'duplicate', 'kept', 'surplus', 'outside'])
    expect(set.counts()).toEqual({ answered: 6, inBand: 4, duplicates: 1, kept: 2 })
    expect(set.passRates().map(({ tasks }) => tasks)).toEqual([1, 1, 2, 1, 1])
    expect(set.examples().map(({ passRate }) => passRate)).toEqual([0.25, 0.75])
    expect(set.full).toBe(true)
    expect(set.earlier.size).toBe(5)
  })

  it('keeps nothing twice for being out of the band at first', () => {
    const set = new TaskSet({ band: { from: 0.5, to: 1 }, tasks: undefined, samples: 4 })
    expect([rowOf('red', 0, 4), rowOf('red', 2, 4)].map((row) => set.take(row))).toEqual(['outside', 'kept'])
    expect(set.full).toBe(false)
  })
})

describe('bands', () => {
  it('include both ends', () => {
    const band = { from: 0.125, to: 0.875 }
    expect([0, 1, 4, 7, 8].map((passes) => inBand(band, passes / 8))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
  })

  it.each([
    { from: 0.5, to: 0.4 },
    { from: -0.1, to: 1 },
    { from: 0, to: 1.1 },
    { from: Number.NaN, to: 1 },
  ])('are refused: %o', (band) => {
    expect(() => checkBand(band)).toThrow(/band of pass rates from/)
  })
})

describe('PassRates', () => {
  it('has a bin for every possible rate of few samples, and tenths of many', () => {
    const few = new PassRates(3)
    for (const passes of [0, 1, 1, 3]) few.add(passes / 3)
    expect(few.bins()).toEqual([
      { passRate: 0, tasks: 1 },
      { passRate: 1 / 3, tasks: 2 },
      { passRate: 2 / 3, tasks: 0 },
      { passRate: 1, tasks: 1 },
    ])
    const many = new PassRates(64)
    for (let passes = 0; passes <= 64; passes++) many.add(passes / 64)
    const bins = many.bins()
    expect(bins.map(({ passRate }) => passRate)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
    expect(bins.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(65)
  })
})
