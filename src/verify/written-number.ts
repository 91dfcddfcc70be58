import { expression } from './expression.js'
import { type CompareContext, type Judgement, undecided } from './judgement.js'
import { parseDecimal } from './math/decimal.js'
import type { Expr, Node, Unit } from './math/node.js'
import { parseAnswer } from './math/parse/index.js'
import { divide, multiply, type Rational, rational } from './math/rational.js'
import { normaliseCharacters, unwrap } from './normalise.js'

/** A number as it is written, with what is written behind it. */
export interface WrittenNumber {
  readonly value: Rational
  /** A percent sign was written; `value` is the number before it. */
  readonly percent: boolean
  readonly unit?: Unit
}

type Found<T> = T | 'bound' | null

const MAX_EXPONENT = 400n
/** Digits behind a comma that no thousands could be: "0,75", "12,5". */
const DECIMAL_COMMA =
  /^([+-]?(?:0|[1-9]\d*)),(\d{1,2}|\d{4,})(?!\d)(?![^,]*,)|^([+-]?0),(\d{3})(?!\d)(?![^,]*,)/
/** A name in front, as in "x = 5". */
const ASSIGNMENT = /^[a-zA-Z](?:_\{?\w{1,4}\}?)?\s*=\s*(?=\S)/

/**
 * The one number that `text` writes, with a unit or percent sign: digits, a fraction in lowest terms, a power of ten,
 * words; not a calculation. A comma may mark the decimals where only the value counts. `'bound'` if it is too large.
 */
export function readNumber(text: string, context: CompareContext): Found<WrittenNumber> {
  const clean = unwrap(normaliseCharacters(text)).replace(ASSIGNMENT, '')
  const plain = parseDecimal(clean)
  if (plain !== null) return plain
  if (context.form !== 'worked-out') {
    const pointed = clean.replace(DECIMAL_COMMA, (_, a, b, c, d) => `${a ?? c}.${b ?? d}`)
    if (pointed !== clean) return parseDecimal(pointed) ?? parsed(pointed, context)
  }
  return DECIMAL_COMMA.test(clean) ? null : parsed(clean, context)
}

function parsed(text: string, { budget }: CompareContext): Found<WrittenNumber> {
  const readings = parseAnswer(text, budget)
  // A word for a number comes as the word first.
  const node = readings[0]?.kind === 'text' ? readings[1] : readings[0]
  return node ? numberOf(node) : null
}

function numberOf(node: Node): Found<WrittenNumber> {
  const dressed = node.kind === 'percentage' || node.kind === 'quantity'
  const value = valueOf(dressed ? node.value : node)
  if (value === null || value === 'bound') return value
  const percent = node.kind === 'percentage'
  return node.kind === 'quantity' ? { value, percent, unit: node.unit } : { value, percent }
}

/** What a number, a fraction in lowest terms, a power of ten or a multiple of one is worth; null for all else. */
function valueOf(e: Node): Found<Rational> {
  switch (e.kind) {
    case 'number':
      return e.value
    case 'negate': {
      const value = e.arg.kind === 'negate' ? null : valueOf(e.arg)
      return value === null || value === 'bound' ? value : { n: -value.n, d: value.d }
    }
    case 'quotient':
      return fraction(e.top, e.bottom)
    case 'power':
      return powerOfTen(e.base, e.exponent)
    case 'product': {
      const [times, power] = e.factors
      if (e.factors.length !== 2 || times?.kind !== 'number' || power?.kind !== 'power') return null
      const scale = powerOfTen(power.base, power.exponent)
      return scale === null || scale === 'bound' ? scale : multiply(times.value, scale)
    }
    default:
      return null
  }
}

function fraction(above: Expr, bottom: Expr): Rational | null {
  const top = above.kind === 'negate' ? above.arg : above
  if (top.kind !== 'number' || bottom.kind !== 'number') return null
  if (top.value.d !== 1n || bottom.value.d !== 1n || bottom.value.n < 2n) return null
  const value = rational(top === above ? top.value.n : -top.value.n, bottom.value.n)
  return value.d === bottom.value.n ? value : null
}

function powerOfTen(base: Expr, exponent: Expr): Found<Rational> {
  const size = exponent.kind === 'negate' ? exponent.arg : exponent
  if (base.kind !== 'number' || base.value.n !== 10n || base.value.d !== 1n) return null
  if (size.kind !== 'number' || size.value.d !== 1n || size.value.n < 0n) return null
  if (size.value.n > MAX_EXPONENT) return 'bound'
  const power = 10n ** size.value.n
  return size === exponent ? rational(power) : rational(1n, power)
}

/** The value of `given` in the unit of `expected`; a unit that one side alone writes says nothing. Undefined: they clash. */
export function inUnitOf(given: WrittenNumber, expected: WrittenNumber): Rational | undefined {
  if (!given.unit || !expected.unit) return given.value
  if (given.unit.dimension !== expected.unit.dimension) return undefined
  return divide(multiply(given.value, given.unit.factor), expected.unit.factor)
}

/**
 * A number that is written as something to work out; undefined where that can't be told. Where the form counts, only
 * the end of a calculation that is written out is one: "3·4 = 12".
 */
export function computed(
  gold: string,
  answer: string,
  context: CompareContext,
  kind: string,
): Judgement | undefined {
  if (context.form === 'worked-out' && !answer.includes('=')) return undefined
  const judgement = expression.compare(gold, answer, context)
  if (judgement.outcome === 'unparsable') return undefined
  if (judgement.outcome === 'undecided') return undecided(judgement.rule)
  return { ...judgement, rule: `${kind}/${judgement.outcome === 'match' ? 'computed' : 'different'}` }
}

/** A rational as an exact decimal or a fraction in lowest terms. */
export function printNumber({ n, d }: Rational): string {
  if (d === 1n) return String(n)
  let rest = d
  let places = 0
  for (const factor of [2n, 5n]) {
    let times = 0
    while (rest % factor === 0n) {
      rest /= factor
      times++
    }
    places = Math.max(places, times)
  }
  if (rest !== 1n || places > 30) return `${n}/${d}`
  const digits = String(((n < 0n ? -n : n) * 10n ** BigInt(places)) / d).padStart(places + 1, '0')
  return `${n < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`
}
