import type { Expr, Node, QuantityNode } from '../node.js'
import { rational } from '../rational.js'
import { findUnit } from '../units/index.js'
import { atom, startsAtom } from './atoms.js'
import { asExpr, call, DIFFERENTIAL, isExpr, negate, product, quotient } from './expr.js'
import { fraction, whole } from './numbers.js'
import { quantity, unitAhead, withCurrency } from './quantities.js'
import type { Reader } from './reader.js'
import { UNREADABLE } from './unreadable.js'

/** sum = [sign] term { (+ | - | ±) term } */
export function sum(r: Reader): Node {
  const first = signedTerm(r)
  if (!isSign(r) || r.closedIntegral() || first.kind === 'numberSet') return first
  const terms: Expr[] = []
  let unit: Extract<Node, { kind: 'quantity' }>['unit'] | undefined
  const push = (node: Node, sign: string): void => {
    let value: Node = node
    if (node.kind === 'quantity' && node.unit.dimension !== 'degree') {
      if (unit !== undefined && unit.name !== node.unit.name) throw UNREADABLE
      unit = node.unit
      value = node.value
    }
    const expr = asExpr(value)
    terms.push(sign === '-' ? negate(expr) : sign === '+' ? expr : plusMinus(sign, expr))
  }
  push(first, '+')
  while (isSign(r) && !r.closedIntegral()) {
    const sign = r.token.text
    r.at++
    push(signedTerm(r), sign)
  }
  const total: Expr = { kind: 'sum', terms }
  return unit === undefined ? total : { kind: 'quantity', value: total, unit }
}

function isSign(r: Reader): boolean {
  const { kind, text } = r.token
  return kind === 'operator' && (text === '+' || text === '-' || text === 'pm' || text === 'mp')
}

const plusMinus = (sign: string, arg: Expr): Expr => ({
  kind: 'plusMinus',
  upper: sign === 'pm' ? 1 : -1,
  arg,
})

/** A term with the signs before it; -x² is -(x²). */
function signedTerm(r: Reader): Node {
  if (!isSign(r)) return measured(r)
  const sign = r.token.text
  r.at++
  // "-7 mod 3" is a remainder, "-(7 mod 3)" minus one.
  const bracketed = r.token.kind === 'open'
  const node = r.deeper(signedTerm)
  if (sign === '+') return node
  if (sign === '-' && !bracketed && node.kind === 'call' && node.name === 'mod')
    return call('mod', negate(node.args[0] as Expr), node.args[1] as Expr)
  const apply = (expr: Expr): Expr => (sign === '-' ? negate(expr) : plusMinus(sign, expr))
  if (node.kind === 'quantity') return { ...node, value: apply(node.value) }
  if (node.kind === 'percentage') return { ...node, value: apply(node.value) }
  return apply(asExpr(node))
}

/** A term with its unit, before or after. */
function measured(r: Reader): Node {
  if (r.token.kind === 'currency') return withCurrency(r)
  const node = term(r)
  return unitAhead(r) ? compound(r, quantity(r, node)) : node
}

/** 2 hours 30 minutes, 5 feet 6 inches: in the first unit. */
function compound(r: Reader, first: QuantityNode): Node {
  if (r.token.kind !== 'number') return first
  const second = measured(r)
  if (second.kind !== 'quantity' || second.unit.dimension !== first.unit.dimension) throw UNREADABLE
  const rate = rational(
    second.unit.factor.n * first.unit.factor.d,
    second.unit.factor.d * first.unit.factor.n,
  )
  const rest: Expr = { kind: 'product', factors: [second.value, fraction(rate)] }
  return { ...first, value: { kind: 'sum', terms: [first.value, rest] } }
}

/** term = factor { (* | / | nothing) factor } */
export function term(r: Reader): Node {
  const first = factor(r)
  let result = first
  let factors: Expr[] | undefined
  for (;;) {
    const { kind, text } = r.token
    if (r.closedIntegral()) break
    if (kind === 'operator') {
      if (text === '*') {
        r.at++
        factors = [...(factors ?? [asExpr(result)]), asExpr(signedFactor(r))]
        continue
      }
      if (text === '/') {
        r.at++
        const top = factors ? product(factors) : asExpr(result)
        result = quotient(top, asExpr(signedFactor(r)))
        factors = undefined
        continue
      }
      if (text === 'mod' || text === 'pmod') {
        const value = factors ? product(factors) : asExpr(result)
        result = modulo(r, value)
        factors = undefined
        if (result === value) break
        continue
      }
    }
    if (isTimes(r)) {
      r.at++
      factors = [...(factors ?? [asExpr(result)]), asExpr(signedFactor(r))]
      continue
    }
    if (unitAhead(r) || !startsFactor(r) || r.conditionAhead() || r.modulusAhead()) break
    const before = result
    if (!factors && !isExpr(before) && before.kind !== 'numeral') break
    const next = factor(r)
    if (next === DIFFERENTIAL) continue
    factors ??= before === DIFFERENTIAL ? [] : [asExpr(before)]
    factors.push(asExpr(next))
  }
  return factors ? product(factors) : result
}

/** "3 x 10^4": the letter between two numbers. */
function isTimes(r: Reader): boolean {
  const { kind, text } = r.token
  return (
    kind === 'letter' &&
    (text === 'x' || text === 'X') &&
    r.peek().kind === 'number' &&
    r.peek(-1).kind === 'number'
  )
}

/** a mod n; the modulus of a congruence stays for the relation. */
function modulo(r: Reader, value: Expr): Expr {
  if (r.congruence > 0) return value
  const bracketed = r.token.text === 'pmod'
  r.at++
  const n = bracketed && r.is('open', '{') ? asExpr(atom(r)) : asExpr(factor(r))
  return call('mod', value, n)
}

/** Does a factor follow without an operator between? */
function startsFactor(r: Reader): boolean {
  const { kind, text, spaced } = r.token
  if (kind === 'number') {
    const before = r.peek(-1)
    if (before.kind === 'number') return false
    if (before.kind === 'letter') return spaced || (r.peek().kind === 'operator' && r.peek().text === '^')
    return true
  }
  if (kind === 'open' && text === '[' && closesReversed(r)) return false
  return startsAtom(r, kind, text)
}

/** "[a, b[": a bracket that opens where the interval ends. */
function closesReversed(r: Reader): boolean {
  if (r.level === 0) return false
  const next = r.peek()
  return (
    next.kind === 'stop' ||
    next.kind === 'close' ||
    (next.kind === 'operator' && ['cup', 'cap', ',', ';', 'or', 'and', 'setminus'].includes(next.text))
  )
}

export function signedFactor(r: Reader): Node {
  const { kind, text } = r.token
  if (kind !== 'operator' || (text !== '-' && text !== '+' && text !== 'pm')) return factor(r)
  r.at++
  const arg = asExpr(r.deeper(signedFactor))
  return text === '-' ? negate(arg) : text === '+' ? arg : plusMinus('pm', arg)
}

/** factor = atom { ! | ' | % | ^ exponent | degree } */
export function factor(r: Reader): Node {
  return postfixed(r, atom(r))
}

/** What may stand after an atom. */
export function postfixed(r: Reader, base: Node): Node {
  let node = base
  for (;;) {
    const { kind, text } = r.token
    if (kind !== 'operator') return node
    switch (text) {
      case '!':
        r.at++
        node = call('factorial', asExpr(node))
        break
      case '!!':
        r.at++
        node = call('doubleFactorial', asExpr(node))
        break
      case '%':
        r.at++
        node = { kind: 'percentage', value: asExpr(node) }
        break
      case 'degree':
        r.at++
        node = degrees(r, asExpr(node))
        break
      case '^':
        node = power(r, node)
        break
      default:
        return node
    }
  }
}

/** After a degree sign: 30°15'20", °C. */
function degrees(r: Reader, value: Expr): Node {
  const scale = r.token
  if ((scale.kind === 'letter' || scale.kind === 'word') && (scale.text === 'C' || scale.text === 'F')) {
    const unit = findUnit(`°${scale.text}`)
    if (!unit) throw UNREADABLE
    r.at++
    return { kind: 'quantity', value, unit }
  }
  let total = value
  if (r.token.kind === 'number' && r.peek().kind === 'operator' && r.peek().text === "'") {
    const minutes = asExpr(atom(r))
    r.at++
    total = { kind: 'sum', terms: [total, quotient(minutes, whole(60))] }
    if (r.token.kind === 'number' && r.peek().kind === 'operator' && r.peek().text.startsWith("'")) {
      const seconds = asExpr(atom(r))
      while (r.op("'") || r.op("''")) r.at++
      total = { kind: 'sum', terms: [...total.terms, quotient(seconds, whole(3600))] }
    }
  }
  return call('degree', total)
}

function power(r: Reader, base: Node): Node {
  r.at++
  if (r.acceptOp('degree')) return degrees(r, asExpr(base))
  if (r.is('open', '{')) {
    const inner = r.peek()
    if (inner.kind === 'operator' && r.peek(2).kind === 'close') {
      if (inner.text === 'degree') {
        r.at += 3
        return degrees(r, asExpr(base))
      }
      if (inner.text === '*' || inner.text === '+' || inner.text === '-') throw UNREADABLE
    }
  }
  const transposed = transposeMark(r)
  const value = asExpr(base)
  if (transposed > 0 && (value.kind === 'matrix' || r.token.text === 'top')) {
    r.at += transposed
    return call('transpose', value)
  }
  return { kind: 'power', base: value, exponent: exponent(r) }
}

/** ^T, ^{T}, ^\top: how many tokens the mark has. */
function transposeMark(r: Reader): number {
  const marks = (text: string): boolean => text === 'T' || text === 't' || text === 'top'
  if (marks(r.token.text)) return 1
  return r.is('open', '{') && marks(r.peek().text) && r.peek(2).kind === 'close' ? 3 : 0
}

/** The exponent: one factor as it is written, right-associative. "x^10" is x^{10} in LaTeX too: so it is meant. */
function exponent(r: Reader): Expr {
  return r.deeper(() => {
    const { kind, text } = r.token
    if (kind === 'operator' && (text === '-' || text === '+')) {
      r.at++
      const arg = exponent(r)
      return text === '-' ? negate(arg) : arg
    }
    const node = atom(r)
    return asExpr(r.op('^') || r.op('!') ? postfixed(r, node) : node)
  })
}
