import { describe, expect, it } from 'vitest'
import { adamWStep, globalNorm } from './adam-w.js'

const params = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.5, gradClip: 0 }

describe('adamWStep', () => {
  it('moves by the learning rate on the first step, after decay', () => {
    const weight = Float32Array.of(2)
    const moments = { first: new Float32Array(1), second: new Float32Array(1) }
    adamWStep(weight, Float32Array.of(-3), moments, 1, params, 1)
    // 2 (1 - 0.1 * 0.5) + 0.1 * sign: bias-corrected m / sqrt(v) is exactly the sign.
    expect(weight[0]).toBeCloseTo(1.9 + 0.1, 6)
    expect(moments.first[0]).toBeCloseTo(-0.3, 6)
    expect(moments.second[0]).toBeCloseTo(0.09, 6)
  })

  it('follows two steps worked by hand', () => {
    const weight = Float32Array.of(1)
    const moments = { first: new Float32Array(1), second: new Float32Array(1) }
    const noDecay = { ...params, weightDecay: 0 }
    adamWStep(weight, Float32Array.of(1), moments, 1, noDecay, 1)
    adamWStep(weight, Float32Array.of(4), moments, 2, noDecay, 0.5)
    // Gradients 1, then 2: m = .29, v = .0499; corrected m = .29/.19, v = .0499/.0199.
    const second = (0.1 * (0.29 / 0.19)) / Math.sqrt(0.0499 / 0.0199)
    expect(weight[0]).toBeCloseTo(0.9 - second, 6)
  })
})

describe('globalNorm', () => {
  it('is the L2 norm over all gradients together', () => {
    expect(globalNorm([Float32Array.of(3, 0), Float32Array.of(4), Float32Array.of(12)])).toBe(13)
  })
})
