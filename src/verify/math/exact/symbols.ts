import type { Budget } from '../budget.js'
import { children } from '../children.js'
import type { Expr } from '../node.js'
import { mapBig, mapChildren, symbol } from './build.js'

/** Does the operator bind its variable? A derivative and an indefinite integral are functions of theirs. */
const binds = (e: Expr): boolean => e.kind === 'big' && e.op !== 'derivative' && e.to !== undefined

function gather(e: Expr, bound: readonly string[], found: Set<string>): void {
  if (e.kind === 'symbol') {
    if (!bound.includes(e.name)) found.add(e.name)
  } else if (e.kind === 'big' && binds(e)) {
    gather(e.body, [...bound, e.variable], found)
    if (e.from) gather(e.from, bound, found)
    if (e.to) gather(e.to, bound, found)
  } else {
    if (e.kind === 'big' && !bound.includes(e.variable)) found.add(e.variable)
    for (const part of children(e)) gather(part, bound, found)
  }
}

/** Names of the variables that the value depends on, sorted. */
export function freeSymbols(e: Expr): string[] {
  const found = new Set<string>()
  gather(e, [], found)
  return [...found].sort()
}

/** Without free variables, unknown functions and ±. */
export function isConstant(e: Expr): boolean {
  const known = (part: Expr): boolean =>
    part.kind !== 'apply' && part.kind !== 'plusMinus' && children(part).every(known)
  return known(e) && freeSymbols(e).length === 0
}

/** e with `value` in place of the free variable `name`; bound variables are renamed where they would catch one. */
export function substitute(e: Expr, name: string, value: Expr, budget?: Budget): Expr {
  return replace(e, name, value, new Set(freeSymbols(value)), budget)
}

function replace(e: Expr, name: string, value: Expr, taken: ReadonlySet<string>, budget?: Budget): Expr {
  budget?.spend()
  const within = (part: Expr): Expr => replace(part, name, value, taken, budget)
  if (e.kind === 'symbol') return e.name === name ? value : e
  if (e.kind !== 'big') return mapChildren(e, within)
  if (!binds(e)) {
    // d/dx at a point cannot be written as a tree: x := 2 waits until the derivative has been taken.
    if (e.variable === name && value.kind !== 'symbol') return e
    const variable = e.variable === name && value.kind === 'symbol' ? value.name : e.variable
    return mapBig(e, variable, within(e.body), within)
  }
  if (e.variable === name) return mapBig(e, e.variable, e.body, within)
  if (!taken.has(e.variable)) return mapChildren(e, within)
  let fresh = `${e.variable}'`
  while (taken.has(fresh) || fresh === name) fresh += "'"
  const body = replace(e.body, e.variable, symbol(fresh), new Set([fresh]), budget)
  return mapBig(e, fresh, within(body), within)
}
