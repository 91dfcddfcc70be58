import type { BigExpr, Expr } from '../node.js'
import { rational } from '../rational.js'
import { differentiate } from './differentiate.js'
import { directValue } from './direct.js'
import { euler, type Field, imaginary, isReal, ofAtom, pi, plain, variable } from './field.js'
import {
  addFractions,
  divideFractions,
  type Fraction,
  multiplyFractions,
  negateFraction,
  ofRational,
  ofWhole,
  over1,
  scaleFraction,
  subtractFractions,
} from './fraction.js'
import { applyFunction } from './kernels.js'
import { OutOfReach, type Polynomial, UNIT, UNITY } from './polynomial.js'
import { power } from './powers.js'
import { rationalPowerOf } from './radicals.js'
import { restore } from './restore.js'
import { freeSymbols, substitute } from './symbols.js'

const MAX_SUM = 2000n

/** The normal form of a scalar. Throws OutOfReach where there is none. */
export function convert(e: Expr, field: Field, depth = 0): Fraction {
  const { budget } = field
  budget.spend()
  budget.depth(depth)
  const inner = (part: Expr): Fraction => convert(part, field, depth + 1)
  switch (e.kind) {
    case 'number':
      return ofRational(budget.bounded(e.value))
    case 'constant':
      if (e.name === 'infinity') throw new OutOfReach('infinity')
      return over1(ofAtom(e.name === 'pi' ? pi(field) : e.name === 'e' ? euler(field) : imaginary(field)))
    case 'symbol':
      return over1(ofAtom(variable(field, e.name)))
    case 'sum':
      return e.terms.map(inner).reduce((a, b) => addFractions(a, b, budget), ofWhole(0))
    case 'product':
      return e.factors.map(inner).reduce((a, b) => multiplyFractions(a, b, budget), ofWhole(1))
    case 'quotient':
      return divideFractions(inner(e.top), inner(e.bottom), budget)
    case 'negate':
      return negateFraction(inner(e.arg), budget)
    case 'power':
      return power(inner(e.base), inner(e.exponent), field)
    case 'root':
      return e.degree === 1
        ? inner(e.arg)
        : rationalPowerOf(inner(e.arg), rational(1n, BigInt(e.degree)), field)
    case 'call':
      return applyFunction(e.name, e.args.map(inner), field)
    case 'apply': {
      const args = e.args.map(inner)
      const make = () => plain('opaque', { ...e, args: args.map(restore) }, false, args.every(isReal))
      return over1(ofAtom(field.kernel(`apply ${e.name}`, args, make)))
    }
    case 'big':
      return convertBig(e, field, depth)
    case 'plusMinus':
    case 'matrix':
      throw new OutOfReach(e.kind)
  }
}

/** The whole bounds of a sum that is short enough to be written out. */
export function range(e: BigExpr, field: Field): [bigint, bigint] | undefined {
  const from = e.from && directValue(e.from, field.budget)
  const to = e.to && directValue(e.to, field.budget)
  if (from?.d !== 1n || to?.d !== 1n) return undefined
  return to.n - from.n < MAX_SUM ? [from.n, to.n] : undefined
}

function convertBig(e: BigExpr, field: Field, depth: number): Fraction {
  const { budget } = field
  if (e.op === 'derivative') {
    let body = e.body
    for (let i = 0; i < (e.order ?? 1); i++) {
      if (i > 10) throw new OutOfReach('order')
      body = restore(convert(differentiate(body, e.variable, budget), field, depth + 1))
      if (hasDerivative(body)) throw new OutOfReach('derivative')
    }
    return convert(body, field, depth + 1)
  }
  if (e.op === 'sum' || e.op === 'product') {
    const bounds = range(e, field)
    if (!bounds) return opaqueBig(e, field)
    let total = ofWhole(e.op === 'sum' ? 0 : 1)
    for (let k = bounds[0]; k <= bounds[1]; k++) {
      const term = substitute(e.body, e.variable, { kind: 'number', value: rational(k) }, budget)
      const value = directValue(term, budget)
      const next = value ? ofRational(value) : convert(term, field, depth + 1)
      total = e.op === 'sum' ? addFractions(total, next, budget) : multiplyFractions(total, next, budget)
    }
    return total
  }
  return (e.op === 'integral' && integrated(e, field, depth)) || opaqueBig(e, field)
}

const hasDerivative = (e: Expr): boolean =>
  JSON.stringify(e, (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v)).includes('"derivative"')

/** A definite integral of a polynomial in its variable. */
function integrated(e: BigExpr, field: Field, depth: number): Fraction | undefined {
  if (!e.from || !e.to) return undefined
  const { budget } = field
  const body = convert(e.body, field, depth + 1)
  if (body.bottom !== UNITY) return undefined
  const x = variable(field, e.variable)
  let whole: Fraction = ofWhole(0)
  for (const { powers, coefficient } of body.top.values()) {
    const own = powers.find(({ atom }) => atom === x)?.exponent ?? 0
    if (own < 0 || powers.some(({ atom }) => atom !== x && freeSymbols(atom.expr).includes(e.variable)))
      return undefined
    const factor = rational(BigInt(UNIT), BigInt(own + UNIT))
    const term: Polynomial = new Map([['', { powers, coefficient }]])
    const raised = multiplyFractions(over1(term), over1(ofAtom(x)), budget)
    whole = addFractions(whole, scaleFraction(raised, factor, budget), budget)
  }
  const tree = restore(whole)
  return subtractFractions(
    convert(substitute(tree, e.variable, e.to, budget), field, depth + 1),
    convert(substitute(tree, e.variable, e.from, budget), field, depth + 1),
    budget,
  )
}

/** Known by its tree only, with the bound variable renamed. */
function opaqueBig(e: BigExpr, field: Field): Fraction {
  const isBound = e.to !== undefined
  const body = isBound ? substitute(e.body, e.variable, { kind: 'symbol', name: '·' }, field.budget) : e.body
  const tree = { ...e, variable: isBound ? '·' : e.variable, body }
  const name = JSON.stringify(tree, (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v))
  return over1(ofAtom(field.atom(name, () => plain('opaque', e, false, false))))
}
