import { findUnit } from './math/units/index.js'

/** Short units and nouns as sentences write them, in any case. */
const SAID = new Set(['s', 'h', 'm', 'g', 'l', 'k', 'people', 'student', 'students', 'point', 'points'])
/** Units that are more often something else in a sentence. */
const AMBIGUOUS = new Set(['in', 'are', 'au', 'us', 'bar', 'u', 'B', 'C', 'F', 'G', 'T', 'A'])

/** Is `word` a unit of measurement, such as `km/h` or `cm^2`, or percent? */
export function isUnit(word: string): boolean {
  if (word.length > 24) return false
  if (/^(?:percent|pct|%|\\%)$/i.test(word)) return true
  return word.split(/[/·*]/).every((part) => {
    const name = part.replace(/(?:\^?[23]|[²³])$/, '')
    if (SAID.has(name.toLowerCase())) return true
    const unit = AMBIGUOUS.has(name) ? undefined : findUnit(name)
    return unit !== undefined && !unit.dimension.startsWith('count:')
  })
}

/** Is `word` a unit or a noun for what is counted, such as `apples`? */
export const isThing = (word: string): boolean =>
  isUnit(word) || (word.length > 2 && word.length < 24 && findUnit(word) !== undefined)
