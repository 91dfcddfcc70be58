/**
 * Words that may follow a number without changing it: units that the question already states. A closed list, because
 * an open one would read "5 million" or "5 or" as 5.
 */
const UNITS = new Set(
  (
    'mm cm m km meter meters metre metres centimeter centimeters kilometer kilometers inch inches foot feet ft yard ' +
    'yards mile miles mph mg g kg gram grams kilogram kilograms pound pounds lb lbs ounce ounces ton tons second ' +
    'seconds s sec minute minutes min hour hours h hr hrs day days week weeks month months year years dollar dollars ' +
    'cent cents euro euros degree degrees unit units liter liters litre litres ml l newton newtons n joule joules j ' +
    'watt watts w volt volts v amp amps hz k people students points'
  ).split(' '),
)
/** Is `word` a unit of the closed list, or percent? */
export function isUnit(word: string): boolean {
  if (word.length > 24) return false
  const parts = word.toLowerCase().split(/[/·*]/)
  if (parts.every((part) => UNITS.has(part.replace(/(?:\^?[23]|[²³])$/, '')))) return true
  return /^(?:percent|pct|%|\\%)$/i.test(word)
}

const POWER = /^(square|cubic|sq)\s+/

export interface Quantity {
  readonly number: string
  /** Lower-cased unit with its power, or '' if none was written. */
  readonly unit: string
}

const DRESSED =
  /^(.*?\S)\s*(?:\\[,;! ]\s*)*\\(?:text|textbf|mathrm|rm|mbox)\s*\{([^{}]*)\}\s*(\^\s*(?:\{\s*[23]\s*\}|[23]))?$/s
const PLAIN = /^(.*[\d)}%])(\s*)([a-z][a-z ]*)(\^[23])?$/is
const DEGREES = /^(.*?\S)\s*(?:°|\^\s*\\circ|\^\s*\{\s*\\circ\s*\})$/s

/**
 * Splits "5 \text{ cm}^2", "18 dollars", "30^\circ" into number and unit; a word that is no unit stays where it is.
 * With `apart`, short units must stand apart: in an expression "2hr" is a product.
 */
export function splitUnit(text: string, short: 'apart' | 'attached'): Quantity {
  const degrees = DEGREES.exec(text)
  if (degrees) return { number: degrees[1] as string, unit: 'degrees' }
  const dressed = DRESSED.exec(text)
  if (dressed) return quantity(text, dressed[1], dressed[2], dressed[3])
  const plain = PLAIN.exec(text)
  if (!plain) return { number: text, unit: '' }
  const [, number, space, word = '', power] = plain
  const isProduct = word.trim().length === 1 || (short === 'apart' && space === '' && word.length < 4)
  return isProduct ? { number: text, unit: '' } : quantity(text, number, word, power)
}

function quantity(text: string, number = '', word = '', power = ''): Quantity {
  const written = word
    .toLowerCase()
    .replace(/[~\\.]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (!UNITS.has(written.replace(POWER, ''))) return { number: text, unit: '' }
  return { number: number.trim(), unit: written + power.replace(/[{}\s]/g, '') }
}

/** Two written units must be the same; a unit that only one side writes says nothing. */
export function unitsClash(a: string, b: string): boolean {
  const singular = (unit: string): string => unit.replace(/^foot$/, 'feet').replace(/s$/, '')
  return a !== '' && b !== '' && singular(a) !== singular(b)
}
