import { expression } from './expression.js'
import { type CompareContext, type Judgement, undecided } from './judgement.js'
import { type Decimal, parseDecimal } from './math/decimal.js'
import type { Rational } from './math/rational.js'
import { normaliseCharacters, unwrap } from './normalise.js'

/** Digits behind a comma that no thousands could be: "0,75", "12,5". */
const DECIMAL_COMMA =
  /^([+-]?(?:0|[1-9]\d*)),(\d{1,2}|\d{4,})(?!\d)(?![^,]*,)|^([+-]?0),(\d{3})(?!\d)(?![^,]*,)/

/** The one number that `text` writes. A comma may mark the decimals where only the value counts. */
export function readNumber(text: string, { form }: CompareContext): Decimal | 'bound' | null {
  const clean = unwrap(normaliseCharacters(text))
  const parsed = parseDecimal(clean)
  if (parsed !== null || form === 'worked-out') return parsed
  const pointed = clean.replace(DECIMAL_COMMA, (_, a, b, c, d) => `${a ?? c}.${b ?? d}`)
  return pointed === clean ? null : parseDecimal(pointed)
}

/** A number that is written as something to work out; undefined where that is not asked for or can't be told. */
export function computed(
  gold: string,
  answer: string,
  context: CompareContext,
  kind: string,
): Judgement | undefined {
  if (context.form === 'worked-out') return undefined
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
