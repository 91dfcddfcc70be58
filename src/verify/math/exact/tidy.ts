import { rational } from '../rational.js'
import type { Field } from './field.js'
import { leadingSign } from './field.js'
import { type Fraction, fraction } from './fraction.js'
import { content, type Polynomial, scale, single, times, UNIT, UNITY } from './polynomial.js'

/** Square roots leave the denominator, and its coefficients become whole numbers without a common factor. */
export function tidied(f: Fraction, field: Field): Fraction {
  const { budget } = field
  let { top, bottom } = f
  for (let i = 0; i < 4 && bottom !== UNITY && bottom.size === 2; i++) {
    const other = conjugate(bottom)
    if (!other) break
    const next = fraction(times(top, other, budget), times(bottom, other, budget), budget)
    top = next.top
    bottom = next.bottom
  }
  if (bottom === UNITY || single(bottom)) return fraction(top, bottom, budget)
  const common = content(bottom)
  const sign = leadingSign({ top: UNITY, bottom })
  const factor = rational(BigInt(sign) * common.d, common.n)
  return { top: scale(top, factor, budget), bottom: scale(bottom, factor, budget) }
}

/** a - b for a + b where b is a number's square root (or i) times anything without roots. */
function conjugate(p: Polynomial): Polynomial | undefined {
  const terms = [...p]
  const at = terms.findIndex(([, { powers }]) =>
    powers.some(
      ({ atom, exponent }) => atom.kind === 'i' || (atom.kind === 'radical' && exponent * 2 === UNIT),
    ),
  )
  if (at < 0) return undefined
  return new Map(
    terms.map(([key, term], i) => [
      key,
      i === at ? { ...term, coefficient: rational(-term.coefficient.n, term.coefficient.d) } : term,
    ]),
  )
}
