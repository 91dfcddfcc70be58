import type { Budget } from '../budget.js'
import type { Expr, Node } from '../node.js'
import type { Token, TokenKind } from './token.js'
import { UNREADABLE } from './unreadable.js'

/**
 * The productions that call each other in a circle. The reader carries them, so that each file imports only those below
 * it: statements → relations → sets → ratios → sums → atoms → brackets, functions, big operators, matrices, names.
 */
export interface Grammar {
  readonly statement: (r: Reader) => Node
  readonly item: (r: Reader) => Node
  readonly sum: (r: Reader) => Node
  readonly term: (r: Reader) => Node
  readonly factor: (r: Reader) => Node
  readonly postfixed: (r: Reader, base: Node) => Node
  readonly atom: (r: Reader) => Node
  readonly argument: (r: Reader, digits?: 'first' | 'all') => Expr
}

export interface ReadOptions {
  /** "12:30" is a time of day, not a ratio. */
  readonly times: boolean
  /** A letter or word after a number in plain text is a unit, not a factor. */
  readonly units: boolean
  /** The answer is a series of words, so that three letters are no product. */
  readonly series: boolean
}

const STOP: Token = {
  kind: 'stop',
  text: '',
  spaced: true,
  style: 'none',
  at: -1,
  repeat: '',
  exponent: 0,
}

/** The tokens with a place in them, and what the grammar needs to know of the surroundings. */
export class Reader {
  at = 0
  /** Bars | of absolute values that are open at this bracket level. */
  bars = 0
  /** The same for double bars. */
  norms = 0
  /** Inside {..|..} before the bar. */
  builder = false
  /** Inside <a, b>: `>` closes. */
  angle = false
  /** Open integrals; `d x` ends the innermost. */
  integrals = 0
  /** Bracket level of the innermost integral's body, and the variable of its d x once seen. */
  integralLevel = 0
  differential: string | undefined
  level = 0
  /** How many brackets are open; `level` counts recursion without brackets too. */
  brackets = 0
  /** Names bound by sums, products and families: there `i` is an index. */
  readonly bound: string[] = []
  /** Inside a chain with ≡, where "mod n" belongs to the relation. */
  congruence = 0
  /** What was ambiguous on the way. */
  sawTime = false
  sawUnit = false
  /** A ratio came before: what follows is one too. */
  sawRatio = false

  constructor(
    readonly tokens: Token[],
    readonly budget: Budget,
    readonly options: ReadOptions,
    readonly plain: boolean,
    readonly grammar: Grammar,
  ) {}

  get token(): Token {
    return this.tokens[this.at] ?? STOP
  }

  peek(ahead = 1): Token {
    return this.tokens[this.at + ahead] ?? STOP
  }

  is(kind: TokenKind, text: string): boolean {
    const token = this.tokens[this.at]
    return token !== undefined && token.kind === kind && token.text === text
  }

  op(text: string): boolean {
    const token = this.tokens[this.at]
    return token !== undefined && token.kind === 'operator' && token.text === text
  }

  accept(kind: TokenKind, text: string): boolean {
    if (!this.is(kind, text)) return false
    this.at++
    return true
  }

  acceptOp(text: string): boolean {
    if (!this.op(text)) return false
    this.at++
    return true
  }

  expect(kind: TokenKind, text: string): void {
    if (!this.accept(kind, text)) throw UNREADABLE
  }

  /** Is a closing bracket next? */
  closing(): boolean {
    return this.tokens[this.at]?.kind === 'close'
  }

  /** "(k ∈ Z)" after a value. */
  conditionAhead(): boolean {
    if (!this.is('open', '(') || this.peek().kind !== 'letter') return false
    const after = this.peek(2)
    return after.kind === 'operator' && after.text === 'in'
  }

  /** "(mod 7)" after a value. */
  modulusAhead(): boolean {
    if (!this.is('open', '(')) return false
    const next = this.peek()
    return next.kind === 'operator' && next.text === 'mod'
  }

  get done(): boolean {
    return this.at >= this.tokens.length
  }

  /** The d x of the integral that is being read at this level has been passed. */
  closedIntegral(): boolean {
    return this.integrals > 0 && this.differential !== undefined && this.brackets === this.integralLevel
  }

  /** Runs `read` one bracket deeper, with the surroundings of a fresh bracket. */
  nested<T>(read: (reader: Reader) => T): T {
    const { bars, builder, angle } = this
    this.bars = 0
    this.builder = false
    this.angle = false
    this.budget.spend()
    this.budget.depth(++this.level)
    this.brackets++
    const result = read(this)
    this.level--
    this.brackets--
    this.bars = bars
    this.builder = builder
    this.angle = angle
    return result
  }

  /** Counts a level of recursion that is no bracket. */
  deeper<T>(read: (reader: Reader) => T): T {
    this.budget.spend()
    this.budget.depth(++this.level)
    const result = read(this)
    this.level--
    return result
  }
}
