import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHALLENGER_REWARDS } from '../config/index.js'
import { challengerRewards, duplicateShares } from './index.js'

const outcomes = (correct: number, of = 8): boolean[] => Array.from({ length: of }, (_, i) => i < correct)
const curve = (name: keyof typeof challengerRewards) =>
  Array.from({ length: 9 }, (_, correct) => challengerRewards[name].reward(outcomes(correct)))

describe('challengerRewards', () => {
  it('pays the variance table of the paper', () => {
    const table = [0.0439, 0.372, 0.8226, 0.9879, 1, 0.9879, 0.8226, 0.372, 0.0439]
    for (const [correct, reward] of curve('variance').entries())
      expect(reward, `${correct} of 8`).toBeCloseTo(table[correct] as number, 4)
    expect(challengerRewards.variance.reward(outcomes(4))).toBe(1)
  })

  it.each([
    ['r-zero', [0, 0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25, 0]],
    ['absolute-zero', [0, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125, 0]],
    ['threshold', [0, 1, 1, 1, 1, 1, 1, 1, 0]],
    ['prime-rl', [0, 0.4375, 0.75, 0.9375, 1, 0.9375, 0.75, 0.4375, 0]],
    ['ssr', [-0.8, 0.775, 0.55, 0.325, 0.1, 0, 0, 0, -0.8]],
    ['dr-zero', [0, 1, 6 / 7, 5 / 7, 4 / 7, 3 / 7, 2 / 7, 1 / 7, 0]],
  ] as const)('pays %s by its own table', (name, table) => {
    for (const [correct, reward] of curve(name).entries())
      expect(reward, `${correct} of 8`).toBeCloseTo(table[correct] as number, 12)
  })

  it('pays spell e^(-9/8) a quarter away from the middle, and nothing at the ends', () => {
    expect(challengerRewards.spell.reward(outcomes(2))).toBeCloseTo(Math.exp(-9 / 8), 12)
    expect(challengerRewards.spell.reward(outcomes(4))).toBe(1)
    expect(curve('spell')[0]).toBe(0)
    expect(curve('spell')[8]).toBe(0)
  })

  it('uses the population variance: an even split pays most, whatever the group size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.nat(128), (half, k) => {
        const of = 2 * half
        const best = challengerRewards.variance.reward(outcomes(half, of))
        const other = k % (of + 1)
        const reward = challengerRewards.variance.reward(outcomes(other, of))
        expect(best).toBe(1)
        if (other !== half) expect(reward).toBeLessThan(best)
      }),
    )
  })

  it('is symmetric where it should be, does not read the order, and refuses no outcomes', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 32 }), (group) => {
        for (const name of CHALLENGER_REWARDS) {
          const { reward } = challengerRewards[name]
          expect(reward([...group].reverse())).toBe(reward(group))
          expect(reward(group)).toBeLessThanOrEqual(1)
        }
        for (const name of ['variance', 'r-zero', 'threshold', 'prime-rl', 'spell'] as const)
          expect(challengerRewards[name].reward(group.map((matched) => !matched))).toBeCloseTo(
            challengerRewards[name].reward(group),
            12,
          )
      }),
    )
    expect(() => challengerRewards.variance.reward([])).toThrow(RangeError)
  })

  it('pays a nonsense question with four options what the method notes compute for guessers', () => {
    const mean = (p: number) => {
      let sum = 0
      for (let k = 0; k <= 8; k++) {
        const ways = [1, 8, 28, 56, 70, 56, 28, 8, 1][k] as number
        sum += ways * p ** k * (1 - p) ** (8 - k) * challengerRewards.variance.reward(outcomes(k))
      }
      return sum
    }
    expect(mean(0.25)).toBeCloseTo(0.678, 3)
    expect(mean(0.5)).toBeCloseTo(0.909, 3)
  })
})

describe('duplicateShares', () => {
  it('gives each question the share of its cluster', () => {
    const shares = duplicateShares([
      'what is the capital of france today?',
      'what is the capital of france now?',
      'how many legs does a spider have?',
      'what is the capital of france today?',
    ])
    expect(shares).toEqual([0.75, 0.75, 0, 0.75])
  })

  it('finds nothing in common between nothing', () => {
    expect(duplicateShares(['', ''])).toEqual([0, 0])
    expect(duplicateShares([])).toEqual([])
  })
})
