import { type Budget, BudgetSpent } from '../budget.js'
import type { CallExpr, Expr } from '../node.js'
import { rational } from '../rational.js'
import { call, isNumber, mapChildren, negate, number, power, product, quotient, sum, whole } from './build.js'
import { freeSymbols } from './symbols.js'

/** de/dname by the rules; where no rule reaches (floor, an integral, ...) a derivative stands in the result. */
export function differentiate(e: Expr, name: string, budget: Budget, depth = 0): Expr {
  budget.spend()
  budget.depth(depth)
  const d = (part: Expr): Expr => differentiate(part, name, budget, depth + 1)
  switch (e.kind) {
    case 'number':
    case 'constant':
      return whole(0)
    case 'symbol':
      return whole(e.name === name ? 1 : 0)
    case 'sum':
      return sum(...e.terms.map(d))
    case 'negate':
      return isNumber(d(e.arg), 0n) ? whole(0) : negate(d(e.arg))
    case 'product':
      if (e.factors.length > 100) throw new BudgetSpent('terms')
      return sum(...e.factors.map((factor, i) => product(...e.factors.with(i, d(factor)))))
    case 'quotient': {
      const [top, bottom] = [d(e.top), d(e.bottom)]
      if (isNumber(bottom, 0n)) return isNumber(top, 0n) ? top : quotient(top, e.bottom)
      const rise = sum(product(top, e.bottom), negate(product(e.top, bottom)))
      return quotient(rise, power(e.bottom, whole(2)))
    }
    case 'power': {
      const [base, exponent] = [d(e.base), d(e.exponent)]
      if (isNumber(exponent, 0n)) {
        if (isNumber(base, 0n)) return whole(0)
        return product(e.exponent, power(e.base, lowered(e.exponent)), base)
      }
      const growth = product(exponent, call('log', e.base))
      const rest = isNumber(base, 0n) ? whole(0) : product(e.exponent, quotient(base, e.base))
      return product(e, sum(growth, rest))
    }
    case 'root': {
      const arg = d(e.arg)
      return isNumber(arg, 0n) ? arg : quotient(product(e, arg), product(whole(e.degree), e.arg))
    }
    case 'call':
      return ofCall(e, d) ?? pending(e, name)
    case 'matrix':
    case 'plusMinus':
      return mapChildren(e, d)
    case 'big':
      if (!freeSymbols(e).includes(name)) return whole(0)
      if (e.op === 'integral' && !e.to && e.variable === name) return e.body
      if ((e.op === 'sum' || e.op === 'derivative') && e.variable !== name) return { ...e, body: d(e.body) }
      return pending(e, name)
    case 'apply':
      return pending(e, name)
  }
}

const pending = (e: Expr, name: string): Expr =>
  freeSymbols(e).includes(name) ? { kind: 'big', op: 'derivative', variable: name, body: e } : whole(0)

function lowered(exponent: Expr): Expr {
  if (exponent.kind !== 'number') return sum(exponent, whole(-1))
  const { n, d } = exponent.value
  return number(rational(n - d, d))
}

const square = (e: Expr): Expr => power(e, whole(2))
const root = (arg: Expr): Expr => ({ kind: 'root', degree: 2, arg })
const inverse = (e: Expr): Expr => quotient(whole(1), e)

/** The derivative of the function at u, for functions of one argument. */
function slope(e: CallExpr, u: Expr): Expr | undefined {
  switch (e.name) {
    case 'sin':
      return call('cos', u)
    case 'cos':
      return negate(call('sin', u))
    case 'tan':
      return inverse(square(call('cos', u)))
    case 'cot':
      return negate(inverse(square(call('sin', u))))
    case 'sec':
      return product(call('sec', u), call('tan', u))
    case 'csc':
      return negate(product(call('csc', u), call('cot', u)))
    case 'asin':
      return inverse(root(sum(whole(1), negate(square(u)))))
    case 'acos':
      return negate(inverse(root(sum(whole(1), negate(square(u))))))
    case 'atan':
      return inverse(sum(whole(1), square(u)))
    case 'acot':
      return negate(inverse(sum(whole(1), square(u))))
    case 'asec':
      return inverse(product(call('abs', u), root(sum(square(u), whole(-1)))))
    case 'acsc':
      return negate(inverse(product(call('abs', u), root(sum(square(u), whole(-1))))))
    case 'sinh':
      return call('cosh', u)
    case 'cosh':
      return call('sinh', u)
    case 'tanh':
      return inverse(square(call('cosh', u)))
    case 'coth':
      return negate(inverse(square(call('sinh', u))))
    case 'sech':
      return negate(product(call('sech', u), call('tanh', u)))
    case 'csch':
      return negate(product(call('csch', u), call('coth', u)))
    case 'asinh':
      return inverse(root(sum(square(u), whole(1))))
    case 'acosh':
      return inverse(root(sum(square(u), whole(-1))))
    case 'atanh':
      return inverse(sum(whole(1), negate(square(u))))
    case 'exp':
      return e
    case 'abs':
      return quotient(u, e)
    case 'degree':
      return call('degree', whole(1))
  }
  return undefined
}

function ofCall(e: CallExpr, d: (part: Expr) => Expr): Expr | undefined {
  const [u, base] = e.args
  if (!u) return undefined
  const inner = d(u)
  if (e.name === 'log') {
    if (!base) return quotient(inner, u)
    return d(quotient(call('log', u), call('log', base)))
  }
  const outer = e.args.length === 1 ? slope(e, u) : undefined
  if (!outer) return undefined
  return product(outer, inner)
}
