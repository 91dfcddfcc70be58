import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advantageEstimators } from './index.js'

const reward = fc.double({ min: -1, max: 1, noNaN: true })
const groupsOf = fc.array(fc.array(reward, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 })
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
const drGrpo = advantageEstimators['dr-grpo']

describe('dr-grpo', () => {
  it('centres each group and divides by nothing', () => {
    const { advantages } = drGrpo.advantages(
      [
        [1, 0, 0, 1, 0, 0, 0, 0],
        [-0.1, 1],
      ],
      null,
    )
    expect(advantages[0]).toEqual([0.75, -0.25, -0.25, 0.75, -0.25, -0.25, -0.25, -0.25])
    expect(advantages[1]?.[0]).toBeCloseTo(-0.55, 15)
    expect(advantages[1]?.[1]).toBeCloseTo(0.55, 15)
  })

  it('sums to zero in every group, and is exactly zero in a group of equals', () => {
    fc.assert(
      fc.property(groupsOf, (groups) => {
        for (const [g, advantages] of drGrpo.advantages(groups, null).advantages.entries()) {
          expect(Math.abs(total(advantages))).toBeLessThan(1e-12)
          if (new Set(groups[g]).size === 1) expect(advantages.every((a) => a === 0)).toBe(true)
        }
      }),
    )
  })

  it('scales with the rewards: no standard deviation hides in it', () => {
    const groups = [[0, 0, 1, 0.5]]
    const once = drGrpo.advantages(groups, null).advantages[0] as number[]
    const thrice = drGrpo.advantages([[0, 0, 3, 1.5]], null).advantages[0] as number[]
    for (const [i, advantage] of once.entries()) expect(thrice[i]).toBeCloseTo(3 * advantage, 12)
  })
})

describe('grpo', () => {
  it('divides by the sample deviation', () => {
    const [advantages] = advantageEstimators.grpo.advantages([[0, 0, 0, 1]], null).advantages as [number[]]
    // mean 1/4; squares 3/16 + 9/16 = 3/4; deviation sqrt(3/4 / 3) = 1/2
    expect(advantages[3]).toBeCloseTo(1.5, 5)
    expect(advantages[0]).toBeCloseTo(-0.5, 5)
    expect(advantageEstimators.grpo.normaliser).toBe('length')
  })

  it('gives equals and single rewards nothing', () => {
    expect(advantageEstimators.grpo.advantages([[0.3, 0.3, 0.3], [0.7]], null).advantages).toEqual([
      [0, 0, 0],
      [0],
    ])
  })
})

describe('reinforce-mean', () => {
  it('centres the batch, not the group', () => {
    const { advantages } = advantageEstimators['reinforce-mean'].advantages(
      [
        [1, 1],
        [0, 0],
      ],
      null,
    )
    expect(advantages).toEqual([
      [0.5, 0.5],
      [-0.5, -0.5],
    ])
  })
})

describe('rae', () => {
  it('follows the running mean of the role across groups and calls', () => {
    const first = advantageEstimators.rae.advantages([[1], [1, 0]], null)
    // b: 0.05, 0.0975, 0.092625
    expect(first.advantages[0]?.[0]).toBeCloseTo(0.95, 12)
    expect(first.advantages[1]?.[0]).toBeCloseTo(0.9025, 12)
    expect(first.advantages[1]?.[1]).toBeCloseTo(-0.092625, 12)
    expect(first.baseline).toBeCloseTo(0.092625, 12)
    const second = advantageEstimators.rae.advantages([[0]], first.baseline)
    expect(second.advantages[0]?.[0]).toBeCloseTo(-0.092625 * 0.95, 12)
  })
})
