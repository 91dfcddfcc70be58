import { differentiate } from '../exact/index.js'
import { negate, plus, symbol, whole } from '../fold.js'
import type { BigExpr, Expr } from '../node.js'
import { numericallyEqual } from '../numeric/index.js'
import { type Decision, different, type Scope, same, unknown } from './decision.js'
import { infinite } from './order.js'
import { namesIn, replaceSymbols } from './rewrite.js'

const CERTAIN = /^(C|const|constant)(_.*)?$/
const POSSIBLE = /^[CcKkAB](_.*)?$|^const/

const MAX_VARIABLES = 2

interface Antiderivative {
  readonly rest: Expr
  readonly name: string
}

/** Antiderivatives agree up to a constant if both add an arbitrary one; undefined if neither does. */
export function compareUpToConstant(a: Expr, b: Expr, scope: Scope): Decision | undefined {
  const [x, y] = [addedConstant(a), addedConstant(b)]
  if (x && y && (CERTAIN.test(x.name) || CERTAIN.test(y.name))) return upToConstant(x, y, scope)
  const renamed = rename(a, b, scope)
  if (renamed) return renamed
  const certain = (x ?? y)?.name
  return certain !== undefined && CERTAIN.test(certain) && !(x && y)
    ? different('constant/missing')
    : undefined
}

/** An integral without bounds adds its constant unseen. */
const isIndefinite = (e: Expr): e is BigExpr =>
  e.kind === 'big' && e.op === 'integral' && e.from === undefined && e.to === undefined

function addedConstant(e: Expr): Antiderivative | undefined {
  if (isIndefinite(e)) return { rest: e, name: 'C' }
  const terms = termsOf(e)
  for (const [at, term] of terms.entries()) {
    const bare = term.kind === 'negate' ? term.arg : term
    if (bare.kind !== 'symbol' || !POSSIBLE.test(bare.name)) continue
    const rest = terms.filter((_, i) => i !== at).reduce(plus, whole(0))
    const names = namesIn(rest)
    // A + B + C is a sum like any other: constants are added to functions of x, t, θ.
    const ofVariables = [...names].every((name) => !/^[A-Z]/.test(name))
    if (names.size > 0 && ofVariables && names.size <= MAX_VARIABLES && !names.has(bare.name))
      return { rest, name: bare.name }
  }
  return undefined
}

function termsOf(e: Expr): readonly Expr[] {
  if (e.kind === 'sum') return e.terms.flatMap(termsOf)
  if (e.kind === 'negate') return termsOf(e.arg).map(negate)
  return [e]
}

function upToConstant(x: Antiderivative, y: Antiderivative, scope: Scope): Decision {
  for (const name of new Set([...variablesOf(x.rest), ...variablesOf(y.rest)])) {
    const [p, q] = [slope(x.rest, name, scope), slope(y.rest, name, scope)]
    if (!p || !q) return unknown('constant/derivative')
    const slopes = scope.values(p, q)
    if (slopes.equal !== true) return { equal: slopes.equal, rule: 'constant/derivative' }
  }
  // Derivatives don't show a constant that is none: 0/0, ∞, ln 0.
  if (![x, y].every(({ rest }) => isFinite(rest, scope))) return unknown('constant/undefined')
  return same('constant/added')
}

const isFinite = (e: Expr, scope: Scope): boolean =>
  isIndefinite(e) ||
  (termsOf(e).every((term) => infinite(term) === 0) && numericallyEqual(e, e, scope.budget) === true)

const variablesOf = (e: Expr): Set<string> => (isIndefinite(e) ? new Set([e.variable]) : namesIn(e))

const slope = (e: Expr, name: string, scope: Scope): Expr | undefined =>
  isIndefinite(e) && e.variable === name ? e.body : differentiate(e, name, scope.budget)

/** C·eˣ and K·eˣ; C₁eˣ + C₂e⁻ˣ with the constants the other way round. */
function rename(a: Expr, b: Expr, scope: Scope): Decision | undefined {
  const [x, y] = [a, b].map((e) => [...namesIn(e)].filter((name) => POSSIBLE.test(name)).sort()) as [
    string[],
    string[],
  ]
  if (x.length === 0 || x.length > 2 || x.length !== y.length) return undefined
  // Alone, or beside numbers only, a letter is a name as good as any other.
  if ([a, b].some((e) => [...namesIn(e)].every((name) => POSSIBLE.test(name)))) return undefined
  if (![...x, ...y].some((name) => CERTAIN.test(name))) return undefined
  for (const order of x.length === 1 ? [x] : [x, x.toReversed()]) {
    if (order.join() === y.join()) continue
    const by = new Map(y.map((name, i) => [name, symbol(order[i] as string)] as const))
    if (scope.values(a, replaceSymbols(b, by)).equal === true) return same('constant/renamed')
  }
  return undefined
}
