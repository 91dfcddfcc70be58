import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  estimate,
  mean,
  pairedDifference,
  passAtK,
  sampleVariance,
  studentT975,
  tInterval,
  wilsonInterval,
} from './statistics.js'

describe('mean, variance, standard error', () => {
  it('agrees with hand-worked values', () => {
    expect(mean([1, 2, 6])).toBe(3)
    // ((-2)² + (-1)² + 3²) / 2 = 7
    expect(sampleVariance([1, 2, 6])).toBe(7)
    expect(estimate([1, 2, 6])).toEqual({ mean: 3, standardError: Math.sqrt(7 / 3), n: 3 })
    expect(estimate([5])).toEqual({ mean: 5, standardError: 0, n: 1 })
    expect(() => mean([])).toThrow(RangeError)
  })
})

describe('studentT975', () => {
  it.each([
    [1, 12.706],
    [4, 2.776],
    [30, 2.0423],
    [31, 2.0395],
    [60, 2.0003],
    [120, 1.9799],
    [1e9, 1.95996],
  ])('%i degrees of freedom: %f', (degrees, t) => expect(studentT975(degrees)).toBeCloseTo(t, 3))

  it('joins table and expansion, and falls with every degree', () => {
    for (let d = 1; d < 200; d++) expect(studentT975(d)).toBeGreaterThan(studentT975(d + 1))
    expect(() => studentT975(0)).toThrow(RangeError)
  })
})

describe('intervals', () => {
  it('by Student: three values', () => {
    // mean 3, standard error 1.527525, t = 4.302653
    const { low, high } = tInterval([1, 2, 6])
    expect(low).toBeCloseTo(3 - 6.57241, 4)
    expect(high).toBeCloseTo(3 + 6.57241, 4)
    expect(tInterval([3])).toEqual({ low: -Infinity, high: Infinity })
  })

  it('by Wilson', () => {
    // 8 of 10: (0.8 + 0.192073 ± 1.96·sqrt(0.016 + 0.0096036)) / 1.384146
    const { low, high } = wilsonInterval(8, 10)
    expect(low).toBeCloseTo(0.49016, 4)
    expect(high).toBeCloseTo(0.943318, 4)
    expect(wilsonInterval(0, 10).low).toBe(0)
    expect(wilsonInterval(0, 10).high).toBeCloseTo(0.277533, 5)
    expect(wilsonInterval(10, 10).high).toBe(1)
    expect(() => wilsonInterval(11, 10)).toThrow(RangeError)
  })
})

describe('pairedDifference', () => {
  it('takes the error of the differences, not of the sides', () => {
    // differences 1, 0, 1, 0: mean 0.5, variance 1/3, standard error sqrt(1/12)
    const { mean: difference, standardError, interval } = pairedDifference([0, 1, 0, 1], [1, 1, 1, 1])
    expect(difference).toBe(0.5)
    expect(standardError).toBeCloseTo(Math.sqrt(1 / 12), 12)
    expect(interval.low).toBeCloseTo(0.5 - 3.1824463 * Math.sqrt(1 / 12), 6)
    expect(() => pairedDifference([1], [1, 2])).toThrow(RangeError)
  })
})

describe('passAtK', () => {
  it('agrees with counting', () => {
    // 4 answers, 2 right: 6 pairs, one of them all wrong
    expect(passAtK(4, 2, 2)).toBeCloseTo(5 / 6, 12)
    expect(passAtK(4, 1, 1)).toBeCloseTo(0.25, 12)
    expect(passAtK(4, 0, 4)).toBe(0)
    expect(passAtK(4, 1, 4)).toBe(1)
    expect(passAtK(8, 3, 4)).toBeCloseTo(1 - 5 / 70, 12)
    expect(() => passAtK(4, 5, 1)).toThrow(RangeError)
    expect(() => passAtK(4, 2, 5)).toThrow(RangeError)
  })

  it('is the share of right answers at k = 1 and never falls with k', () => {
    const cases = fc
      .integer({ min: 1, max: 64 })
      .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n })))
    fc.assert(
      fc.property(cases, ([n, c]) => {
        expect(passAtK(n, c, 1)).toBeCloseTo(c / n, 10)
        for (let k = 2; k <= n; k++)
          expect(passAtK(n, c, k)).toBeGreaterThanOrEqual(passAtK(n, c, k - 1) - 1e-12)
      }),
    )
  })
})
