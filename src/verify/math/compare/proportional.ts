import type { Budget } from '../budget.js'
import { negate, number, plus, rationalOf, times, whole } from '../fold.js'
import type { Expr } from '../node.js'
import { rational } from '../rational.js'
import { type Decision, different, type Scope, same, unknown } from './decision.js'
import { signOf } from './order.js'
import { namesIn, replaceSymbols, sameTree } from './rewrite.js'

/** Positive, so that roots and logarithms of the variables stay real; no two alike, so that differences don't vanish. */
const POINTS: readonly (readonly [bigint, bigint])[] = [
  [3n, 2n],
  [7n, 3n],
  [11n, 5n],
]

/**
 * Is f = c·g with a constant c ≠ 0 (c > 0 if `positive`)? The ratio at a point gives c, and the identity
 * g(p)·f = f(p)·g proves it.
 */
export function proportional(f: Expr, g: Expr, positive: boolean, rule: string, scope: Scope): Decision {
  const names = [...new Set([...namesIn(f), ...namesIn(g)])].sort()
  for (const [n, d] of POINTS) {
    const values = names.map((name, i) => [name, number(rational(n + 2n * BigInt(i * i + i), d))] as const)
    const at = new Map<string, Expr>(values)
    const [fp, gp] = [replaceSymbols(f, at), replaceSymbols(g, at)]
    const [fZero, gZero] = [scope.values(fp, whole(0)).equal, scope.values(gp, whole(0)).equal]
    if (fZero === undefined || gZero === undefined || (fZero && gZero)) continue
    if (fZero !== gZero) return different(`${rule}/different`)
    const identity = scope.values(times(settled(gp), f), times(settled(fp), g))
    if (identity.equal !== true) return { equal: identity.equal, rule: `${rule}/different` }
    if (positive && signOf(fp, scope.budget) !== signOf(gp, scope.budget))
      return different(`${rule}/direction`)
    return same(`${rule}/factor`)
  }
  return unknown(`${rule}/undecided`)
}

function settled(e: Expr): Expr {
  const value = rationalOf(e)
  return value ? number(value) : e
}

/** More terms stay as they are: their common denominator would grow with the square of their number. */
const MAX_TERMS = 12

/** e over one denominator: equations of which one has denominators are compared by their numerators. */
export function overOneDenominator(e: Expr, budget: Budget): { readonly top: Expr; readonly bottom: Expr } {
  budget.spend()
  const inner = (part: Expr): { readonly top: Expr; readonly bottom: Expr } =>
    overOneDenominator(part, budget)
  switch (e.kind) {
    case 'negate': {
      const { top, bottom } = inner(e.arg)
      return { top: negate(top), bottom }
    }
    case 'quotient': {
      const [above, below] = [inner(e.top), inner(e.bottom)]
      return { top: times(above.top, below.bottom), bottom: times(above.bottom, below.top) }
    }
    case 'power': {
      const exponent = rationalOf(e.exponent)
      if (!exponent || exponent.n >= 0n) return { top: e, bottom: whole(1) }
      const up = number({ n: -exponent.n, d: exponent.d })
      return {
        top: whole(1),
        bottom: exponent.n === -1n && exponent.d === 1n ? e.base : { ...e, exponent: up },
      }
    }
    case 'product':
      return e.factors
        .map(inner)
        .reduce((a, b) => ({ top: times(a.top, b.top), bottom: times(a.bottom, b.bottom) }))
    case 'sum':
      if (e.terms.length > MAX_TERMS) return { top: e, bottom: whole(1) }
      return e.terms.map(inner).reduce((a, b) =>
        sameTree(a.bottom, b.bottom)
          ? { top: plus(a.top, b.top), bottom: a.bottom }
          : {
              top: plus(times(a.top, b.bottom), times(b.top, a.bottom)),
              bottom: times(a.bottom, b.bottom),
            },
      )
    default:
      return { top: e, bottom: whole(1) }
  }
}
