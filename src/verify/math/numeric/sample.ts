import { randomStream } from '../../../random/index.js'
import { ZERO } from './ball.js'
import type { ComplexBall } from './complex.js'

/** Fixed, so that the same pair of answers gets the same verdict for ever. */
const SEED = 0x5b1ce
/** Points are multiples of 2^-GRID: exact, yet no special values. */
const GRID = 12

const RANGES = {
  low: [1, 10],
  unit: [-1, 1],
  negative: [-10, -1],
  high: [10, 100],
  share: [0, 1],
} as const
type Range = keyof typeof RANGES

/** One range for all variables in the first points, then every variable its own. */
const PLAN: readonly (Range | 'mixed')[] = [
  'low',
  'negative',
  'unit',
  'mixed',
  'share',
  'low',
  'unit',
  'high',
  'mixed',
  'share',
  'negative',
  'mixed',
  'unit',
  'low',
  'high',
  'unit',
]
export const MOST_POINTS = PLAN.length

/** The `index`-th sample point (0 to MOST_POINTS - 1), times 2^scale. Names in `complex` get an imaginary part too. */
export function samplePoint(
  names: readonly string[],
  complexNames: ReadonlySet<string> | 'all',
  index: number,
  scale = 0,
): Map<string, ComplexBall> {
  const random = randomStream({ seed: SEED, iteration: 0, purpose: 'verifier', index })
  const mixed: readonly Range[] = ['low', 'unit', 'negative', 'high']
  const coordinate = (): ComplexBall['re'] => {
    const plan = PLAN[index] as Range | 'mixed'
    const chosen = mixed[random.integer(mixed.length)] as Range
    const [from, to] = RANGES[plan === 'mixed' ? chosen : plan]
    // An odd numerator: neither 0 nor any short fraction.
    const at = Math.floor(random.uniform() * (to - from) * 2 ** (GRID - 1)) * 2 + 1
    return { m: BigInt(from * 2 ** GRID + at), e: scale - GRID, r: 0 }
  }
  return new Map(
    names.map((name) => {
      const re = coordinate()
      const im = complexNames === 'all' || complexNames.has(name) ? coordinate() : ZERO
      return [name, { re, im }]
    }),
  )
}

/** A letter that stands for whole numbers if nothing else makes sense. */
export const isIndex = (name: string): boolean => /^[klmn](_|$)/.test(name)

/** The sample point with positive whole numbers for indices. */
export function wholePoint(names: readonly string[], index: number): Map<string, ComplexBall> {
  const point = samplePoint(names, new Set(), index)
  names.filter(isIndex).forEach((name, at) => {
    point.set(name, { re: { m: BigInt(1 + ((index * (at + 1) + at) % 12)), e: 0, r: 0 }, im: ZERO })
  })
  return point
}
