import { expect, it } from 'vitest'
import { radiusLog, toNumber } from './ball.js'
import type { ComplexBall } from './complex.js'
import { node } from './nodes.js'

const value = ({ re, im }: ComplexBall): number => {
  expect(im.m).toBe(0n)
  return toNumber(re)
}

it.each([
  [0, 0],
  [3, 2],
  [-3, 2],
  [5, 1],
])('nodes at %d/2^%d are what the substitutions say', (k, level) => {
  const t = k / 2 ** level
  const u = (Math.PI / 2) * Math.sinh(t)
  const du = (Math.PI / 2) * Math.cosh(t)
  const [half, line, finite] = (['half', 'line', 'finite'] as const).map((range) =>
    node(range, k, level, 176),
  )
  expect(value(half!.near) / Math.exp(u)).toBeCloseTo(1, 12)
  expect(value(half!.slope) / (Math.exp(u) * du)).toBeCloseTo(1, 12)
  expect(value(line!.near)).toBeCloseTo(Math.abs(Math.sinh(u)), 8)
  expect(value(line!.slope) / (Math.cosh(u) * du)).toBeCloseTo(1, 12)
  const share = 1 / (1 + Math.exp(2 * Math.abs(u)))
  expect(value(finite!.near) / share).toBeCloseTo(1, 12)
  expect(value(finite!.slope) / (2 * share * (1 - share) * du)).toBeCloseTo(1, 12)
  expect(finite!.right).toBe(t > 0)
  expect(radiusLog(line!.slope.re)).toBeLessThan(-150)
})

it('gives the same node again, whatever level asks for it', () => {
  expect(node('half', 1, 0, 176)).toBe(node('half', 4, 2, 176))
  expect(node('half', 1, 0, 176)).not.toBe(node('half', 1, 0, 320))
})
