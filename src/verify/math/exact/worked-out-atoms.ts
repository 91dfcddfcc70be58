import type { Budget } from '../budget.js'
import { children } from '../children.js'
import { rationalOf } from '../fold.js'
import type { CallExpr, Expr, FunctionName } from '../node.js'
import { normalForm } from './reduce.js'
import { freeSymbols } from './symbols.js'

/** Of numbers alone they are a calculation: 5!, gcd(4, 6), |-3|. */
const COMPUTED: ReadonlySet<FunctionName> = new Set<FunctionName>([
  'abs', 'sign', 'floor', 'ceil', 'round', 'max', 'min', 'gcd', 'lcm', 'mod', 'factorial', 'doubleFactorial', 'gamma',
  'binomial', 'permutations', 're', 'im', 'arg', 'conj',
]) // biome-ignore format: one list

const OPERATORS: ReadonlySet<FunctionName> = new Set<FunctionName>([
  'det', 'trace', 'transpose', 'norm', 'degree',
]) // biome-ignore format: one list

const CIRCULAR: ReadonlySet<FunctionName> = new Set<FunctionName>(['sin', 'cos', 'tan', 'cot', 'sec', 'csc'])

/** Does nothing simpler say the value, the arguments being settled: ln 2, sin x, n!, but neither 5! nor sin π/6? */
export function isOwnCall(e: CallExpr, budget: Budget): boolean {
  if (OPERATORS.has(e.name)) return false
  const constant = freeSymbols(e).length === 0
  if (constant && COMPUTED.has(e.name)) return false
  if (constant && CIRCULAR.has(e.name) && e.args.some((arg) => some(arg, ofCircle))) return false
  return staysBeyond(e, budget)
}

/** Is it a power such as 2^n or e^{-2}, not e^{ln 2} or e^{iπ}? */
export const isOwnPower = (e: Expr, budget: Budget): boolean => staysBeyond(e, budget)

/** Do the exact rules leave a function or such a power in it? */
function staysBeyond(e: Expr, budget: Budget): boolean {
  const normal = normalForm(e, budget)
  return normal === undefined || some(normal, beyond)
}

/** Is it more than a polynomial: a root, a function, e, an exponent with a name; without names also π and i? */
export function isBeyondPolynomials(e: Expr): boolean {
  return (
    some(e, (part) => part.kind === 'root' || beyond(part)) ||
    (freeSymbols(e).length === 0 && some(e, (part) => part.kind === 'constant'))
  )
}

export const hasRoot = (e: Expr): boolean => some(e, (part) => part.kind === 'root')

const beyond = (e: Expr): boolean =>
  e.kind === 'call' ||
  (e.kind === 'constant' && e.name === 'e') ||
  (e.kind === 'power' && rationalOf(e.exponent) === undefined)

const ofCircle = (e: Expr): boolean =>
  (e.kind === 'constant' && e.name === 'pi') || (e.kind === 'call' && e.name === 'degree')

function some(e: Expr, holds: (part: Expr) => boolean): boolean {
  return holds(e) || children(e).some((part) => some(part, holds))
}

/** Equal for equal trees. */
export const treeKey = (e: Expr): string =>
  JSON.stringify(e, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
