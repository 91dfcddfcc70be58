import { type Budget, BudgetSpent } from './budget.js'
import { constant, variable } from './polynomial.js'
import { divide, negate, power, product, type Quotient, squareRoot, sum, whole } from './quotient.js'
import { rational } from './rational.js'
import { type Token, tokenise } from './tokens.js'

export interface Parsed {
  readonly value: Quotient
  /** A number with at most one division and a sign: nothing is left to work out. */
  readonly settled: boolean
}

const MAX_DEPTH = 40
/** Inside this file only: the text is no expression of the grammar. */
class NotAnExpression extends Error {}

/**
 * Recursive descent over
 *   sum     = [sign] product { (+|-) product }
 *   product = factor { (*|/|nothing) factor }
 *   factor  = atom { % } [ ^ exponent ]
 *   atom    = number | mixed number | name | (sum) | {sum} | [sum] | \frac{..}{..} | \sqrt{..}
 * evaluated while it is read. Returns undefined for other text; throws BudgetSpent only.
 */
export function parseExpression(text: string, budget: Budget): Parsed | undefined {
  const tokens = tokenise(text)
  if (!tokens || tokens.length === 0) return undefined
  const reader = new Reader(tokens, budget)
  try {
    const value = reader.sum(0)
    if (!reader.atEnd()) return undefined
    return { value, settled: reader.work === 0 && reader.divisions <= 1 && !reader.hasNames }
  } catch (error) {
    if (error instanceof NotAnExpression) return undefined
    throw error
  }
}

class Reader {
  work = 0
  divisions = 0
  hasNames = false
  private at = 0

  constructor(
    private readonly tokens: Token[],
    private readonly budget: Budget,
  ) {}

  atEnd(): boolean {
    return this.at === this.tokens.length
  }

  sum(depth: number): Quotient {
    if (depth > MAX_DEPTH) throw new BudgetSpent('steps')
    let total = this.signed(depth, () => this.product(depth))
    for (;;) {
      const minus = this.accept('-')
      if (!minus && !this.accept('+')) return total
      this.work++
      const term = this.signed(depth, () => this.product(depth))
      total = sum(total, minus ? negate(term, this.budget) : term, this.budget)
    }
  }

  private product(depth: number): Quotient {
    let total = this.factor(depth)
    for (;;) {
      if (this.accept('/')) {
        this.divisions++
        total = this.divided(
          total,
          this.signed(depth, () => this.factor(depth)),
        )
      } else if (this.accept('*')) {
        this.work++
        total = product(
          total,
          this.signed(depth, () => this.factor(depth)),
          this.budget,
        )
      } else if (this.startsFactor()) {
        if (this.peek()?.kind === 'number') throw new NotAnExpression() // "2 3" is two numbers
        this.work++
        total = product(total, this.factor(depth), this.budget)
      } else return total
    }
  }

  private factor(depth: number): Quotient {
    let base = this.atom(depth)
    while (this.accept('%')) base = product(base, whole(constant(rational(1n, 100n))), this.budget)
    if (!this.accept('^')) return base
    this.work++
    const exponent = this.signed(depth, () => this.factor(depth + 1))
    const result = power(base, exponent, this.budget)
    if (!result) throw new NotAnExpression()
    return result
  }

  private atom(depth: number): Quotient {
    if (depth > MAX_DEPTH) throw new BudgetSpent('steps')
    const token = this.take()
    if (token.kind === 'number') return this.mixed(number(token.text, this.budget), token)
    if (token.kind === 'name') {
      this.hasNames = true
      return whole(variable(token.text))
    }
    if (token.kind === 'command' && token.text === 'frac') {
      this.divisions++
      const top = this.argument(depth)
      return this.divided(top, this.argument(depth))
    }
    if (token.kind === 'command' && token.text === 'sqrt') {
      this.work++
      const root = squareRoot(this.argument(depth), this.budget)
      if (!root) throw new NotAnExpression()
      return root
    }
    return this.bracketed(token, depth)
  }

  /** "3 1/2" and "3\frac{1}{2}": a whole number directly before a fraction of whole numbers adds. */
  private mixed(leading: Quotient, token: Token): Quotient {
    if (!/^\d+$/.test(token.text)) return leading
    const shape = this.tokens
      .slice(this.at, this.at + 7)
      .map((t) => (t.kind === 'number' ? (/^\d+$/.test(t.text) ? '0' : '.') : t.text))
    const plain = shape.slice(0, 3).join(' ') === '0 / 0' && this.peek()?.spaced === true
    const latex = shape.join(' ') === 'frac { 0 } { 0 }'
    if (!plain && !latex) return leading
    const [top, bottom] = plain ? [0, 2] : [2, 5]
    const n = number((this.tokens[this.at + top] as Token).text, this.budget)
    const d = number((this.tokens[this.at + bottom] as Token).text, this.budget)
    this.at += plain ? 3 : 7
    this.divisions++
    return sum(leading, this.divided(n, d), this.budget)
  }

  /** The argument of a command: braces, or a single digit or letter as TeX reads it. */
  private argument(depth: number): Quotient {
    const token = this.peek()
    if (token?.kind === 'number' && token.text.length > 1 && /^\d+$/.test(token.text)) {
      const rest = { ...token, text: token.text.slice(1), spaced: false }
      this.tokens[this.at] = rest
      return number(token.text[0] as string, this.budget)
    }
    return this.atom(depth + 1)
  }

  private bracketed(token: Token, depth: number): Quotient {
    const close = { '(': ')', '{': '}', '[': ']' }[token.text]
    if (token.kind !== 'sign' || !close) throw new NotAnExpression()
    const value = this.sum(depth + 1)
    if (!this.accept(close)) throw new NotAnExpression()
    return value
  }

  private signed(depth: number, read: () => Quotient): Quotient {
    if (depth > MAX_DEPTH) throw new BudgetSpent('steps')
    if (this.accept('+')) return read()
    return this.accept('-') ? negate(read(), this.budget) : read()
  }

  private divided(top: Quotient, bottom: Quotient): Quotient {
    const result = divide(top, bottom, this.budget)
    if (!result) throw new NotAnExpression()
    return result
  }

  private startsFactor(): boolean {
    const token = this.peek()
    if (!token) return false
    return token.kind !== 'sign' || '([{'.includes(token.text)
  }

  private peek(): Token | undefined {
    return this.tokens[this.at]
  }

  private take(): Token {
    const token = this.tokens[this.at++]
    if (!token) throw new NotAnExpression()
    return token
  }

  private accept(sign: string): boolean {
    const token = this.peek()
    if (token?.kind !== 'sign' || token.text !== sign) return false
    this.at++
    return true
  }
}

function number(text: string, budget: Budget): Quotient {
  const [before = '', after = ''] = text.split('.')
  const value = rational(BigInt(`${before}${after}` || '0'), 10n ** BigInt(after.length))
  return whole(constant(budget.bounded(value)))
}
