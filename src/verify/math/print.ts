import { freeSymbols } from './exact/index.js'
import type { Expr, Node, RelationOp, Unit } from './node.js'
import type { Rational } from './rational.js'

const MAX_LENGTH = 200

/** Compact plain text that reads back to the same meaning; cut with … past about 200 characters. */
export function printNode(node: Node): string {
  const text = new Printer().node(node)
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text
}

/** How tightly an expression holds together: a looser one needs brackets inside a tighter. */
const enum Level {
  Sum = 1,
  Sign,
  Product,
  Power,
  Atom,
}

const RELATIONS: Readonly<Record<RelationOp, string>> = {
  '=': ' = ',
  '!=': ' != ',
  '<': ' < ',
  '<=': ' <= ',
  '>': ' > ',
  '>=': ' >= ',
  approx: ' ≈ ',
  in: ' ∈ ',
  notIn: ' ∉ ',
  subset: ' ⊂ ',
  congruent: ' ≡ ',
}
const SETS = { N: 'ℕ', Z: 'ℤ', Q: 'ℚ', R: 'ℝ', C: 'ℂ' } as const
const PARTS = { positive: '^+', negative: '^-', nonzero: '^*', nonnegative: '_0' } as const
const CONSTANTS = { pi: 'π', e: 'e', i: 'i', infinity: '∞' } as const
const BIG = { sum: '∑', product: '∏' } as const

class Printer {
  /** Characters made so far: past the limit nothing more is printed, so that the cost is bounded. */
  private size = 0

  node(node: Node): string {
    if (this.size > MAX_LENGTH) return ''
    const text = this.print(node)
    if (text.length > this.size) this.size = text.length
    return text
  }

  private print(node: Node): string {
    switch (node.kind) {
      case 'percentage':
        return `${this.expr(node.value, Level.Power)}%`
      case 'quantity':
        return this.quantity(node.value, node.unit)
      case 'tuple':
        return `(${this.list(node.items)})`
      case 'set':
        return `\\{${this.list(node.items)}\\}`
      case 'list':
        return this.list(node.items)
      case 'interval':
        return `${node.fromClosed ? '[' : '('}${this.node(node.from)}, ${this.node(node.to)}${node.toClosed ? ']' : ')'}`
      case 'union':
        return this.joined(node.parts, ' ∪ ')
      case 'intersection':
        return this.joined(node.parts, ' ∩ ')
      case 'difference':
        return `${this.node(node.left)} ∖ ${this.node(node.right)}`
      case 'numberSet':
        return `${SETS[node.name]}${node.part ? PARTS[node.part] : ''}`
      case 'builder':
        return `\\{${this.node(node.item)} : ${this.node(node.condition)}\\}`
      case 'relation':
        return this.relation(node)
      case 'logic':
        return this.joined(node.parts, ` ${node.op} `)
      case 'family':
        return `${this.node(node.item)}, ${node.indices.join(', ')} ∈ ${this.node(node.domain)}`
      case 'ratio':
        return this.joined(node.parts, ':')
      case 'time':
        return this.time(node)
      case 'numeral':
        return `${node.digits}_${node.base}`
      case 'text':
        return node.written
      default:
        return this.expr(node, Level.Sum)
    }
  }

  private list(items: readonly Node[]): string {
    return this.joined(items, ', ')
  }

  private joined(items: readonly Node[], by: string): string {
    const parts: string[] = []
    let size = 0
    for (const item of items) {
      if (size > MAX_LENGTH) break
      const part = this.node(item)
      size += part.length
      parts.push(part)
    }
    return parts.join(by)
  }

  private quantity(value: Expr, unit: Unit): string {
    if (unit.dimension !== 'degree') return `${this.expr(value, Level.Product)} ${unit.name}`
    if (value.kind === 'negate') return `-${this.quantity(value.arg, unit)}`
    return `${value.kind === 'product' ? this.bare(value) : this.expr(value, Level.Power)}°`
  }

  private relation({ first, links }: Extract<Node, { kind: 'relation' }>): string {
    let text = this.node(first)
    for (const { op, right, modulus } of links)
      text += RELATIONS[op] + this.node(right) + (modulus ? ` (mod ${this.node(modulus)})` : '')
    return text
  }

  private time({ hours, minutes, seconds, half }: Extract<Node, { kind: 'time' }>): string {
    const two = (n: number): string => String(n).padStart(2, '0')
    return `${hours}:${two(minutes)}${seconds > 0 ? `:${two(seconds)}` : ''}${half ? ` ${half}` : ''}`
  }

  private expr(expr: Expr, above: Level): string {
    if (this.size > MAX_LENGTH) return ''
    const level = levelOf(expr)
    const text = this.bare(expr)
    return level < above ? `(${text})` : text
  }

  private bare(expr: Expr): string {
    switch (expr.kind) {
      case 'number':
        return number(expr.value, expr.places)
      case 'constant':
        return CONSTANTS[expr.name]
      case 'symbol':
        return symbolName(expr.name)
      case 'sum':
        return this.sum(expr.terms)
      case 'product':
        return this.product(expr.factors)
      case 'quotient':
        return `${this.expr(expr.top, Level.Product)}/${this.expr(expr.bottom, Level.Power)}`
      case 'negate':
        return `-${this.expr(expr.arg, Level.Product)}`
      case 'plusMinus':
        return `${expr.upper === 1 ? '±' : '∓'}${this.expr(expr.arg, Level.Product)}`
      case 'power':
        return `${this.expr(expr.base, Level.Atom)}^${this.exponent(expr.exponent)}`
      case 'root':
        return expr.degree === 2
          ? `sqrt(${this.node(expr.arg)})`
          : `\\sqrt[${expr.degree}]{${this.node(expr.arg)}}`
      case 'call':
        return this.call(expr)
      case 'apply':
        return `${expr.name}(${this.list(expr.args)})`
      case 'big':
        return this.big(expr)
      case 'matrix':
        return `[${expr.rows.map((row) => `[${this.list(row)}]`).join(', ')}]`
    }
  }

  private sum(terms: readonly Expr[]): string {
    let text = ''
    for (const [i, term] of terms.entries()) {
      if (text.length > MAX_LENGTH) break
      if (bindsNext(terms, i)) text += `${i > 0 ? ' + ' : ''}(${this.expr(term, Level.Sum)})`
      else if (term.kind === 'negate' && i > 0) text += ` - ${this.expr(term.arg, Level.Product)}`
      else if (term.kind === 'plusMinus' && i > 0)
        text += ` ${term.upper === 1 ? '±' : '∓'} ${this.expr(term.arg, Level.Product)}`
      else text += (i > 0 ? ' + ' : '') + this.expr(term, i > 0 ? Level.Product : Level.Sign)
    }
    return text
  }

  private product(factors: readonly Expr[]): string {
    const parts: string[] = []
    let size = 0
    for (const factor of factors) {
      if (size > MAX_LENGTH) break
      const part = factor.kind === 'quotient' ? `(${this.bare(factor)})` : this.expr(factor, Level.Power)
      size += part.length
      parts.push(part)
    }
    return parts.join('*')
  }

  private exponent(expr: Expr): string {
    const text = this.bare(expr)
    return levelOf(expr) === Level.Atom && /^(\w|\d+)$/.test(text) ? text : `{${text}}`
  }

  private call({ name, args }: Extract<Expr, { kind: 'call' }>): string {
    const [first, second] = args as [Expr, Expr?]
    switch (name) {
      case 'factorial':
        return `${this.expr(first, Level.Atom)}!`
      case 'doubleFactorial':
        return `${this.expr(first, Level.Atom)}!!`
      case 'degree':
        return `${this.expr(first, Level.Atom)}°`
      case 'abs':
        return `abs(${this.node(first)})`
      case 'log':
        return second ? `\\log_{${this.node(second)}}(${this.node(first)})` : `ln(${this.node(first)})`
      case 'mod':
        return second
          ? `(${this.expr(first, Level.Power)} mod ${this.expr(second, Level.Power)})`
          : `mod(${this.node(first)})`
      case 'binomial':
        return `binomial(${this.list(args)})`
      case 'permutations':
        return `P(${this.list(args)})`
      case 're':
        return `Re(${this.node(first)})`
      case 'im':
        return `Im(${this.node(first)})`
      case 'gamma':
        return `Γ(${this.node(first)})`
      case 'norm':
        return `‖${this.node(first)}‖`
      case 'transpose':
        return `${this.expr(first, Level.Atom)}^T`
      default:
        return `${name}(${this.list(args)})`
    }
  }

  private big(expr: Extract<Expr, { kind: 'big' }>): string {
    const body = this.expr(expr.body, Level.Product)
    const { op, variable, from, to, order, side } = expr
    switch (op) {
      case 'sum':
      case 'product':
        return `${BIG[op]}_{${variable}=${from ? this.node(from) : ''}}^{${to ? this.node(to) : ''}} ${body}`
      case 'integral':
        return `∫${from && to ? `_{${this.node(from)}}^{${this.node(to)}}` : ''} ${body} d${symbolName(variable)}`
      case 'derivative': {
        const power = order === undefined ? '' : `^${order}`
        return `\\frac{d${power}}{d${symbolName(variable)}${power}} ${body}`
      }
      case 'limit':
        return `lim_{${variable}→${to ? this.node(to) : ''}${side ? (side === 1 ? '^+' : '^-') : ''}} ${body}`
    }
  }
}

/** A sum, product or limit would take in the terms after it that hold its variable. */
function bindsNext(terms: readonly Expr[], i: number): boolean {
  let last = terms[i]
  while (last?.kind === 'product' || last?.kind === 'negate')
    last = last.kind === 'negate' ? last.arg : last.factors.at(-1)
  if (last?.kind !== 'big' || last.op === 'integral' || last.op === 'derivative') return false
  const { variable } = last
  return terms.slice(i + 1).some((term) => freeSymbols(term).includes(variable))
}

function levelOf(expr: Expr): Level {
  switch (expr.kind) {
    case 'sum':
      return Level.Sum
    case 'negate':
    case 'plusMinus':
      return Level.Sign
    case 'product':
    case 'quotient':
    case 'big':
      return Level.Product
    case 'power':
      return Level.Power
    case 'number':
      return expr.value.n < 0n ? Level.Sign : isFraction(expr) ? Level.Product : Level.Atom
    case 'call':
      return expr.name === 'factorial' ||
        expr.name === 'doubleFactorial' ||
        expr.name === 'transpose' ||
        expr.name === 'degree'
        ? Level.Power
        : Level.Atom
    default:
      return Level.Atom
  }
}

const isFraction = ({ value, places }: Extract<Expr, { kind: 'number' }>): boolean =>
  value.d !== 1n && (places === undefined || places <= 0)

/** Whole, decimal with its written places, or n/d. */
function number({ n, d }: Rational, places: number | undefined): string {
  if (d === 1n && (places === undefined || places <= 0)) return n.toString()
  if (places === undefined || places <= 0 || places > 60) return `${n}/${d}`
  const scaled = (n * 10n ** BigInt(places)) / d
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0')
  return `${n < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** Greek letters as themselves. */
function symbolName(name: string): string {
  if (name.startsWith('hat_')) return `\\hat{${name.slice(4)}}`
  if (name.startsWith('d') && name.includes('/')) {
    const [top, bottom] = name.split('/') as [string, string]
    return `\\frac{${separated(top)}}{${separated(bottom)}}`
  }
  return name
}

/** "d^2theta" with a space before a Greek name. */
const separated = (part: string): string => part.replace(/^d(\^\d+)?([A-Za-z]{2,12})/, 'd$1 \\$2')
