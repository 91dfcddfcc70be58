import type { Rational } from './rational.js'

/**
 * The syntax tree of an answer. Plain immutable data: the parser builds it, everything else reads it.
 * `Expr` has a value (a scalar, or a matrix); `Node` is whatever an answer may be: a value, a structure of values, or a
 * statement about them.
 */
export type Expr =
  | NumberExpr
  | ConstantExpr
  | SymbolExpr
  | { readonly kind: 'sum'; readonly terms: readonly Expr[] }
  | { readonly kind: 'product'; readonly factors: readonly Expr[] }
  | { readonly kind: 'quotient'; readonly top: Expr; readonly bottom: Expr }
  | { readonly kind: 'negate'; readonly arg: Expr }
  | { readonly kind: 'power'; readonly base: Expr; readonly exponent: Expr }
  /** \sqrt[degree]{arg}; of a negative number with an odd degree it is the real root. */
  | { readonly kind: 'root'; readonly degree: number; readonly arg: Expr }
  | CallExpr
  /** An unknown function: f(2), P(A). */
  | { readonly kind: 'apply'; readonly name: string; readonly args: readonly Expr[] }
  | BigExpr
  /** ±arg (upper sign +) or ∓arg (upper sign -). */
  | { readonly kind: 'plusMinus'; readonly upper: 1 | -1; readonly arg: Expr }
  | MatrixExpr

/** A written number. "0.50" has places 2 (its last digit counts 10^-2), "1.5e3" has -2; whole numbers have none. */
export interface NumberExpr {
  readonly kind: 'number'
  readonly value: Rational
  readonly places?: number
}

export interface ConstantExpr {
  readonly kind: 'constant'
  readonly name: 'pi' | 'e' | 'i' | 'infinity'
}

/** A variable. Names are canonical: `x`, `x_1`, `alpha`, `theta_{ab}`, `x'`. */
export interface SymbolExpr {
  readonly kind: 'symbol'
  readonly name: string
}

export const FUNCTIONS = [
  'sin', 'cos', 'tan', 'cot', 'sec', 'csc',
  'asin', 'acos', 'atan', 'acot', 'asec', 'acsc',
  'sinh', 'cosh', 'tanh', 'coth', 'sech', 'csch',
  'asinh', 'acosh', 'atanh',
  'exp',
  /** args: [x] natural, [x, base]. `\log` without a base is natural: see docs. */
  'log',
  'abs', 'sign', 'floor', 'ceil', 'round', 'max', 'min', 'gcd', 'lcm',
  /** args: [a, n], the remainder in [0, n). */
  'mod',
  'factorial', 'doubleFactorial', 'gamma',
  /** args: [n, k]. */
  'binomial',
  /** args: [n, k], falling factorial n!/(n-k)!. */
  'permutations',
  're', 'im', 'arg', 'conj',
  /** args: [x]: x·π/180, for degrees inside an expression. */
  'degree',
  'det', 'trace', 'transpose', 'norm',
] as const // biome-ignore format: grouped by family

export type FunctionName = (typeof FUNCTIONS)[number]

export interface CallExpr {
  readonly kind: 'call'
  readonly name: FunctionName
  readonly args: readonly Expr[]
}

/** Operators that bind a variable. `from`/`to` are missing for indefinite integrals, derivatives and limits. */
export interface BigExpr {
  readonly kind: 'big'
  readonly op: 'sum' | 'product' | 'integral' | 'derivative' | 'limit'
  readonly variable: string
  readonly body: Expr
  readonly from?: Expr
  /** Upper bound; for a limit the point it goes to. */
  readonly to?: Expr
  /** Limits: from above (+1) or below (-1). */
  readonly side?: 1 | -1
  /** Derivatives: how often; 1 if missing. */
  readonly order?: number
}

/** rows × columns, at least 1 × 1, all rows of one length. Column vectors are n × 1. */
export interface MatrixExpr {
  readonly kind: 'matrix'
  readonly rows: readonly (readonly Expr[])[]
}

export type RelationOp =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'approx'
  | 'in'
  | 'notIn'
  | 'subset'
  | 'congruent'

export type Node =
  | Expr
  | { readonly kind: 'percentage'; readonly value: Expr }
  | QuantityNode
  /** (a, b, ...) or ⟨a, b⟩: ordered. Two items may also mean an open interval: then the parser gives both readings. */
  | { readonly kind: 'tuple'; readonly items: readonly Node[] }
  /** {a, b, ...}; the empty set has no items. */
  | { readonly kind: 'set'; readonly items: readonly Node[] }
  /** a, b and c without brackets, or in square ones: several answers. */
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | IntervalNode
  | { readonly kind: 'union'; readonly parts: readonly Node[] }
  | { readonly kind: 'intersection'; readonly parts: readonly Node[] }
  | { readonly kind: 'difference'; readonly left: Node; readonly right: Node }
  | {
      readonly kind: 'numberSet'
      readonly name: 'N' | 'Z' | 'Q' | 'R' | 'C'
      readonly part?: 'positive' | 'negative' | 'nonzero' | 'nonnegative'
    }
  /** {item | condition}; `item` is usually the variable. */
  | { readonly kind: 'builder'; readonly item: Node; readonly condition: Node }
  /** first op₁ right₁ op₂ right₂ ...: x = 3, -1 < x ≤ 2, a = b = 5. */
  | RelationNode
  /** "x < 2 or x > 5", "x = 5 and y = 2". */
  | { readonly kind: 'logic'; readonly op: 'and' | 'or'; readonly parts: readonly Node[] }
  /** `item` for every integer (or as `domain` says) `indices`: π/4 + kπ, k ∈ Z. */
  | {
      readonly kind: 'family'
      readonly item: Node
      readonly indices: readonly string[]
      readonly domain: Node
    }
  /** 2:3, 1:2:3. */
  | { readonly kind: 'ratio'; readonly parts: readonly Expr[] }
  /** 12:30, 3:05 pm; seconds 0 if not written. `half` if a.m. or p.m. was written. */
  | {
      readonly kind: 'time'
      readonly hours: number
      readonly minutes: number
      readonly seconds: number
      readonly half?: 'am' | 'pm'
    }
  /** 101_2. `digits` in lower case, `value` what it is worth. */
  | { readonly kind: 'numeral'; readonly digits: string; readonly base: number; readonly value: Rational }
  /** Words: folded to lower case, single spaces. `written` keeps the case. */
  | { readonly kind: 'text'; readonly text: string; readonly written: string }

export interface QuantityNode {
  readonly kind: 'quantity'
  readonly value: Expr
  readonly unit: Unit
}

/** A unit of measurement reduced to base units: 1 unit = factor · Π base^power. */
export interface Unit {
  /** As a person would write it: `km/h`. */
  readonly name: string
  /** Sorted base units with their powers, such as `m:1 s:-1`; units without conversion are their own base. */
  readonly dimension: string
  /** How many base units one of it makes; degrees have dimension `degree`, factor 1. */
  readonly factor: Rational
}

export interface IntervalNode {
  readonly kind: 'interval'
  readonly from: Expr
  readonly to: Expr
  readonly fromClosed: boolean
  readonly toClosed: boolean
}

export interface RelationNode {
  readonly kind: 'relation'
  readonly first: Node
  readonly links: readonly { readonly op: RelationOp; readonly right: Node; readonly modulus?: Expr }[]
}
