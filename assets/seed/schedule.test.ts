import { describe, expect, it } from 'vitest'
import { adamParams, learningRate } from './schedule.js'

describe('learningRate', () => {
  it('warms up over 100 steps to 2e-3', () => {
    expect(learningRate(0, 5000)).toBeCloseTo(2e-5, 12)
    expect(learningRate(49, 5000)).toBeCloseTo(1e-3, 12)
    expect(learningRate(100, 5000)).toBeCloseTo(2e-3, 12)
  })

  it('is halfway between peak and end in the middle, and ends at 5 percent', () => {
    expect(learningRate(2550, 5000)).toBeCloseTo(1.05e-3, 12)
    expect(learningRate(5000, 5000)).toBeCloseTo(1e-4, 12)
  })
})

describe('adamParams', () => {
  it('calms the second moment after the copy drills', () => {
    expect(adamParams(499, 5000).beta2).toBe(0.95)
    expect(adamParams(500, 5000).beta2).toBe(0.98)
  })
})
