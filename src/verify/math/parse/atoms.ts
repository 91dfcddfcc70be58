import type { Expr, Node } from '../node.js'
import { bigOperator, integral } from './big.js'
import { bars, bracket, reversedInterval } from './brackets.js'
import { asExpr, call, DIFFERENTIAL, symbol } from './expr.js'
import { applyFunction, fractionOf, leibniz } from './functions.js'
import { matrix } from './matrices.js'
import { named, subscript } from './names.js'
import { numberSet } from './number-sets.js'
import { whole } from './numbers.js'
import { number } from './numerals.js'
import type { Reader } from './reader.js'
import type { Token, TokenKind } from './token.js'
import { UNREADABLE } from './unreadable.js'

/** Whether an atom can start with this token where an operator could also stand. */
export function startsAtom(r: Reader, kind: TokenKind, text: string): boolean {
  switch (kind) {
    case 'letter':
    case 'function':
    case 'open':
    case 'accent':
    case 'begin':
    case 'number':
      return true
    case 'word':
      return isFactorWord(text) && r.token.style !== 'text'
    case 'operator':
      switch (text) {
        case '|':
          return r.bars === 0 && !r.builder
        case '||':
          return r.norms === 0
        case 'root':
        case 'root3':
        case 'root4':
        case 'int':
        case 'iint':
        case 'sum':
        case 'prod':
        case 'angle':
          return true
      }
      return false
    default:
      return false
  }
}

/** A word inside an expression: two or three letters are variables side by side, more are one name. */
const isFactorWord = (text: string): boolean => text.length < 4 && !NO_FACTORS.has(text)
const NO_FACTORS = new Set([
  'for',
  'if',
  'is',
  'in',
  'as',
  'per',
  'of',
  'to',
  'the',
  'at',
  'on',
  'by',
  'any',
  'all',
])

export function atom(r: Reader): Node {
  const { kind, text } = r.token
  switch (kind) {
    case 'number':
      return number(r)
    case 'letter':
      return text === 'd' && isDifferential(r) ? differential(r) : named(r)
    case 'function':
      return text === 'frac' ? fraction(r) : r.deeper((inner) => applyFunction(inner))
    case 'open':
      return bracket(r)
    case 'close':
      if (text === ']') return reversedInterval(r)
      break
    case 'word':
      return wordAtom(r)
    case 'accent':
      return accented(r)
    case 'begin':
      return matrix(r)
    case 'numberSet':
      return numberSet(r)
    case 'operator':
      return operatorAtom(r, text)
  }
  throw UNREADABLE
}

function isDifferential(r: Reader): boolean {
  const next = r.peek()
  return r.integrals > 0 && r.differential === undefined && next.kind === 'letter' && next.text !== 'd'
}

function differential(r: Reader): Expr {
  r.at++
  const node = named(r)
  if (node.kind !== 'symbol' && node.kind !== 'constant') throw UNREADABLE
  r.differential = node.name
  return DIFFERENTIAL
}

function fraction(r: Reader): Node {
  return leibniz(r) ?? r.deeper((inner) => fractionOf(inner))
}

function operatorAtom(r: Reader, text: string): Node {
  switch (text) {
    case '|':
    case '||':
      return bars(r)
    case 'root':
    case 'root3':
    case 'root4':
      r.at++
      return { kind: 'root', degree: text === 'root3' ? 3 : text === 'root4' ? 4 : 2, arg: argument(r) }
    case 'sum':
    case 'prod':
      return r.deeper((inner) => bigOperator(inner, text === 'sum' ? 'sum' : 'product'))
    case 'int':
      return r.deeper((inner) => integral(inner))
    case 'iint':
      throw UNREADABLE
    case 'emptyset':
      r.at++
      return { kind: 'set', items: [] }
    case 'angle':
      return angle(r)
    case '<':
      return angleTuple(r)
    case '_':
    case '^':
      return prescript(r)
  }
  throw UNREADABLE
}

/** The argument of a command: braces, or one token, of a number its first digit as TeX reads it. */
export function argument(r: Reader, digits: 'first' | 'all' = 'all'): Expr {
  const token = r.token
  if (digits === 'first' && token.kind === 'number' && /^\d\d+$/.test(token.text)) {
    r.tokens[r.at] = { ...token, text: token.text.slice(1), spaced: false }
    return whole(Number(token.text[0]))
  }
  return r.deeper(() => asExpr(token.kind === 'number' ? number(r, false) : atom(r)))
}

/** Two or three letters are as many variables, so that the power in "xy^2" is y's; more are one name. */
function wordAtom(r: Reader): Node {
  const token = r.token
  if (token.text.length > 3) {
    r.at++
    return symbol(token.text + subscript(r))
  }
  const letters = [...token.text].map(
    (text, i): Token => ({ ...token, kind: 'letter', text, spaced: i === 0 && token.spaced }),
  )
  r.tokens.splice(r.at, 1, ...letters)
  return atom(r)
}

/** \hat{x}, \vec{v}, \overline{z}, \bar z, \dot{x}. */
function accented(r: Reader): Node {
  const accent = r.token.text
  r.at++
  const braced = r.accept('open', '{')
  const { text } = r.token
  const first = r.at
  if (accent === 'hat' || accent === '') {
    if ((text === 'i' || text === 'j' || text === 'k') && (!braced || r.peek().text === '}')) {
      if (accent === 'hat' || r.token.style === 'bold') {
        r.at += braced ? 2 : 1
        return symbol(`hat_${text}`)
      }
    }
  }
  if (!braced) {
    const node = atom(r)
    return accent === 'bar' ? call('conj', asExpr(node)) : suffixed(r, mark(node, accent))
  }
  // \overline{AB} and \overrightarrow{AB}: a segment, named by its ends.
  let at = first
  while (r.tokens[at]?.kind === 'letter' && /^[A-Z]$/.test(r.tokens[at]?.text as string)) at++
  if (at > first + 1 && r.tokens[at]?.text === '}') {
    r.at = at + 1
    return symbol(
      r.tokens
        .slice(first, at)
        .map((token) => token.text)
        .join(''),
    )
  }
  r.at = first - 1
  const node = r.deeper((inner) => bracket(inner))
  return accent === 'bar' ? call('conj', asExpr(node)) : suffixed(r, mark(node, accent))
}

/** \dot{x}_0: the index belongs to the name. */
function suffixed(r: Reader, node: Node): Node {
  return node.kind === 'symbol' && r.op('_') ? symbol(node.name + subscript(r)) : node
}

function mark(node: Node, accent: string): Node {
  if (accent === '') return node
  if (node.kind === 'constant') return symbol(`${node.name}${accent}`)
  if (node.kind !== 'symbol') throw UNREADABLE
  const split = node.name.search(/[_']/)
  return symbol(
    split < 0 ? node.name + accent : `${node.name.slice(0, split)}${accent}${node.name.slice(split)}`,
  )
}

/** ∠ABC, △ABC: one name. */
function angle(r: Reader): Node {
  r.at++
  let name = '∠'
  while (r.token.kind === 'letter' || r.token.kind === 'word') {
    name += r.token.text
    r.at++
    name += subscript(r)
  }
  if (name === '∠') throw UNREADABLE
  return symbol(name)
}

/** <1, 2> */
function angleTuple(r: Reader): Node {
  r.at++
  const items = r.nested(() => {
    r.angle = true
    const found = [r.grammar.item(r)]
    while (r.acceptOp(',')) found.push(r.grammar.item(r))
    return found
  })
  if (!r.acceptOp('>') || items.length < 2) throw UNREADABLE
  return { kind: 'tuple', items }
}

/** {}_nC_k, ^nC_k, _nP_k. */
function prescript(r: Reader): Node {
  r.at++
  const n = argument(r)
  const letter = r.token.text
  if (letter !== 'C' && letter !== 'P') throw UNREADABLE
  r.at++
  if (!r.acceptOp('_')) throw UNREADABLE
  return call(letter === 'C' ? 'binomial' : 'permutations', n, argument(r))
}
