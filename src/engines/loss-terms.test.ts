import { describe, expect, it } from 'vitest'
import { lossTerm } from './loss-terms.js'

const q = Math.log(0.5)
const clip = { clipLow: 0.2, clipHigh: 0.3 }

describe('lossTerm, by hand', () => {
  it('cross_entropy is minus weight times log-probability', () => {
    expect(lossTerm({ type: 'cross_entropy' }, Math.log(0.25), 0, 2).loss).toBeCloseTo(2 * Math.log(4), 12)
  })

  it('importance_sampling is minus weight times ratio, with k3 as its divergence', () => {
    const term = lossTerm({ type: 'importance_sampling' }, Math.log(0.75), q, 2)
    expect(term.loss).toBeCloseTo(-3, 12)
    expect(term.kl).toBeCloseTo(0.5 - Math.log(1.5), 12)
  })

  it.each([
    // ratio, weight, loss, clipped
    [1.5, 1, -1.3, true],
    [1.5, -1, 1.5, false],
    [0.5, 1, -0.5, false],
    [0.5, -1, 0.8, true],
    [1.1, 2, -2.2, false],
  ])('ppo at ratio %d and weight %d is %d', (ratio, weight, loss, clipped) => {
    const term = lossTerm({ type: 'ppo', ...clip }, q + Math.log(ratio), q, weight)
    expect(term.loss).toBeCloseTo(loss, 12)
    expect(term.clipped).toBe(clipped)
  })

  it('cispo weighs the log-probability by the clipped ratio', () => {
    const p = q + Math.log(1.5)
    expect(lossTerm({ type: 'cispo', ...clip }, p, q, 2).loss).toBeCloseTo(-2 * 1.3 * p, 12)
  })
})
