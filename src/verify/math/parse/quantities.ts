import type { Node, QuantityNode, Unit } from '../node.js'
import { combine, findUnit, type UnitPart } from '../units/index.js'
import { asExpr } from './expr.js'
import type { Reader } from './reader.js'
import type { Token } from './token.js'
import { UNREADABLE } from './unreadable.js'

/** Single letters that are units in plain text if they stand apart from the number. */
const PLAIN_LETTERS = new Set(['m', 'g', 's', 'h', 'L', 'l', 'N', 'J', 'W', 'V', 'K', 'A', 'C', 'F'])
/** Short units that are no product of variables even when nothing parts them from the number: 5km, but not 2hr. */
const ATTACHED = new Set(['km', 'cm', 'mm', 'kg', 'mg', 'ml', 'mL', 'ft', 'lb', 'oz', 'Hz', 'kW', 'kJ'])
const POWERS: ReadonlyMap<string, number> = new Map([
  ['square', 2],
  ['sq', 2],
  ['cubic', 3],
  ['cu', 3],
])

const isDressed = (token: Token): boolean => token.style === 'text' || token.style === 'upright'

/** Does a unit follow the value just read? */
export function unitAhead(r: Reader): boolean {
  const token = r.token
  switch (token.kind) {
    case 'word':
      return wordUnit(r, token)
    case 'letter':
      if (token.text === 'mu') return isMicro(r)
      if (isDressed(token)) return findUnit(token.text) !== undefined && r.peek().text !== '_'
      if (token.text === 'Omega') return ohms(r, token)
      return token.style === 'plain' && letterUnit(r, token)
    case 'currency':
      return true
    case 'function':
      return token.text === 'frac' && r.peek().text === '{' && isDressed(r.peek(2)) && isUnit(r.peek(2))
    default:
      return false
  }
}

/** \mu\mathrm{m} */
const isMicro = (r: Reader): boolean => isDressed(r.peek()) && findUnit(`μ${r.peek().text}`) !== undefined

const isUnit = (token: Token): boolean =>
  (token.kind === 'word' || token.kind === 'letter') && findUnit(token.text) !== undefined

function wordUnit(r: Reader, token: Token): boolean {
  const { text } = token
  if (POWERS.has(text.toLowerCase())) return isUnit(r.peek())
  if (findUnit(text) === undefined) return false
  if (text === 'in') return endsValue(r.peek())
  if (token.style !== 'plain' || text.length > 3) return true
  if (text.length < 3 && !token.spaced && !ATTACHED.has(text)) return false
  r.sawUnit = true
  return r.options.units
}

/** A bare letter in plain text: apart from its number, or after one with decimals, and nothing else follows. */
function letterUnit(r: Reader, token: Token): boolean {
  if (!r.plain && token.style !== 'plain') return false
  const before = r.peek(-1)
  if (before.kind !== 'number' && before.text !== ')') return false
  if (!PLAIN_LETTERS.has(token.text)) return false
  if (!token.spaced && !before.text.includes('.')) return false
  const next = r.peek()
  if (!endsValue(next) && next.text !== '/' && next.text !== '^') return false
  r.sawUnit = true
  return r.options.units
}

/** 5\,\Omega: the unit if it stands apart at the end. */
function ohms(r: Reader, token: Token): boolean {
  if (!token.spaced || r.peek(-1).kind !== 'number' || !endsValue(r.peek())) return false
  r.sawUnit = true
  return r.options.units
}

function endsValue(next: Token): boolean {
  if (next.kind === 'stop' || next.kind === 'close' || next.kind === 'row') return true
  return next.kind === 'operator' && [',', ';', 'or', 'and', '^'].includes(next.text)
}

/** The value with the unit at hand. */
export function quantity(r: Reader, value: Node): QuantityNode {
  const unit = unitExpression(r)
  return { kind: 'quantity', value: asExpr(value), unit }
}

/** $40, € 3.50, with "million" or a slash rate after it. */
export function withCurrency(r: Reader): Node {
  const unit = findUnit(r.token.text)
  if (!unit) throw UNREADABLE
  r.at++
  const value = asExpr(r.grammar.term(r))
  if (unitAhead(r) && findUnit(r.token.text)?.dimension === unit.dimension) r.at++
  return { kind: 'quantity', value, unit }
}

/** unit = power { ( / | per | · | nothing ) power } */
function unitExpression(r: Reader): Unit {
  const parts: UnitPart[] = []
  if (r.token.text === 'frac') fractionParts(r, parts)
  else unitProduct(r, parts, 1)
  if (isPer(r)) {
    r.at++
    if (r.accept('open', '(') || r.accept('open', '{')) {
      unitProduct(r, parts, -1)
      if (!r.accept('close', ')')) r.expect('close', '}')
    } else
      do unitPower(r, parts, -1)
      while (isPer(r) && ++r.at)
  }
  const unit = combine(parts)
  if (!unit) throw UNREADABLE
  return unit
}

const isPer = (r: Reader): boolean => {
  const { kind, text } = r.token
  if (kind === 'word') return text === 'per'
  return (
    kind === 'operator' &&
    text === '/' &&
    (isUnit(r.peek()) || (r.peek().kind === 'open' && isUnit(r.peek(2))))
  )
}

function fractionParts(r: Reader, parts: UnitPart[]): void {
  r.at++
  r.expect('open', '{')
  unitProduct(r, parts, 1)
  r.expect('close', '}')
  r.expect('open', '{')
  unitProduct(r, parts, -1)
  r.expect('close', '}')
}

function unitProduct(r: Reader, parts: UnitPart[], sign: 1 | -1): void {
  unitPower(r, parts, sign)
  for (;;) {
    if (r.op('*') && isUnit(r.peek())) r.at++
    else if (!isUnit(r.token) || r.token.text === 'in') return
    unitPower(r, parts, sign)
    r.budget.spend()
  }
}

function unitPower(r: Reader, parts: UnitPart[], sign: 1 | -1): void {
  let power = 1
  const prefix = POWERS.get(r.token.text.toLowerCase())
  if (prefix !== undefined) {
    power = prefix
    r.at++
  }
  const micro = r.token.text === 'mu'
  if (micro) r.at++
  const unit = findUnit(micro ? `μ${r.token.text}` : r.token.text)
  if (!unit) throw UNREADABLE
  r.at++
  const { kind, text } = r.token
  if (kind === 'word' && (text === 'squared' || text === 'cubed')) {
    power = text === 'squared' ? 2 : 3
    r.at++
  } else if (kind === 'operator' && text === '^') power *= powerAt(r)
  parts.push({ unit, power: sign * power })
}

/** ^2, ^{2}, ^{-1}, ^-1 */
function powerAt(r: Reader): number {
  r.at++
  const braced = r.accept('open', '{')
  const sign = r.acceptOp('-') ? -1 : 1
  const { kind, text } = r.token
  if (kind !== 'number' || !/^\d{1,2}$/.test(text)) throw UNREADABLE
  r.at++
  if (braced) r.expect('close', '}')
  return sign * Number(text)
}
