import { freeSymbols } from '../exact/index.js'
import type { BigExpr, Expr } from '../node.js'
import { asExpr, negate, product } from './expr.js'
import type { Reader } from './reader.js'
import { UNREADABLE } from './unreadable.js'

/** \sum_{k=1}^{4} k: the body is the term that follows, with those after it that hold the variable. */
export function bigOperator(r: Reader, op: 'sum' | 'product'): BigExpr {
  if (r.token.kind === 'operator' && (r.op('sum') || r.op('prod'))) r.at++
  let upper = r.acceptOp('^') ? r.grammar.argument(r) : undefined
  if (!r.acceptOp('_')) throw UNREADABLE
  const braced = r.accept('open', '{') || r.accept('open', '(')
  const variable = letter(r)
  r.bound.push(variable)
  if (!r.acceptOp('=')) throw UNREADABLE
  const from = braced ? r.nested((inner) => asExpr(inner.grammar.sum(inner))) : asExpr(r.grammar.atom(r))
  if (braced && !r.accept('close', '}')) r.expect('close', ')')
  if (r.acceptOp('^')) upper = r.grammar.argument(r)
  if (upper === undefined) throw UNREADABLE
  const body = r.deeper((inner) => bodyOf(inner, variable))
  r.bound.pop()
  return { kind: 'big', op, variable, body, from, to: upper }
}

/** In "\lim_{x \to \infty} \sqrt{x+1} - \sqrt x" the limit is one of the difference, in "\sum_k k + 1" the sum ends. */
function bodyOf(r: Reader, variable: string): Expr {
  const terms = [asExpr(r.grammar.term(r))]
  while ((r.op('+') || r.op('-')) && !r.closedIntegral()) {
    const start = r.at
    const minus = r.op('-')
    r.at++
    const next = asExpr(r.grammar.term(r))
    if (!freeSymbols(next).includes(variable)) {
      r.at = start
      break
    }
    terms.push(minus ? negate(next) : next)
  }
  return terms.length === 1 ? (terms[0] as Expr) : { kind: 'sum', terms }
}

function letter(r: Reader): string {
  const { kind, text } = r.token
  if (kind !== 'letter') throw UNREADABLE
  r.at++
  return text
}

/** \int_0^1 2x\,dx and \int f dx: up to its d x. */
export function integral(r: Reader): BigExpr {
  r.at++
  const first = r.op('_') ? bound(r) : undefined
  const upper = r.op('^') ? bound(r) : undefined
  const lower = first ?? (r.op('_') ? bound(r) : undefined)
  if ((lower === undefined) !== (upper === undefined)) throw UNREADABLE
  const { differential, integralLevel } = r
  r.integrals++
  r.differential = undefined
  r.integralLevel = r.brackets
  const body = asExpr(r.grammar.sum(r))
  const variable = r.differential as string | undefined
  if (variable === undefined) throw UNREADABLE
  r.integrals--
  r.differential = differential
  r.integralLevel = integralLevel
  return {
    kind: 'big',
    op: 'integral',
    variable,
    body: body.kind === 'product' ? product(body.factors) : body,
    ...(lower && upper ? { from: lower, to: upper } : {}),
  }
}

function bound(r: Reader): Expr {
  r.at++
  if (r.acceptOp('-')) return { kind: 'negate', arg: r.grammar.argument(r) }
  return r.grammar.argument(r, r.peek().kind === 'operator' ? 'all' : 'first')
}

/** \lim_{x \to 0^+} f(x). */
export function limit(r: Reader): BigExpr {
  if (!r.acceptOp('_')) throw UNREADABLE
  const closer = r.accept('open', '{') ? '}' : ')'
  if (closer === ')') r.expect('open', '(')
  const variable = letter(r)
  if (!r.acceptOp('to')) throw UNREADABLE
  const { to, side } = r.nested(() => approached(r))
  r.expect('close', closer)
  const body = r.deeper((inner) => bodyOf(inner, variable))
  return { kind: 'big', op: 'limit', variable, body, to, ...(side ? { side } : {}) }
}

/** The point with its side: 0^+, 2^{-}. */
function approached(r: Reader): { to: Expr; side: 1 | -1 | undefined } {
  let end = r.at
  while (end < r.tokens.length && !(r.tokens[end]?.kind === 'close' && end > r.at)) end++
  for (let i = r.at; i < end; i++) {
    if (r.tokens[i]?.text !== '^') continue
    const braced = r.tokens[i + 1]?.text === '{'
    const mark = r.tokens[i + (braced ? 2 : 1)]
    const after = r.tokens[i + (braced ? 3 : 2)]
    if ((mark?.text !== '+' && mark?.text !== '-') || after?.kind !== 'close') continue
    // The mark goes, and what is left is the point.
    r.tokens.splice(i, braced ? 4 : 2)
    return { to: asExpr(r.grammar.sum(r)), side: mark.text === '+' ? 1 : -1 }
  }
  return { to: asExpr(r.grammar.sum(r)), side: undefined }
}
