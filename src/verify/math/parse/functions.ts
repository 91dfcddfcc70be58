import type { Expr } from '../node.js'
import { bigOperator, limit } from './big.js'
import { asExpr, call, negate, product, quotient, symbol } from './expr.js'
import { arguments_ } from './names.js'
import { whole } from './numbers.js'
import type { Reader } from './reader.js'
import type { FunctionWord } from './symbols.js'
import { UNREADABLE } from './unreadable.js'

const INVERSES: ReadonlyMap<
  string,
  'asin' | 'acos' | 'atan' | 'acot' | 'asec' | 'acsc' | 'asinh' | 'acosh' | 'atanh'
> = new Map([
  ['sin', 'asin'],
  ['cos', 'acos'],
  ['tan', 'atan'],
  ['cot', 'acot'],
  ['sec', 'asec'],
  ['csc', 'acsc'],
  ['sinh', 'asinh'],
  ['cosh', 'acosh'],
  ['tanh', 'atanh'],
])
/** Functions that read like operators: "\max\{1, 2\}" and "\max(1, 2)". */
const SEVERAL = new Set<FunctionWord>(['max', 'min', 'gcd', 'lcm', 'round'])

/** The token at hand is a function. */
export function applyFunction(r: Reader): Expr {
  const name = r.token.text as FunctionWord
  r.at++
  switch (name) {
    case 'sqrt':
      return root(r)
    case 'cbrt':
      return { kind: 'root', degree: 3, arg: r.grammar.argument(r) }
    case 'binom': {
      if (r.is('open', '(')) return binomial(arguments_(r))
      const n = r.grammar.argument(r, 'first')
      return call('binomial', n, r.grammar.argument(r, 'first'))
    }
    case 'cis':
      return cis(functionArgument(r))
    case 'lim':
      return limit(r)
    case 'bigSum':
      return bigOperator(r, 'sum')
    case 'bigProduct':
      return bigOperator(r, 'product')
    case 'frac':
      throw UNREADABLE
    case 'log':
    case 'ln':
    case 'lg':
      return logarithm(r, name)
  }
  if (SEVERAL.has(name)) return several(r, name)
  return powered(r, name)
}

/** cis φ = cos φ + i·sin φ. */
const cis = (angle: Expr): Expr => ({
  kind: 'sum',
  terms: [call('cos', angle), product([{ kind: 'constant', name: 'i' }, call('sin', angle)])],
})

function binomial(args: readonly Expr[]): Expr {
  if (args.length !== 2) throw UNREADABLE
  return call('binomial', ...args)
}

/** \frac{a}{b}, \frac12, \frac1{x}, frac(a, b). */
export function fractionOf(r: Reader): Expr {
  r.at++
  const top = r.grammar.argument(r, 'first')
  return quotient(top, r.grammar.argument(r, 'first'))
}

/** \sqrt{x}, \sqrt2, \sqrt[3]{x}. */
function root(r: Reader): Expr {
  if (!r.is('open', '[')) return { kind: 'root', degree: 2, arg: r.grammar.argument(r) }
  r.at++
  const degree = r.nested((inner) => asExpr(inner.grammar.term(inner)))
  r.expect('close', ']')
  const arg = r.grammar.argument(r)
  if (degree.kind === 'number' && degree.value.d === 1n && degree.value.n >= 2n && degree.value.n <= 1000n)
    return { kind: 'root', degree: Number(degree.value.n), arg }
  return { kind: 'power', base: arg, exponent: quotient(whole(1), degree) }
}

function logarithm(r: Reader, name: 'log' | 'ln' | 'lg'): Expr {
  let base: Expr | undefined = name === 'lg' ? whole(10) : undefined
  let exponent = r.op('^') ? marked(r) : undefined
  if (r.acceptOp('_')) {
    const next = r.peek()
    const alone = next.kind === 'stop' || next.kind === 'operator' || next.kind === 'close'
    base = r.grammar.argument(r, alone ? 'first' : 'all')
  }
  if (r.op('^')) exponent = marked(r)
  base ??= gluedBase(r)
  const arg = functionArgument(r)
  const value = base === undefined ? call('log', arg) : call('log', arg, base)
  return exponent === undefined ? value : { kind: 'power', base: value, exponent }
}

/** log2(8), log10(100): the base as programs write it. */
function gluedBase(r: Reader): Expr | undefined {
  const { kind, text, spaced } = r.token
  const bracket = r.peek()
  const glued = !spaced && bracket.kind === 'open' && bracket.text === '(' && !bracket.spaced
  if (kind !== 'number' || !glued || (text !== '2' && text !== '10')) return undefined
  r.at++
  return whole(Number(text))
}

/** The exponent between a function's name and its argument. */
function marked(r: Reader): Expr {
  r.at++
  if (r.acceptOp('-')) return negate(r.grammar.argument(r))
  return r.grammar.argument(r)
}

function powered(r: Reader, name: FunctionWord): Expr {
  const exponent = r.op('^') ? marked(r) : undefined
  const inverse = exponent && isMinusOne(exponent) ? INVERSES.get(name) : undefined
  const arg = functionArgument(r)
  if (inverse) return call(inverse, arg)
  const value = call(name as Parameters<typeof call>[0], arg)
  return exponent === undefined ? value : { kind: 'power', base: value, exponent }
}

const isMinusOne = (expr: Expr): boolean =>
  expr.kind === 'negate' && expr.arg.kind === 'number' && expr.arg.value.n === 1n && expr.arg.value.d === 1n

/**
 * The argument of \sin and its like: a bracket if one follows at once, else the factors up to the next function, sign
 * or operator: \sin 2\pi t, \ln x^2, \cos\frac{\pi}{3}.
 */
function functionArgument(r: Reader): Expr {
  if (r.token.kind === 'open') {
    const text = r.token.text
    const inner = r.grammar.atom(r)
    if (text === '{' || text === '(' || text === '[') return asExpr(inner)
    return asExpr(r.grammar.postfixed(r, inner))
  }
  const sign = r.op('-') ? '-' : r.op('+') ? '+' : ''
  if (sign !== '') r.at++
  const factors = [asExpr(r.grammar.factor(r))]
  while (continuesArgument(r)) factors.push(asExpr(r.grammar.factor(r)))
  const arg = product(factors)
  return sign === '-' ? negate(arg) : arg
}

function continuesArgument(r: Reader): boolean {
  const { kind, text } = r.token
  if (kind === 'letter') return !(text === 'd' && r.integrals > 0 && r.peek().kind === 'letter')
  if (kind === 'function') return text === 'frac' || text === 'sqrt'
  return false
}

function several(r: Reader, name: FunctionWord): Expr {
  const fn = name as Parameters<typeof call>[0]
  if (r.is('open', '(')) return call(fn, ...arguments_(r))
  const node = r.grammar.atom(r)
  if (node.kind === 'set' || node.kind === 'tuple' || node.kind === 'list')
    return call(fn, ...node.items.map(asExpr))
  return call(fn, asExpr(node))
}

/** \frac{d}{dx} f, \frac{d^2}{dx^2} f, \frac{\partial}{\partial x} f; \frac{dy}{dx} is a name. */
export function leibniz(r: Reader): Expr | undefined {
  const mark = r.peek(2)
  if (r.peek().text !== '{' || (mark.text !== 'd' && mark.text !== 'partial')) return undefined
  let at = 3
  let order = 1
  if (r.peek(at).text === '^') {
    const braced = r.peek(at + 1).text === '{'
    const digits = r.peek(at + (braced ? 2 : 1))
    if (digits.kind !== 'number') return undefined
    order = Number(digits.text)
    at += braced ? 4 : 2
  }
  const function_ = r.peek(at)
  const hasFunction = function_.kind === 'letter'
  if (hasFunction) at++
  let suffix = ''
  if (hasFunction && r.peek(at).text === '_') {
    const braced = r.peek(at + 1).text === '{'
    suffix = `_${r.peek(at + (braced ? 2 : 1)).text}`
    at += braced ? 4 : 2
  }
  if (r.peek(at).text !== '}' || r.peek(at + 1).text !== '{' || r.peek(at + 2).text !== mark.text)
    return undefined
  const variable = r.peek(at + 3)
  if (variable.kind !== 'letter') return undefined
  at += 4
  if (r.peek(at).text === '^') at += r.peek(at + 1).text === '{' ? 4 : 2
  if (r.peek(at).text !== '}' || order < 1 || order > 20) return undefined
  r.at += at + 1
  if (hasFunction) {
    const power = order === 1 ? '' : `^${order}`
    return symbol(`d${power}${function_.text}${suffix}/d${variable.text}${power}`)
  }
  r.acceptOp('*')
  const body = r.deeper((inner) => asExpr(inner.grammar.term(inner)))
  return { kind: 'big', op: 'derivative', variable: variable.text, body, ...(order > 1 ? { order } : {}) }
}
