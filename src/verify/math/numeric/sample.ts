import { randomStream } from '../../../random/index.js'
import { ZERO } from './ball.js'
import type { ComplexBall } from './complex.js'

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

/** Which sample point: the `index`-th (0 to MOST_POINTS - 1) of a seed, times 2^scale. */
export interface SamplePlace {
  readonly index: number
  /** From both sides of the comparison: the same pair gets the same verdict for ever, yet no answer knows its points. */
  readonly seed: number
  readonly scale?: number
}

/** Names in `complex` get an imaginary part too. */
export function samplePoint(
  names: readonly string[],
  complexNames: ReadonlySet<string> | 'all',
  { index, seed, scale = 0 }: SamplePlace,
): Map<string, ComplexBall> {
  const random = randomStream({ seed, iteration: 0, purpose: 'verifier', index })
  const mixed: readonly Range[] = ['low', 'unit', 'negative', 'high']
  const coordinate = (): ComplexBall['re'] => {
    const plan = PLAN[index] as Range | 'mixed'
    const chosen = mixed[random.integer(mixed.length)] as Range
    const [from, to] = RANGES[plan === 'mixed' ? chosen : plan]
    // An odd numerator: neither 0 nor any short fraction.
    const at = Math.floor(random.uniform() * (to - from) * 2 ** (GRID - 1)) * 2 + 1
    const near = BigInt(from * 2 ** GRID + at)
    // Large ones have an odd last place too, lest they be whole numbers.
    return scale > 0
      ? { m: (near << BigInt(scale)) + 1n, e: -GRID, r: 0 }
      : { m: near, e: scale - GRID, r: 0 }
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

/** Ranges of whole numbers, each drawn from by its own points: what agrees at 1, 2, 3 may differ from 4 on. */
const WHOLE: readonly (readonly [number, number])[] = [
  [1, 3],
  [2, 6],
  [4, 8],
  [7, 12],
  [1, 12],
  [9, 16],
  [3, 9],
  [13, 24],
  [1, 20],
  [5, 30],
  [17, 30],
  [10, 40],
]
export const WHOLE_POINTS = WHOLE.length

/** The sample point with positive whole numbers for indices. */
export function wholePoint(names: readonly string[], index: number, seed: number): Map<string, ComplexBall> {
  const point = samplePoint(names, new Set(), { index, seed })
  const random = randomStream({ seed, iteration: 1, purpose: 'verifier', index })
  for (const name of names.filter(isIndex)) {
    const [from, to] = WHOLE[index] as readonly [number, number]
    point.set(name, { re: { m: BigInt(from + random.integer(to - from + 1)), e: 0, r: 0 }, im: ZERO })
  }
  return point
}
