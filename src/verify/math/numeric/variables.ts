import type { Budget } from '../budget.js'
import { children } from '../children.js'
import type { Expr } from '../node.js'
import { bitLength } from './ball.js'

/** Calls `see` with every part of an expression, and the names that operators around it bind. */
function walk(e: Expr, bound: readonly string[], see: (e: Expr, bound: readonly string[]) => void): void {
  see(e, bound)
  if (e.kind === 'big') {
    for (const end of [e.from, e.to]) if (end) walk(end, bound, see)
    // The variable of a derivative stays free: the derivative is taken there.
    return walk(e.body, e.op === 'derivative' ? bound : [...bound, e.variable], see)
  }
  for (const part of children(e)) walk(part, bound, see)
}

/** Free variables, sorted. */
export function variables(of: readonly Expr[], budget: Budget): string[] {
  const found = new Set<string>()
  for (const e of of)
    walk(e, [], (part, bound) => {
      budget.spend(1)
      if (part.kind === 'symbol' && !bound.includes(part.name)) found.add(part.name)
      if (part.kind === 'big' && part.op === 'derivative' && !bound.includes(part.variable))
        found.add(part.variable)
    })
  return [...found].sort()
}

/**
 * Variables that stand for complex numbers: z and w, and those under conj, re, im or arg unless an imaginary unit is written
 * (in x + iy the letters x and y are real).
 */
export function complexVariables(of: readonly Expr[], names: readonly string[], unit: boolean): Set<string> {
  const wide = new Set(names.filter((name) => /^[zw](_|'|$)/.test(name)))
  if (unit) return wide
  for (const e of of)
    walk(e, [], (part) => {
      if (part.kind !== 'call' || !['conj', 're', 'im', 'arg'].includes(part.name)) return
      for (const arg of part.args)
        walk(arg, [], (inner) => {
          if (inner.kind === 'symbol' && names.includes(inner.name)) wide.add(inner.name)
        })
    })
  return wide
}

export function hasImaginaryUnit(of: readonly Expr[]): boolean {
  let found = false
  for (const e of of)
    walk(e, [], (part) => {
      if (part.kind === 'constant' && part.name === 'i') found = true
    })
  return found
}

const KINKED: ReadonlySet<string> = new Set(['abs', 'max', 'min', 'floor', 'ceil', 'round', 'sign', 'mod'])

const STEPPED: ReadonlySet<string> = new Set(['floor', 'ceil', 'round', 'sign', 'mod'])

/** Does it hold functions that jump? */
export function hasSteps(of: readonly Expr[]): boolean {
  let found = false
  for (const e of of)
    walk(e, [], (part) => {
      if (part.kind === 'call' && STEPPED.has(part.name)) found = true
    })
  return found
}

/** A limit is looked at in all digits at once: where its values do not settle, more precision will not make them. */
export function hasLimit(of: Expr): boolean {
  let found = false
  walk(of, [], (part) => {
    if (part.kind === 'big' && part.op === 'limit') found = true
  })
  return found
}

/** May the expression be another function on either side of some point, as |x - 100| and √((x-100)²) are at 100? */
export function hasKinks(of: readonly Expr[]): boolean {
  let found = false
  for (const e of of)
    walk(e, [], (part) => {
      if (part.kind === 'call' && KINKED.has(part.name)) found = true
      if (
        part.kind === 'root' &&
        part.degree % 2 === 0 &&
        part.arg.kind !== 'number' &&
        part.arg.kind !== 'symbol'
      )
        found = true
    })
  return found
}

/** The power of two above every written number. */
export function magnitudeOfNumbers(of: readonly Expr[]): number {
  let most = 0
  for (const e of of)
    walk(e, [], (part) => {
      if (part.kind !== 'number') return
      const bits = bitLength(part.value.n) - bitLength(part.value.d) + 1
      most = Math.max(most, bits)
    })
  return most
}

/** Bits of the longest written number. */
export function longestNumber(of: readonly Expr[]): number {
  let most = 0
  for (const e of of)
    walk(e, [], (part) => {
      if (part.kind === 'number') most = Math.max(most, bitLength(part.value.n), bitLength(part.value.d))
    })
  return most
}

const PIECEWISE: ReadonlySet<string> = new Set(['max', 'min', 'floor', 'ceil', 'round', 'sign', 'mod'])
/** Bits of the numbers under one function, exponent or denominator, from which on bumps may be too narrow to be met. */
const NARROW_BITS = 20

/** Can an integrand be judged by its values at some dozens of nodes: no pieces, nothing as narrow as e^(-10⁸x²)? */
export function spreadOut(body: Expr): boolean {
  let clear = true
  walk(body, [], (part) => {
    if (part.kind === 'call' && PIECEWISE.has(part.name)) clear = false
    const inner =
      part.kind === 'call'
        ? part.args
        : part.kind === 'power'
          ? [part.exponent]
          : part.kind === 'quotient'
            ? [part.bottom]
            : []
    for (const e of inner) if (e.kind !== 'number' && bitsOfNumbers(e) > NARROW_BITS) clear = false
  })
  return clear
}

/** Bits of all written numbers but 1, powers of them worked out. */
function bitsOfNumbers(e: Expr): number {
  if (e.kind === 'number') return Math.max(bitLength(e.value.n), bitLength(e.value.d)) - 1
  if (e.kind === 'power' && e.base.kind === 'number' && e.exponent.kind === 'number')
    return bitsOfNumbers(e.base) * Math.min(1000, Math.abs(Number(e.exponent.value.n)))
  // What an operator binds is judged by its own rules.
  if (e.kind === 'big') return 0
  return children(e).reduce((sum, part) => sum + bitsOfNumbers(part), 0)
}
