import {
  add as addReal,
  type Ball,
  containsZero,
  divide as divideReal,
  isZero as isZeroReal,
  magnitude as magnitudeReal,
  multiply as multiplyReal,
  negate as negateReal,
  ONE as ONE_REAL,
  scale as scaleReal,
  sqrt as sqrtReal,
  UNDEFINED,
  type Work,
  widen,
  ZERO as ZERO_REAL,
} from './ball.js'
import * as real from './elementary.js'

/** A rectangle of complex numbers. Numbers that stayed real have an imaginary part of exactly 0. */
export interface ComplexBall {
  readonly re: Ball
  readonly im: Ball
}

export const fromReal = (re: Ball): ComplexBall => ({ re, im: ZERO_REAL })
export const ZERO = fromReal(ZERO_REAL)
export const ONE = fromReal(ONE_REAL)
export const I: ComplexBall = { re: ZERO_REAL, im: ONE_REAL }
export const isReal = (z: ComplexBall): boolean => isZeroReal(z.im)
export const isZero = (z: ComplexBall): boolean => isZeroReal(z.re) && isZeroReal(z.im)
export const mayBeZero = (z: ComplexBall): boolean => containsZero(z.re) && containsZeroOrIs(z.im)
const containsZeroOrIs = (a: Ball): boolean => isZeroReal(a) || containsZero(a)
/** log2 of the larger coordinate. */
export const magnitude = (z: ComplexBall): number => Math.max(magnitudeReal(z.re), magnitudeReal(z.im))

export const negate = (z: ComplexBall): ComplexBall => ({ re: negateReal(z.re), im: negateReal(z.im) })
export const conjugate = (z: ComplexBall): ComplexBall => ({ re: z.re, im: negateReal(z.im) })
export const scale = (z: ComplexBall, by: number): ComplexBall => ({
  re: scaleReal(z.re, by),
  im: scaleReal(z.im, by),
})
/** i·z. */
export const turn = (z: ComplexBall): ComplexBall => ({ re: negateReal(z.im), im: z.re })

export const add = (a: ComplexBall, b: ComplexBall, work: Work): ComplexBall => ({
  re: addReal(a.re, b.re, work),
  im: isReal(a) && isReal(b) ? ZERO_REAL : addReal(a.im, b.im, work),
})
export const subtract = (a: ComplexBall, b: ComplexBall, work: Work): ComplexBall => add(a, negate(b), work)

export function multiply(a: ComplexBall, b: ComplexBall, work: Work): ComplexBall {
  if (isReal(a) && isReal(b)) return fromReal(multiplyReal(a.re, b.re, work))
  const times = (x: Ball, y: Ball): Ball => multiplyReal(x, y, work)
  return {
    re: addReal(times(a.re, b.re), negateReal(times(a.im, b.im)), work),
    im: addReal(times(a.re, b.im), times(a.im, b.re), work),
  }
}

/** |z|². */
const square = (z: ComplexBall, work: Work): Ball =>
  addReal(multiplyReal(z.re, z.re, work), multiplyReal(z.im, z.im, work), work)

/** @throws UNDEFINED if b may be 0. */
export function divide(a: ComplexBall, b: ComplexBall, work: Work): ComplexBall {
  if (isReal(b)) {
    const re = divideReal(a.re, b.re, work)
    return { re, im: isReal(a) ? ZERO_REAL : divideReal(a.im, b.re, work) }
  }
  const top = multiply(a, conjugate(b), work)
  const bottom = square(b, work)
  return { re: divideReal(top.re, bottom, work), im: divideReal(top.im, bottom, work) }
}

export function abs(z: ComplexBall, work: Work): Ball {
  if (isZeroReal(z.re)) return absReal(z.im, work)
  return isReal(z) ? absReal(z.re, work) : sqrtReal(square(z, work), work)
}
function absReal(a: Ball, work: Work): Ball {
  if (isZeroReal(a) || !containsZero(a)) return a.m < 0n ? negateReal(a) : a
  return sqrtReal(multiplyReal(a, a, work), work)
}

/** The principal square root. */
export function sqrt(z: ComplexBall, work: Work): ComplexBall {
  if (isZero(z)) return ZERO
  if (mayBeZero(z)) {
    const most = widen(ZERO_REAL, { m: 1n, e: Math.ceil((magnitude(z) + 1) / 2), r: 0 }, work)
    return { re: most, im: most }
  }
  if (isReal(z)) {
    if (z.re.m > 0n) return fromReal(sqrtReal(z.re, work))
    return { re: ZERO_REAL, im: sqrtReal(negateReal(z.re), work) }
  }
  const length = abs(z, work)
  if (z.re.m >= 0n) {
    const re = sqrtReal(scaleReal(addReal(length, z.re, work), -1), work)
    return { re, im: divideReal(scaleReal(z.im, -1), re, work) }
  }
  const im = sqrtReal(scaleReal(addReal(length, negateReal(z.re), work), -1), work)
  const re = divideReal(scaleReal(z.im, -1), im, work)
  // Across the cut the root is near i·im or near -i·im.
  if (containsZero(z.im)) return { re, im: widen(ZERO_REAL, im, work) }
  return z.im.m > 0n ? { re, im } : { re: negateReal(re), im: negateReal(im) }
}

export function power(z: ComplexBall, n: number, work: Work): ComplexBall {
  let result = ONE
  let base = z
  for (let left = n; ; ) {
    if (left % 2 === 1) result = multiply(result, base, work)
    left = Math.floor(left / 2)
    if (left === 0) return result
    base = multiply(base, base, work)
  }
}

export function exp(z: ComplexBall, work: Work): ComplexBall {
  const size = real.exp(z.re, work)
  if (isReal(z)) return fromReal(size)
  const [c, s] = real.cosSin(z.im, work)
  return { re: multiplyReal(size, c, work), im: multiplyReal(size, s, work) }
}

export const arg = (z: ComplexBall, work: Work): Ball => real.atan2(z.im, z.re, work)

/** Principal logarithm. */
export function log(z: ComplexBall, work: Work): ComplexBall {
  if (isZero(z)) throw UNDEFINED
  if (isReal(z) && z.re.m > 0n) return fromReal(real.log(z.re, work))
  return { re: real.log(abs(z, work), work), im: arg(z, work) }
}

/** [cos z, sin z]. */
export function cosSin(z: ComplexBall, work: Work): [ComplexBall, ComplexBall] {
  const [c, s] = real.cosSin(z.re, work)
  if (isReal(z)) return [fromReal(c), fromReal(s)]
  const [ch, sh] = real.coshSinh(z.im, work)
  const times = (x: Ball, y: Ball): Ball => multiplyReal(x, y, work)
  return [
    { re: times(c, ch), im: negateReal(times(s, sh)) },
    { re: times(s, ch), im: times(c, sh) },
  ]
}

/** [cosh z, sinh z]: cosh z = cos iz, sinh z = -i sin iz. */
export function coshSinh(z: ComplexBall, work: Work): [ComplexBall, ComplexBall] {
  if (isReal(z)) return real.coshSinh(z.re, work).map(fromReal) as [ComplexBall, ComplexBall]
  const [c, s] = cosSin(turn(z), work)
  return [c, negate(turn(s))]
}

const inUnit = (z: ComplexBall, work: Work): boolean => {
  if (!isReal(z)) return false
  const room = addReal(ONE_REAL, negateReal(absReal(z.re, work)), work)
  return isZeroReal(room) || (!containsZero(room) && room.m > 0n)
}

/** asin z = atan2(z, √(1-z²)) on [-1, 1], else -i log(iz + √(1-z²)). */
export function asin(z: ComplexBall, work: Work): ComplexBall {
  const other = sqrt(multiply(subtract(ONE, z, work), add(ONE, z, work), work), work)
  if (inUnit(z, work)) return fromReal(real.atan2(z.re, other.re, work))
  return negate(turn(log(add(turn(z), other, work), work)))
}

export function acos(z: ComplexBall, work: Work): ComplexBall {
  if (inUnit(z, work)) {
    const other = sqrt(multiply(subtract(ONE, z, work), add(ONE, z, work), work), work)
    return fromReal(real.atan2(other.re, z.re, work))
  }
  return subtract(fromReal(scaleReal(real.pi(work), -1)), asin(z, work), work)
}

/** atan z = (i/2)(log(1 - iz) - log(1 + iz)). */
export function atan(z: ComplexBall, work: Work): ComplexBall {
  if (isReal(z)) return fromReal(real.atan2(z.re, ONE_REAL, work))
  const across = turn(z)
  const difference = subtract(log(subtract(ONE, across, work), work), log(add(ONE, across, work), work), work)
  return scale(turn(difference), -1)
}

export function asinh(z: ComplexBall, work: Work): ComplexBall {
  if (isReal(z) && z.re.m < 0n) return negate(asinh(negate(z), work))
  return log(add(z, sqrt(add(multiply(z, z, work), ONE, work), work), work), work)
}

export function acosh(z: ComplexBall, work: Work): ComplexBall {
  const product = multiply(sqrt(add(z, ONE, work), work), sqrt(subtract(z, ONE, work), work), work)
  return log(add(z, product, work), work)
}

export function atanh(z: ComplexBall, work: Work): ComplexBall {
  const [up, down] = [add(ONE, z, work), subtract(ONE, z, work)]
  if (inUnit(z, work)) return scale(log(divide(up, down, work), work), -1)
  return scale(subtract(log(up, work), log(down, work), work), -1)
}
