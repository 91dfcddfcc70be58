import type { Expr, Node } from '../node.js'
import { ofEvents } from './events.js'
import { asExpr, call, symbol } from './expr.js'
import type { Reader } from './reader.js'
import { UNREADABLE } from './unreadable.js'

const CONSTANTS: ReadonlyMap<string, 'pi' | 'e' | 'i' | 'infinity'> = new Map([
  ['pi', 'pi'],
  ['e', 'e'],
  ['i', 'i'],
  ['infinity', 'infinity'],
])
/** Letters that name a function when a bracket follows at once. */
const FUNCTIONS = new Set(['f', 'g', 'F', 'G'])
/** Letters that are rather variables and coefficients: "x(3)" and "a(b)" are products; "I(0)" and "u(t)" are values. */
const VARIABLES = new Set('x y z n m k a b c l w alpha beta gamma lambda mu omega theta epsilon'.split(' '))
/** What these depend on, if it stands in a bracket alone. */
const DEPENDENCES = new Set(['y(x)', 'y(n)', 'a(n)', 'b(n)', 'c(n)'])

/** A letter with what belongs to its name, as a constant, a variable or an applied function. */
export function named(r: Reader): Node {
  const { text, style } = r.token
  r.at++
  const event = ofEvents(r, text)
  if (event) return event
  if ((text === 'C' || text === 'P') && choice(r, text)) return chosen(r, text)
  if (text === 'Gamma' && r.is('open', '(') && !r.token.spaced) return call('gamma', ...arguments_(r))
  const suffix = subscript(r) + primes(r)
  const later = suffix !== '' && !suffix.startsWith('_') && r.op('_') ? subscript(r) : ''
  const name = text + later + suffix
  const constant = name === text && style !== 'bold' ? CONSTANTS.get(text) : undefined
  if (style === 'bold' && 'ijk'.includes(name) && name.length === 1) return symbol(`hat_${name}`)
  if (constant !== undefined && !r.bound.includes(text)) return { kind: 'constant', name: constant }
  if (r.is('open', '(') && applies(r, text, suffix)) return applied(r, name)
  if (r.is('open', '[') && indexed(r)) return applied(r, name, ']')
  if (r.op('^') && FUNCTIONS.has(text)) {
    const order = derivativeOrder(r)
    if (order !== undefined) return applied(r, name + order)
  }
  return symbol(name)
}

/** `_1`, `_{12}`, `_{n+1}`, `_\text{max}`: written `_1` or `_{ab}` in names. */
export function subscript(r: Reader): string {
  if (!r.acceptOp('_')) return ''
  const first = r.token
  if (first.kind !== 'open' || first.text !== '{') {
    if (first.kind === 'stop' || first.kind === 'close') throw UNREADABLE
    r.at++
    return wrapped(first.text)
  }
  r.at++
  let name = ''
  for (let braces = 1; ; r.at++) {
    const { kind, text } = r.token
    if (kind === 'stop') throw UNREADABLE
    r.budget.spend()
    if (text === '{') braces++
    else if (text === '}' && --braces === 0) break
    name += text
  }
  r.at++
  return wrapped(name.slice(0, 40))
}

const wrapped = (name: string): string =>
  name === '' ? '' : /^[a-zA-Z0-9]$|^\d+$/.test(name) ? `_${name}` : `_{${name}}`

/** ', '', ^\prime, ^{\prime\prime} */
function primes(r: Reader): string {
  let marks = ''
  for (;;) {
    if (r.acceptOp("'")) marks += "'"
    else if (r.acceptOp("''")) marks += "''"
    else if (r.op('^') && r.peek().text === "'" && r.peek().kind === 'operator') r.at++
    else if (r.op('^') && r.peek().text === '{' && r.peek(2).text === "'") {
      r.at += 2
      while (r.acceptOp("'")) marks += "'"
      r.expect('close', '}')
    } else return marks
  }
}

/** f^{-1}(x), f^{(n)}(x): the mark if a bracket follows it. */
function derivativeOrder(r: Reader): string | undefined {
  const inverse = r.peek().text === '{' && r.peek(2).text === '-' && r.peek(3).text === '1'
  if (!inverse || r.peek(4).text !== '}' || r.peek(5).text !== '(') return undefined
  r.at += 5
  return '^-1'
}

function applies(r: Reader, letter: string, suffix: string): boolean {
  const written = FUNCTIONS.has(letter)
  const zero = r.peek().text === '0' && r.peek(2).text === ')'
  if (r.token.spaced && !written && !zero && r.token.style === 'plain') return false
  if (written || (suffix.includes("'") && !r.token.spaced)) return true
  const signed = r.peek().kind === 'operator' && r.peek().text === '-' && r.peek(2).kind === 'number'
  const at = signed ? 2 : 1
  if (r.peek(at + 1).text !== ')') return !r.token.spaced && listed(r)
  const { kind, text } = r.peek(at)
  // Nobody writes a product with 0: y(0) is where something starts.
  if (kind === 'number') return !VARIABLES.has(letter) || text === '0'
  if (kind !== 'letter' || text === letter) return false
  // "N(n) = ..." at the start of a statement defines a function.
  if (r.peek(3).text === '=' && r.at <= 2) return true
  return !VARIABLES.has(letter) || text === 't' || DEPENDENCES.has(`${letter}(${text})`)
}

/** Do commas separate what is in the bracket: u(x, t)? */
function listed(r: Reader): boolean {
  let depth = 0
  for (let i = 1; i < 24; i++) {
    const { kind, text } = r.peek(i)
    if (kind === 'stop') return false
    if (kind === 'open') depth++
    else if (kind === 'close' && depth-- === 0) return false
    else if (kind === 'operator' && text === ',' && depth === 0) return true
  }
  return false
}

/** x[0], E[X]. */
function indexed(r: Reader): boolean {
  const { kind } = r.peek()
  return !r.token.spaced && (kind === 'number' || kind === 'letter') && r.peek(2).text === ']'
}

function applied(r: Reader, name: string, closer: ')' | ']' = ')'): Expr {
  const args = arguments_(r, closer)
  return { kind: 'apply', name, args }
}

/** (a, b, ...) after a function's name. */
export function arguments_(r: Reader, closer: ')' | ']' = ')'): Expr[] {
  r.expect('open', closer === ')' ? '(' : '[')
  return r.nested(() => {
    const args = [asExpr(r.grammar.sum(r))]
    while (r.acceptOp(',') || r.acceptOp(';')) args.push(asExpr(r.grammar.sum(r)))
    r.expect('close', closer)
    return args
  })
}

/** C(n, k), C_n^k with whole numbers, P(n, k). */
function choice(r: Reader, letter: string): boolean {
  if (r.is('open', '(')) return !r.token.spaced && listed(r)
  return (
    letter === 'C' &&
    r.op('_') &&
    r.peek().kind === 'number' &&
    r.peek(2).text === '^' &&
    r.peek(3).kind === 'number' &&
    Number(r.peek().text) >= Math.max(2, Number(r.peek(3).text))
  )
}

function chosen(r: Reader, letter: string): Expr {
  const name = letter === 'C' ? 'binomial' : 'permutations'
  if (r.is('open', '(')) {
    const args = arguments_(r)
    if (args.length !== 2) throw UNREADABLE
    return call(name, ...args)
  }
  const n = numberAt(r, 1)
  const k = numberAt(r, 3)
  r.at += 4
  return call(name, n, k)
}

const numberAt = (r: Reader, ahead: number): Expr => ({
  kind: 'number',
  value: { n: BigInt(r.peek(ahead).text), d: 1n },
})
