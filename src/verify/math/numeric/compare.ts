import { type Budget, BudgetSpent } from '../budget.js'
import type { Expr } from '../node.js'
import { seedOf } from '../seed.js'
import { MAX_BITS, NoValue, radiusLog } from './ball.js'
import * as complex from './complex.js'
import { evaluate, type Value } from './evaluate.js'
import { isIndex, MOST_POINTS, samplePoint, WHOLE_POINTS, wholePoint } from './sample.js'
import {
  complexVariables,
  hasImaginaryUnit,
  hasKinks,
  hasLimit,
  hasSteps,
  longestNumber,
  magnitudeOfNumbers,
  variables,
} from './variables.js'

/** What seeded evaluation found. `points` is how many valid points it rests on. */
export interface NumericComparison {
  readonly equal: boolean | undefined
  readonly points: number
}

/** Bits of precision tried in turn. */
const LEVELS = [128, 256, 400] as const
const CONSTANT_LEVELS = [128, 400] as const
/** log2 of 1e-30: how small, relative to the values, the radius of a difference must be to say "equal". */
const CLOSE = Math.log2(1e-30)
const POINTS = 3
/** Points tried at either scale where functions have kinks. */
const KINK_POINTS = 8
/** log2 of the largest number whose far side is looked at. */
const MOST_SCALE = 64
/** log2 of the sizes at which functions with steps are looked at: to 10^9 and as near to 0. */
const STEP_SCALES = [10, 20, 30, -10, -20, -30] as const
const STEP_POINTS = 4
/** Bits of a written number that the precision covers anyway. */
const PLAIN_BITS = 64

/** The sides, and the bits that their longest written number has beyond the usual: 0.999...9 may differ from 1 that late. */
interface Sides {
  readonly a: Expr
  readonly b: Expr
  readonly finer: number
  /** What the sample points are drawn from. */
  readonly seed: number
}

type Outcome = 'equal' | 'different' | 'open' | 'invalid'

/**
 * Are two expressions the same function (or number)? "Different" is proved by balls that exclude a difference of 0 (unless
 * integrals, limits or infinite sums take part, whose radii are estimates); "equal" rests on at least three points (one for
 * constants) with 30 digits. Real points where both sides are real throughout count first; if there are none, whole numbers for
 * the letters k, l, m and n, as in (-1)^n; then complex points with principal values.
 */
export function compareNumerically(a: Expr, b: Expr, budget: Budget): NumericComparison {
  const names = variables([a, b], budget)
  const finer = Math.max(0, longestNumber([a, b]) - PLAIN_BITS)
  if (names.length === 0) return compareValues(a, b, finer, budget)
  const sides: Sides = { a, b, finer, seed: seedOf(a, b) }
  const unit = hasImaginaryUnit([a, b])
  const wide = complexVariables([a, b], names, unit)
  const first = beyondKinks(
    sides,
    names,
    wide,
    sampled(sides, names, wide, !unit && wide.size === 0, budget),
    budget,
  )
  if (first.equal !== undefined || wide.size === names.length) return first
  if (first.points === 0 && names.some(isIndex)) {
    const whole = sampled(sides, names, 'none', !unit, budget)
    if (whole.equal !== undefined) return whole
  }
  const second = sampled(sides, names, 'all', false, budget)
  // Where some real points agreed, another branch elsewhere proves nothing.
  return first.points > 0 && second.equal === false ? first : second
}

function sampled(
  sides: Sides,
  names: readonly string[],
  wide: ReadonlySet<string> | 'all' | 'none',
  onlyReal: boolean,
  budget: Budget,
): NumericComparison {
  let points = 0
  const whole = wide === 'none'
  for (let index = 0; index < (whole ? WHOLE_POINTS : MOST_POINTS); index++) {
    // Points of the first three kinds are all tried: positive, negative and small ones; whole numbers of every kind.
    if (points >= POINTS && index >= 3 && !whole) break
    const point = whole
      ? wholePoint(names, index, sides.seed)
      : samplePoint(names, wide, { index, seed: sides.seed })
    // The last point needed is looked at in more digits, lest all balls hide a small difference.
    const outcome = atPoint(sides, point, points >= POINTS - 1 ? 1 : 0, onlyReal, budget)
    if (outcome === 'different') return { equal: false, points: points + 1 }
    if (outcome === 'equal') points += 1
  }
  return { equal: points >= POINTS ? true : undefined, points }
}

/** Points on the far sides of every written number, lest max(5, x) be 5; of every size, lest ⌊x²/10⁶⌋ be 0. */
function beyondKinks(
  sides: Sides,
  names: readonly string[],
  wide: ReadonlySet<string>,
  found: NumericComparison,
  budget: Budget,
): NumericComparison {
  const both = [sides.a, sides.b]
  if (found.equal !== true || !hasKinks(both)) return found
  const most = magnitudeOfNumbers(both)
  if (most > MOST_SCALE) return { equal: undefined, points: found.points }
  const differAt = (scale: number, count: number): boolean => {
    for (let index = 0; index < count; index++) {
      const point = samplePoint(names, wide, { index, seed: sides.seed, scale })
      if (atPoint(sides, point, 0, wide.size === 0, budget) === 'different') return true
    }
    return false
  }
  const differs =
    differAt(most, KINK_POINTS) ||
    differAt(0, KINK_POINTS) ||
    (hasSteps(both) && STEP_SCALES.some((scale) => differAt(scale, STEP_POINTS)))
  return differs ? { equal: false, points: found.points + 1 } : found
}

function atPoint(
  { a, b, finer }: Sides,
  point: ReadonlyMap<string, complex.ComplexBall>,
  level: number,
  onlyReal: boolean,
  budget: Budget,
): Outcome {
  try {
    for (const base of LEVELS.slice(level)) {
      const precision = Math.min(base + finer, MAX_BITS)
      const left = evaluate(a, point, precision, budget)
      if (typeof left === 'string' || (onlyReal && !left.real)) return 'invalid'
      const right = evaluate(b, point, precision, budget)
      if (typeof right === 'string' || (onlyReal && !right.real)) return 'invalid'
      const outcome = judge(left, right, precision, base === LEVELS.at(-1), finer, budget)
      if (outcome !== 'open') return outcome
      if (left.estimated || right.estimated) return 'invalid'
    }
    return 'invalid'
  } catch (error) {
    // Too large at this point, such as e^(e^x) at 50: another may do.
    if (error instanceof BudgetSpent && (error.limit === 'precision' || error.limit === 'digits'))
      return 'invalid'
    throw error
  }
}

type Finite = Exclude<Value, string>

function judge(
  a: Finite,
  b: Finite,
  precision: number,
  highest: boolean,
  finer: number,
  budget: Budget,
): Outcome {
  const difference = subtracted(a.ball, b.ball, precision, budget)
  if (!difference) return 'open'
  if (!complex.mayBeZero(difference)) return 'different'
  if (a.absorbed || b.absorbed) return 'open'
  if (complex.isZero(difference)) return 'equal'
  const noise = Math.max(radiusLog(difference.re), radiusLog(difference.im))
  const bothMayBeZero = complex.mayBeZero(a.ball) && complex.mayBeZero(b.ball)
  // A sum that cancels to 0 has no size of its own: its terms give the scale, and all digits there are must agree.
  const last = highest || a.estimated || b.estimated
  if (bothMayBeZero && !last) return 'open'
  const size = bothMayBeZero
    ? Math.max(a.scale, b.scale, 0)
    : Math.max(complex.magnitude(a.ball), complex.magnitude(b.ball))
  return noise < size + CLOSE - finer ? 'equal' : 'open'
}

/** undefined if the error of the difference can't be told: 10^(10^6) - 10^(-10^6). */
function subtracted(
  a: complex.ComplexBall,
  b: complex.ComplexBall,
  bits: number,
  budget: Budget,
): complex.ComplexBall | undefined {
  try {
    return complex.subtract(a, b, { bits, budget })
  } catch (error) {
    if (error instanceof NoValue) return undefined
    throw error
  }
}

/** Two constants: the highest precision before "equal", unless an estimate takes part that more digits would not improve. */
function compareValues(a: Expr, b: Expr, finer: number, budget: Budget): NumericComparison {
  const none = new Map<string, complex.ComplexBall>()
  for (const base of CONSTANT_LEVELS) {
    const precision = Math.min(base + finer, MAX_BITS)
    const highest = base === LEVELS.at(-1)
    const left = evaluate(a, none, precision, budget)
    const right = evaluate(b, none, precision, budget)
    const infinite = compareInfinities(left, right)
    if (infinite !== undefined) return { equal: infinite, points: 1 }
    if (typeof left === 'string' || typeof right === 'string') {
      // Balls that straddle a pole or a jump may be clear of it with more digits.
      // Nor would more digits make a limit settle.
      const hopeless = (typeof left === 'string' && hasLimit(a)) || (typeof right === 'string' && hasLimit(b))
      if (highest || hopeless) return { equal: undefined, points: 0 }
      continue
    }
    const outcome = judge(left, right, precision, highest, finer, budget)
    if (outcome === 'different') return { equal: false, points: 1 }
    const estimated = left.estimated || right.estimated
    if (outcome === 'equal' && (estimated || highest)) return { equal: true, points: 1 }
    if (estimated) return { equal: undefined, points: 1 }
  }
  return { equal: undefined, points: 1 }
}

function compareInfinities(a: Value, b: Value): boolean | undefined {
  const infinite = (value: Value): boolean => value === 'infinity' || value === '-infinity'
  if (infinite(a) && infinite(b)) return a === b
  if (infinite(a) && typeof b !== 'string') return false
  if (infinite(b) && typeof a !== 'string') return false
  return undefined
}

/** `compareNumerically` without the number of points. */
export const numericallyEqual = (a: Expr, b: Expr, budget: Budget): boolean | undefined =>
  compareNumerically(a, b, budget).equal
