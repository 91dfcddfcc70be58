import { type Rational, rational } from './rational.js'

export interface Decimal {
  readonly value: Rational
  /** A `%` was written; `value` is the number before it. */
  readonly percent: boolean
}

const MAX_EXPONENT = 400
const NUMBER =
  /^([+-]?)\s*([1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|\d*)(?:\.(\d*))?(?:e([+-]?\d{1,7})|\s*(?:\\times|\\cdot|[*×·x])\s*10\s*\^\s*(?:\{\s*([+-]?\d{1,7})\s*\}|([+-]?\d{1,7})))?$/i
const CURRENCY = /^([+-]?)\s*(?:\\\$|[$€£¥])\s*/
/**
 * Reads one written number exactly: signs, thousands separators, decimals, scientific notation, currency, percent.
 * Not a calculation: "17*23" is no number. `'bound'` if the exponent is beyond 400.
 * Takes text from `unwrap(normaliseCharacters(..))`.
 */
export function parseDecimal(text: string): Decimal | 'bound' | null {
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
  return { value, percent: percent !== null }
}
