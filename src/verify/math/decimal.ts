import { splitUnit } from '../units.js'
import { type Rational, rational } from './rational.js'

export interface Decimal {
  readonly value: Rational
  readonly unit: string
  /** A `%` was written; `value` is the number before it. */
  readonly percent: boolean
}

const MAX_EXPONENT = 400
const NUMBER =
  /^([+-]?)\s*([1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|\d*)(?:\.(\d*))?(?:e([+-]?\d{1,7})|\s*(?:\\times|\\cdot|[*×·x])\s*10\s*\^\s*(?:\{\s*([+-]?\d{1,7})\s*\}|([+-]?\d{1,7})))?$/i
const CURRENCY = /^([+-]?)\s*(?:\\\$|[$€£¥])\s*/
/** A name in front, as in "x = 5". */
export const ASSIGNMENT = /^[a-zA-Z](?:_\{?\w{1,4}\}?)?\s*=\s*(?=\S)/

/**
 * Reads one written number exactly: signs, thousands separators, decimals, scientific notation, currency, percent.
 * Not a calculation: "17*23" is no number. `'bound'` if the exponent is beyond 400.
 * Takes text from `unwrap(normaliseCharacters(..))`.
 */
export function parseNumber(text: string): Decimal | 'bound' | null {
  let digits = text
    .replace(/\{,\}|,\s*\\!\s*/g, ',')
    .replace(/\\[,;! ]|~/g, ' ')
    .trim()
    .replace(CURRENCY, '$1')
  const percent = /\\?%$/.exec(digits) ?? /(?<=[\d.])\s*(?:percent|pct)$/i.exec(digits)
  if (percent) digits = digits.slice(0, percent.index).trimEnd()
  const found = NUMBER.exec(digits)
  if (!found) return null
  const whole = (found[2] as string).replace(/[, ]/g, '')
  const decimals = found[3] ?? ''
  if (whole + decimals === '') return null
  const exponent = Number(found[4] ?? found[5] ?? found[6] ?? 0)
  if (Math.abs(exponent) > MAX_EXPONENT) return 'bound'
  const mantissa = BigInt(`${found[1] === '-' ? '-' : ''}${whole}${decimals}`)
  const shift = exponent - decimals.length
  const value =
    shift >= 0 ? rational(mantissa * 10n ** BigInt(shift)) : rational(mantissa, 10n ** BigInt(-shift))
  return { value, unit: '', percent: percent !== null }
}

/** The same with a leading "x =" and a unit of the closed list. */
export function parseDecimal(text: string): Decimal | 'bound' | null {
  const { number, unit } = splitUnit(text.replace(ASSIGNMENT, ''), 'attached')
  const parsed = parseNumber(number)
  return parsed === null || parsed === 'bound' ? parsed : { ...parsed, unit }
}
