import { SUPERSCRIPTS, undoubled } from '../../spellings.js'
import type { Budget } from '../budget.js'
import { findUnit } from '../units/index.js'
import {
  FRACTIONS,
  functionPrefix,
  hasCommands,
  hexadecimalEnd,
  isDigit,
  isDigitOf,
  isLetter,
  lettersEnd,
  numeralEnd,
  SPACE,
  SUBSCRIPTS,
} from './characters.js'
import { scanNumber } from './scan-number.js'
import {
  ACCENTS,
  CLOSERS,
  CURRENCIES,
  DRESSINGS,
  FUNCTION_COMMANDS,
  FUNCTION_WORDS,
  IGNORED,
  LETTER_WORDS,
  LETTERS,
  OPENERS,
  OPERATOR_WORDS,
  OPERATORS,
  type Style,
} from './symbols.js'
import type { Token, TokenKind, TokenOptions, Tokens } from './token.js'

interface Frame {
  /** The brace that opened the frame stands for nothing. */
  readonly dropped: boolean
  math: boolean
  style: Style
  /** The brace may be that of a set. */
  readonly set: boolean
}

const LETTER = /^\p{L}/u
const NUMBER_SETS = 'NZQRC'
/** Words that join an answer with its condition, wherever they stand. */
const PHRASES = new Set('where for with any all integer integers such that when'.split(' '))
const SIZES = /^(?:left|right|[bB]igg?[lr]?)$/
/** Environments that only lay out. */
const LAYOUT =
  /^(?:align|aligned|alignat|gather|gathered|equation|split|multline|eqnarray|displaymath|math|center|flalign)\*?$/

/** Splits `raw` in one pass. Never throws but BudgetSpent. */
export function tokenise(raw: string, budget: Budget, options: TokenOptions): Tokens {
  const scanner = new Scanner(undoubled(raw), budget, options)
  scanner.run()
  return { list: scanner.tokens, ambiguousComma: scanner.ambiguousComma, plain: scanner.plain }
}

class Scanner {
  readonly tokens: Token[] = []
  ambiguousComma = false
  readonly plain: boolean
  private i = 0
  private spaced = false
  private readonly frames: Frame[]
  private brackets = 0
  private environments = 0
  /** The next opening brace belongs to a command that only dresses. */
  private dressing: Style | undefined
  private readonly delimited: boolean
  /** Words have been seen in bare LaTeX: what follows is read as words too. */
  private prose = false
  private readonly currency: boolean
  /** No backslashes but those of delimiters: \(3e8\). */
  private readonly commandless: boolean
  private readonly semicolons: boolean

  constructor(
    private readonly s: string,
    private readonly budget: Budget,
    private readonly options: TokenOptions,
  ) {
    let dollars = 0
    for (let i = s.indexOf('$'); i >= 0; i = s.indexOf('$', i + 1)) if (s[i - 1] !== '\\') dollars++
    this.currency = dollars === 1
    this.delimited = dollars > 1 || s.includes('\\(') || s.includes('\\[')
    this.semicolons = s.includes(';')
    this.commandless = !/\\[^()[\]]/.test(s)
    this.plain = !this.delimited && !hasCommands(s)
    this.frames = [{ dropped: false, math: !this.plain && !this.delimited, style: 'none', set: false }]
  }

  run(): void {
    const { s } = this
    while (this.i < s.length) {
      const code = s.charCodeAt(this.i)
      if (isDigit(code) || (code === 46 && isDigit(s.charCodeAt(this.i + 1)))) this.number()
      else if (code === 46 && (s.startsWith('\\overline', this.i + 1) || s.startsWith('\\dot', this.i + 1)))
        this.number()
      else if (isLetter(code)) this.letters()
      else if (code === 92) this.command()
      else this.character(s[this.i] as string)
    }
  }

  private get frame(): Frame {
    return this.frames[this.frames.length - 1] as Frame
  }

  private push(kind: TokenKind, text: string, length: number, repeat = '', exponent = 0): void {
    this.budget.spend()
    const { style, math } = this.frame
    this.tokens.push({
      kind,
      text,
      spaced: this.spaced,
      style: style === 'none' && !math ? 'plain' : style,
      at: this.i,
      repeat,
      exponent,
    })
    this.i += length
    this.spaced = false
    this.dressing = undefined
  }

  private skip(length: number): void {
    this.i += length
    this.spaced = true
  }

  private number(): void {
    const hexadecimal = this.prefixed()
    if (hexadecimal) return
    const math = this.frame.math
    const found = scanNumber(this.s, this.i, {
      bracketed: this.brackets > 0,
      semicolons: this.semicolons,
      flip: this.options.flipCommas,
      exponents: !math || this.commandless,
    })
    if (found.ambiguous) this.ambiguousComma = true
    const end = numeralEnd(this.s, this.i)
    if (end > found.end) this.push('number', this.s.slice(this.i, end).toLowerCase(), end - this.i)
    else this.push('number', found.digits, found.end - this.i, found.repeat, found.exponent)
  }

  /** 0x1f, 0b101, 0o17: as the digits with their base. */
  private prefixed(): boolean {
    const { s, i } = this
    if (s[i] !== '0') return false
    const base = s[i + 1] === 'x' ? 16 : s[i + 1] === 'b' ? 2 : s[i + 1] === 'o' ? 8 : 0
    if (base === 0) return false
    let end = i + 2
    while (isDigitOf(s.charCodeAt(end), base)) end++
    if (end === i + 2 || isLetter(s.charCodeAt(end)) || isDigit(s.charCodeAt(end))) return false
    const digits = s.slice(i + 2, end).toLowerCase()
    this.push('number', digits, 0)
    this.push('operator', '_', 0)
    this.push('number', String(base), end - i)
    return true
  }

  private letters(): void {
    const { s, i } = this
    const first = s[i] as string
    const numeral = first <= 'F' ? numeralEnd(s, i) : first <= 'f' ? hexadecimalEnd(s, i) : 0
    if (numeral > 0) return this.push('number', s.slice(i, numeral).toLowerCase(), numeral - i)
    const end = lettersEnd(s, i)
    if (end === i + 1) return this.single(first)
    const run = s.slice(i, end)
    const { math, style } = this.frame
    if (math && style !== 'text' && style !== 'upright' && style !== 'bold' && style !== 'operator')
      return this.mathRun(run)
    this.word(run)
  }

  private single(letter: string): void {
    const { s, i } = this
    // p.m. and a.m.
    if ((letter === 'p' || letter === 'a') && s[i + 1] === '.' && s[i + 2] === 'm')
      return this.push('word', `${letter}m`, s[i + 3] === '.' ? 4 : 3)
    this.push('letter', letter, 1)
  }

  /** Letters in mathematics: a known name, or one variable each. */
  private mathRun(run: string): void {
    if (this.prose && !this.delimited) return this.word(run)
    const known = this.knownWord(run)
    if (known) return this.push(known[0], known[1], run.length)
    if (run === 'and' || run === 'or' || run === 'mod') return this.push('operator', run, run.length)
    if (run.length > 2 && (PHRASES.has(run) || this.isUnitWord(run))) {
      this.prose = true
      return this.push('word', run, run.length)
    }
    const name = functionPrefix(run)
    if (name) return this.push('function', FUNCTION_WORDS.get(name) as string, name.length)
    this.push('letter', run[0] as string, 1)
  }

  /** "\frac{1}{2} meters": in mathematics only long words are units, and in bare LaTeX every long run is a word. */
  private isUnitWord(run: string): boolean {
    return run.length > 3 && ((!this.delimited && run.length > 4) || findUnit(run) !== undefined)
  }

  private knownWord(run: string): [TokenKind, string] | undefined {
    const name = FUNCTION_WORDS.get(run)
    if (name) return ['function', name]
    const letter = LETTER_WORDS.get(run)
    return letter === undefined ? undefined : ['letter', letter]
  }

  private word(run: string): void {
    if ((run === 'sum' || run === 'prod') && this.s[this.i + run.length] === '_')
      return this.push('function', run === 'sum' ? 'bigSum' : 'bigProduct', run.length)
    const operator = OPERATOR_WORDS.get(run) ?? OPERATOR_WORDS.get(run.toLowerCase())
    if (operator !== undefined && !(operator === '*' && this.frame.style === 'text'))
      return this.push('operator', operator, run.length)
    const known = this.knownWord(run)
    if (known) {
      // "5 min", "10 sec": a unit unless an argument follows.
      if ((run !== 'min' && run !== 'sec') || this.argumentFollows(run.length))
        return this.push(known[0], known[1], run.length)
    } else {
      const name = this.plain || this.frame.style === 'none' ? functionPrefix(run) : undefined
      if (name) return this.push('function', FUNCTION_WORDS.get(name) as string, name.length)
    }
    this.push('word', run, run.length)
  }

  private argumentFollows(length: number): boolean {
    let at = this.i + length
    while (this.s[at] === ' ') at++
    const c = this.s[at]
    return (
      c === '(' ||
      c === '{' ||
      c === '\\' ||
      c === '_' ||
      c === '^' ||
      (c !== undefined && isLetter(c.charCodeAt(0)))
    )
  }

  private command(): void {
    const { s, i } = this
    const next = s[i + 1]
    if (next === undefined) return this.skip(1)
    if (!isLetter(s.charCodeAt(i + 1))) return this.escape(next)
    const end = lettersEnd(s, i + 1)
    this.named(s.slice(i + 1, end), end - i)
  }

  private escape(next: string): void {
    const { s, i } = this
    switch (next) {
      case '\\':
        if (this.environments === 0 && isLetter(s.charCodeAt(i + 2))) return void (this.i += 1)
        return this.push('row', '\\\\', 2)
      case '{':
        this.brackets++
        if (this.afterNumberSet()) this.push('operator', 'setminus', 0)
        return this.push('open', '\\{', 2)
      case '}':
        this.brackets = Math.max(0, this.brackets - 1)
        return this.push('close', '\\}', 2)
      case '|':
        return this.push('operator', '||', 2)
      case '%':
        return this.push('operator', '%', 2)
      case '$':
        return this.push('currency', '$', 2)
      case '&':
      case '#':
      case '_':
        return this.skip(2)
      case '(':
      case '[':
        this.frame.math = true
        return this.skip(2)
      case ')':
      case ']':
        this.frame.math = false
        return this.skip(2)
      default:
        // "R \ {2}": a lone backslash before a set.
        if (next === ' ' && /^\s*\\?\{/.test(s.slice(i + 2, i + 8)) && this.tokens.length > 0)
          return this.push('operator', 'setminus', 2)
        return this.skip(2)
    }
  }

  /** `R\{2}`: a backslash between a set of numbers and a brace without its own. */
  private afterNumberSet(): boolean {
    const last = this.tokens[this.tokens.length - 1]
    return last?.kind === 'numberSet' || (last?.kind === 'letter' && last.text === 'R')
  }

  private named(name: string, length: number): void {
    const style = DRESSINGS.get(name)
    if (style !== undefined) return this.dress(name, style, length)
    if (IGNORED.has(name)) return this.sized(name, length)
    const operator = OPERATORS.get(name)
    if (operator !== undefined) return this.push('operator', operator, length)
    const letter = LETTERS.get(name)
    if (letter !== undefined) return this.push('letter', letter, length)
    const money = CURRENCIES.get(name)
    if (money !== undefined) return this.push('currency', money, length)
    const fn = FUNCTION_COMMANDS.get(name)
    if (fn !== undefined) return this.push('function', fn, length)
    const opener = OPENERS.get(name)
    if (opener !== undefined) return this.bracket('open', opener, length)
    const closer = CLOSERS.get(name)
    if (closer !== undefined) return this.bracket('close', closer, length)
    const accent = ACCENTS.get(name)
    if (accent !== undefined) return this.push('accent', accent, length)
    if (name === 'mathbb' || name === 'Bbb') return this.blackboard(length)
    if (name === 'begin' || name === 'end') return this.environment(name, length)
    if (name === 'n' || name === 't') return this.skip(length)
    if (name.length === 1 && NUMBER_SETS.includes(name)) return this.push('numberSet', name, length)
    this.unknownCommand(name, length)
  }

  /** `\n` glued to a word by bad escaping, `\cdotx`-like runs, or something unknown. */
  private unknownCommand(name: string, length: number): void {
    this.push('unknown', name, length)
  }

  private bracket(kind: 'open' | 'close', text: string, length: number): void {
    this.brackets = Math.max(0, this.brackets + (kind === 'open' ? 1 : -1))
    this.push(kind, text, length)
  }

  /** \left, \right, \big..: nothing, except that "\left." has a point and "\left|" a direction. */
  private sized(name: string, length: number): void {
    const { s, spaced } = this
    this.skip(length)
    // "u\left(t\right)" is u(t).
    if (SIZES.test(name)) this.spaced = spaced
    const opening = name === 'left' || (name.startsWith('big') && name.endsWith('l')) || name.endsWith('ggl')
    const closing = name === 'right' || (/^[bB]ig/.test(name) && name.endsWith('r'))
    if (!opening && !closing && name !== 'middle') return
    while (s[this.i] === ' ') this.i++
    if (s[this.i] === '.' && name.length < 6) return void (this.i += 1)
    if (name === 'middle') {
      if (s[this.i] === '|') this.push('operator', 'mid', 1)
      return
    }
    const double = s.startsWith('\\|', this.i) || s.startsWith('\\Vert', this.i)
    const single = s[this.i] === '|' || s.startsWith('\\vert', this.i)
    if (!double && !single) return
    const width = s[this.i] === '|' ? 1 : s[this.i + 1] === '|' ? 2 : 5
    this.push(opening ? 'open' : 'close', `${opening ? 'l' : 'r'}${double ? '||' : '|'}`, width)
  }

  /** \text{..}: the braces fall away and what is in them has a style. Without braces it holds to the end of the group. */
  private dress(name: string, style: Style, length: number): void {
    this.i += length
    let at = this.i
    while (this.s[at] === ' ' || this.s[at] === '*') at++
    if (this.s[at] === '{') {
      this.i = at
      this.dressing = style
      return
    }
    if (name.length === 2) {
      this.spaced = true
      this.frame.style = style
      this.frame.math = style !== 'text'
    }
  }

  private blackboard(length: number): void {
    const { s } = this
    let at = this.i + length
    while (s[at] === ' ') at++
    const braced = s[at] === '{'
    const letter = s[at + (braced ? 1 : 0)] ?? ''
    // \mathbb{P}(A), \mathbb{E}[X]
    if ((letter === 'P' || letter === 'E') && (!braced || s[at + 2] === '}'))
      return this.push('letter', letter, at + (braced ? 3 : 1) - this.i)
    if (!NUMBER_SETS.includes(letter) || (braced && s[at + 2] !== '}'))
      return this.push('unknown', 'mathbb', length)
    this.push('numberSet', letter, at + (braced ? 3 : 1) - this.i)
  }

  private environment(name: 'begin' | 'end', length: number): void {
    const { s } = this
    const open = s.indexOf('{', this.i + length)
    const close = open < 0 || open > this.i + length + 2 ? -1 : s.indexOf('}', open)
    if (close < 0 || close - open > 20) return this.push('unknown', name, length)
    const text = s.slice(open + 1, close)
    if (LAYOUT.test(text)) {
      this.frame.math = true
      return this.skip(close + 1 - this.i)
    }
    this.environments += name === 'begin' ? 1 : -1
    this.push(name, text.replace('*', ''), close + 1 - this.i)
    if (name === 'begin') {
      this.frames.push({ dropped: false, math: true, style: 'none', set: false })
      if (text === 'array' || text === 'tabular') this.columnSpecification()
    } else if (this.frames.length > 1) this.frames.pop()
  }

  private columnSpecification(): void {
    const { s } = this
    while (s[this.i] === ' ') this.i++
    const close = s[this.i] === '{' ? s.indexOf('}', this.i) : -1
    if (close >= 0) this.i = close + 1
  }

  private character(c: string): void {
    if (SPACE.includes(c) || c === '~') return this.skip(1)
    const { s, i } = this
    switch (c) {
      case '{':
        return this.openBrace()
      case '}':
        return this.closeBrace()
      case '(':
      case '[':
        this.brackets++
        return this.push('open', c, 1)
      case ')':
      case ']':
        this.brackets = Math.max(0, this.brackets - 1)
        return this.push('close', c, 1)
      case '$':
        if (this.currency && (isDigit(s.charCodeAt(i + 1)) || this.afterNumber()))
          return this.push('currency', '$', 1)
        if (this.delimited) this.frame.math = !this.frame.math
        return this.skip(1)
      case '<':
        if (s[i + 1] === '=') return this.push('operator', '<=', 2)
        if (s[i + 1] === '>') return this.push('operator', '!=', 2)
        break
      case '>':
        if (s[i + 1] === '=') return this.push('operator', '>=', 2)
        break
      case '=':
        if (s[i + 1] === '=') return this.push('operator', '=', 2)
        if (s[i + 1] === '<') return this.push('operator', '<=', 2)
        break
      case '!':
        if (s[i + 1] === '=' && (this.spaced || !this.afterNumber())) return this.push('operator', '!=', 2)
        if (s[i + 1] === '!') return this.push('operator', '!!', 2)
        break
      case '*':
        // Emphasis around the answer, else a power.
        if (s[i + 1] === '*' && (this.tokens.length === 0 || i + 2 === s.length)) return this.skip(2)
        if (s[i + 1] === '*') return this.push('operator', '^', 2)
        break
      case '+':
        if (s[i + 1] === '-') return this.push('operator', 'pm', 2)
        if (s.startsWith('/-', i + 1)) return this.push('operator', 'pm', 3)
        break
      case '-':
        if (s[i + 1] === '>') return this.push('operator', 'to', 2)
        break
      case '|':
        if (s[i + 1] === '|' && this.normBars()) return this.push('operator', '||', 2)
        break
      case '.':
        if (s.startsWith('...', i)) return this.push('operator', 'dots', 3)
        return this.skip(1)
      case '&':
        if (this.environments === 0) return this.skip(1)
        break
      case '"':
      case '`':
      case '?':
        return this.skip(1)
    }
    this.other(c)
  }

  private other(c: string): void {
    const operator = OPERATORS.get(c)
    if (operator !== undefined) return this.push('operator', operator, 1)
    const money = CURRENCIES.get(c)
    if (money !== undefined) return this.push('currency', money, 1)
    const letter = LETTERS.get(c)
    if (letter !== undefined) return this.push('letter', letter, 1)
    const opener = OPENERS.get(c)
    if (opener !== undefined) return this.bracket('open', opener, 1)
    const closer = CLOSERS.get(c)
    if (closer !== undefined) return this.bracket('close', closer, 1)
    const blackboard = 'ℕℤℚℝℂ'.indexOf(c)
    if (blackboard >= 0) return this.push('numberSet', NUMBER_SETS[blackboard] as string, 1)
    if (SUPERSCRIPTS.includes(c)) return this.raised('^', SUPERSCRIPTS)
    if (SUBSCRIPTS.includes(c)) return this.raised('_', SUBSCRIPTS)
    const fraction = FRACTIONS.get(c)
    if (fraction !== undefined) {
      this.push('function', 'frac', 0)
      return this.push('number', fraction, 1)
    }
    if (LETTER.test(this.s.slice(this.i, this.i + 2))) return this.foreignWord()
    this.push('unknown', c, 1)
  }

  /** x², x⁻¹, x₁₂ */
  private raised(operator: string, alphabet: string): void {
    const { s, i } = this
    let end = i
    let written = ''
    while (end < s.length) {
      const place = alphabet.indexOf(s[end] as string)
      if (place < 0 || (place > 9 && end > i)) break
      written += '0123456789+-'[place]
      end++
    }
    this.push('operator', operator, 0)
    this.push('open', '{', 0)
    const sign = written[0] === '-' || written[0] === '+' ? (written[0] as string) : ''
    if (sign !== '') this.push('operator', sign, 0)
    const digits = written.slice(sign.length)
    if (digits !== '') this.push('number', digits, 0)
    this.push('close', '}', end - i)
  }

  /** Letters of other scripts make words. */
  private foreignWord(): void {
    const { s, i } = this
    let end = i + 1
    while (
      end < s.length &&
      (s.charCodeAt(end) > 127 || isLetter(s.charCodeAt(end))) &&
      !SPACE.includes(s[end] as string)
    )
      end++
    this.push('word', s.slice(i, end), end - i)
  }

  /** `||` is a norm where an operand starts and its partner is near; else two bars of absolute values. */
  private normBars(): boolean {
    const last = this.tokens[this.tokens.length - 1]
    const operand = last === undefined || (last.kind === 'operator' && last.text !== '!' && last.text !== '|')
    const next = this.s[this.i + 2]
    if (next === undefined) return this.tokens.some((token) => token.text === '||')
    return operand && this.s.indexOf('||', this.i + 2) > 0
  }

  private afterNumber(): boolean {
    const last = this.tokens[this.tokens.length - 1]
    return last?.kind === 'number' || last?.kind === 'close'
  }

  private openBrace(): void {
    const { math } = this.frame
    if (this.dressing !== undefined) {
      const style = this.dressing
      this.dressing = undefined
      this.i++
      const inner = style === 'none' ? this.frame.style : style
      this.frames.push({
        dropped: true,
        math: style === 'text' ? false : style === 'bold' ? math : true,
        style: inner,
        set: false,
      })
      return
    }
    // After a command, ^ or _ braces group; elsewhere they may be those of a set that lost their backslashes.
    const last = this.tokens[this.tokens.length - 1]
    const set = last === undefined || (last.kind === 'operator' && last.text !== '^' && last.text !== '_')
    if (set) this.brackets++
    this.push('open', '{', 1)
    this.frames.push({ dropped: false, math, style: this.frame.style, set })
  }

  private closeBrace(): void {
    if (this.frames.length === 1) return this.push('close', '}', 1)
    const { dropped, set } = this.frame
    this.frames.pop()
    if (set) this.brackets = Math.max(0, this.brackets - 1)
    if (dropped) {
      this.i++
      return
    }
    this.push('close', '}', 1)
  }
}
