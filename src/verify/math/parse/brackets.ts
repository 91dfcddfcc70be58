import type { Expr, Node } from '../node.js'
import { asExpr, call, isExpr, quotient } from './expr.js'
import { baseAt, numeral } from './numerals.js'
import type { Reader } from './reader.js'
import { UNREADABLE } from './unreadable.js'

/** Whatever an opening bracket starts: a group, a tuple, an interval, a set, a floor, an absolute value. */
export function bracket(r: Reader): Node {
  const open = r.token.text
  r.at++
  switch (open) {
    case '(':
      return round(r)
    case '[':
      return square(r)
    case '{':
      return braces(r)
    case '\\{':
      return set(r, '\\}')
    case '⟨':
      return tupleOf(items(r, '⟩'))
    case '⌊':
      return call('floor', enclosed(r, '⌋'))
    case '⌈':
      return call('ceil', enclosed(r, '⌉'))
    case 'l|':
      return absolute(enclosed(r, 'r|'))
    case 'l||':
      return call('norm', enclosed(r, 'r||'))
  }
  throw UNREADABLE
}

function enclosed(r: Reader, close: string): Expr {
  const inner = r.nested((reader) => asExpr(reader.grammar.sum(reader)))
  r.expect('close', close)
  return inner
}

/** |A| of a matrix is its determinant. */
const absolute = (arg: Expr): Expr => call(arg.kind === 'matrix' ? 'det' : 'abs', arg)

/** |x| and ||x|| written with bars that do not say which way they face. */
export function bars(r: Reader): Expr {
  const { text } = r.token
  r.at++
  return r.deeper(() => {
    const double = text === '||'
    if (double) r.norms++
    else r.bars++
    const { builder } = r
    r.builder = false
    const inner = asExpr(r.grammar.sum(r))
    r.builder = builder
    if (double) r.norms--
    else r.bars--
    if (!r.acceptOp(text)) throw UNREADABLE
    return double ? call('norm', inner) : absolute(inner)
  })
}

/** Items up to a closing bracket, which is taken. */
function items(r: Reader, close: string): Node[] {
  const found = r.nested(() => separated(r))
  r.expect('close', close)
  return found
}

function separated(r: Reader): Node[] {
  if (r.closing()) return []
  const found = [r.grammar.item(r)]
  while (r.acceptOp(',') || r.acceptOp(';')) {
    if (r.closing()) break
    found.push(r.grammar.item(r))
  }
  return found
}

function tupleOf(found: readonly Node[]): Node {
  if (found.length === 0) throw UNREADABLE
  return found.length === 1 ? (found[0] as Node) : { kind: 'tuple', items: found }
}

function interval(r: Reader, [from, to]: readonly Node[], fromClosed: boolean, toClosed: boolean): Node {
  return { kind: 'interval', from: asExpr(from as Node), to: asExpr(to as Node), fromClosed, toClosed }
}

function round(r: Reader): Node {
  const found = r.nested(() => separated(r))
  if (r.accept('close', ')')) {
    const only = found.length === 1 ? (found[0] as Node) : undefined
    if (only?.kind === 'number' && r.op('_')) return based(r, only)
    if (found.length === 2 && found.some(isInfinite)) return interval(r, found, false, false)
    return tupleOf(found)
  }
  if (found.length !== 2 || !closesInterval(r)) throw UNREADABLE
  const closed = r.token.text === ']'
  r.at++
  return interval(r, found, false, closed)
}

const isInfinite = (node: Node): boolean =>
  node.kind === 'negate' ? isInfinite(node.arg) : node.kind === 'constant' && node.name === 'infinity'

/** (101)_2 */
function based(r: Reader, value: Extract<Node, { kind: 'number' }>): Node {
  const base = baseAt(r)
  if (base === undefined || value.value.d !== 1n) throw UNREADABLE
  return numeral(value.value.n.toString(), base)
}

const closesInterval = (r: Reader): boolean => r.is('close', ']') || r.is('open', '[') || r.is('close', ')')

/** [[1, 2], [3, 4]]: a matrix by rows. */
function rows(r: Reader): Node {
  const found: Expr[][] = []
  do {
    r.expect('open', '[')
    found.push(items(r, ']').map(asExpr))
  } while (r.acceptOp(','))
  r.expect('close', ']')
  const width = found[0]?.length ?? 0
  if (width === 0 || found.some((row) => row.length !== width)) throw UNREADABLE
  return { kind: 'matrix', rows: found }
}

function square(r: Reader): Node {
  if (r.is('open', '[')) return r.nested(rows)
  const found = r.nested(() => separated(r))
  if (!closesInterval(r)) throw UNREADABLE
  const { text } = r.token
  r.at++
  if (found.length === 2 && found.every(isExpr)) return interval(r, found, true, text === ']')
  if (text !== ']') throw UNREADABLE
  if (found.length === 1 && isExpr(found[0] as Node)) return found[0] as Node
  return { kind: 'list', items: found }
}

/** ]a, b[ and ]a, b]. */
export function reversedInterval(r: Reader): Node {
  r.at++
  const found = r.nested(() => separated(r))
  if (found.length !== 2 || !closesInterval(r)) throw UNREADABLE
  const closed = r.token.text === ']'
  r.at++
  return interval(r, found, false, closed)
}

/** A LaTeX group; with commas a set whose backslashes were lost. */
function braces(r: Reader): Node {
  if (r.accept('close', '}')) {
    if (r.op('_') || r.op('^')) return prefixed(r)
    return { kind: 'set', items: [] }
  }
  return r.nested(() => {
    const bar = r.peek()
    if (r.token.kind === 'letter' && bar.kind === 'operator' && (bar.text === '|' || bar.text === 'in'))
      r.builder = true
    const first = r.grammar.item(r)
    if (r.op('over') || r.op('choose')) {
      const over = r.acceptOp('over') || !r.acceptOp('choose')
      const bottom = asExpr(r.grammar.sum(r))
      r.expect('close', '}')
      return over ? quotient(asExpr(first), bottom) : call('binomial', asExpr(first), bottom)
    }
    if (r.accept('close', '}')) return first
    return finishSet(r, first, '}')
  })
}

/** {}_nC_k */
function prefixed(r: Reader): Node {
  r.at++
  const n = r.grammar.argument(r)
  const letter = r.token.text
  if (letter !== 'C' && letter !== 'P') throw UNREADABLE
  r.at++
  if (!r.acceptOp('_')) throw UNREADABLE
  return call(letter === 'C' ? 'binomial' : 'permutations', n, r.grammar.argument(r))
}

function set(r: Reader, close: string): Node {
  return r.nested(() => {
    if (r.accept('close', close)) return { kind: 'set', items: [] }
    r.builder = true
    const first = r.grammar.item(r)
    return finishSet(r, first, close)
  })
}

/** After the first item of a set: more items, or the bar and the condition. */
function finishSet(r: Reader, first: Node, close: string): Node {
  if (r.acceptOp('|') || r.acceptOp('mid') || r.acceptOp(':')) {
    r.builder = false
    const condition = r.grammar.statement(r)
    closeSet(r, close)
    return { kind: 'builder', item: first, condition }
  }
  const found = [first]
  while (r.acceptOp(',') || r.acceptOp(';')) {
    if (r.closing()) break
    found.push(r.grammar.item(r))
  }
  closeSet(r, close)
  return { kind: 'set', items: found }
}

/** The brace that closes a set may have lost its backslash. */
function closeSet(r: Reader, close: string): void {
  if (!r.accept('close', '}')) r.expect('close', close)
}
