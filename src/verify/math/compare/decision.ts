import type { Budget } from '../budget.js'
import type { Expr, Node } from '../node.js'

/** What a comparison of two parts of answers says; `equal` is undefined if the rules can't tell. */
export interface Decision {
  readonly equal: boolean | undefined
  readonly rule: string
}

export const same = (rule: string): Decision => ({ equal: true, rule })
export const different = (rule: string): Decision => ({ equal: false, rule })
export const unknown = (rule: string): Decision => ({ equal: undefined, rule })

/** What every comparison of one structure may use. */
export interface Scope {
  readonly budget: Budget
  /** Compares two parts of any kind. */
  readonly nodes: (a: Node, b: Node) => Decision
  /** Compares two values alone, with nothing read into them. */
  readonly values: (a: Expr, b: Expr) => Decision
}

/** One structure's comparison; undefined means that the pair is none of its business. */
export type Comparison = (a: Node, b: Node, scope: Scope) => Decision | undefined

/** Every decision must be equal; the first one that says different decides, else the first that can't tell. */
export function all(rule: string, decisions: Iterable<Decision>): Decision {
  let doubt: Decision | undefined
  let first: Decision | undefined
  for (const decision of decisions) {
    if (decision.equal === false) return decision
    if (decision.equal === undefined) doubt ??= decision
    first ??= decision
  }
  return doubt ?? same(rule)
}

/** The comparison, with the kinds in either order. */
export function eitherWay(one: Comparison): Comparison {
  return (a, b, scope) => one(a, b, scope) ?? one(b, a, scope)
}
