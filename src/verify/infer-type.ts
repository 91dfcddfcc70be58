import type { GoldType } from '../words.js'
import { boolean } from './boolean.js'
import { letteredText } from './choice.js'
import { namesSet } from './math/compare/index.js'
import { noValue } from './math/parse/index.js'
import { foldWords, normaliseCharacters, unwrap } from './normalise.js'

const LETTER = /^(?:[([]([A-J])[)\]]|([A-J]))[.:]?$/
/** Words that mean something to mathematics. */
const MATHEMATICAL =
  /\b(?:pi|infinity|inf|sqrt|sin|cos|tan|log|ln|exp|mod|and|or|degrees?|percent|dollars?|cents?|alpha|beta|gamma|theta|lambda|omega|phi|binom|cdot|times|plus|minus|zero|one|two|three|four|five|six|seven|eight|nine|ten)\b/

/** The letter of a choice, however it is dressed: `B`, `(B)`, `\text{(B)}`; undefined if it is none. */
export function choiceLetter(value: string): string | undefined {
  if (value.length > 40) return undefined
  const found = LETTER.exec(unwrap(normaliseCharacters(value)))
  return found ? (found[1] ?? found[2]) : undefined
}

/**
 * The type of a gold answer that states none: a lone letter from A to J, or one in brackets before a text, is
 * a choice, true, false, yes and no are
 * booleans, plain words a string. Everything else is an expression, whose comparison knows every kind of number and
 * structure.
 */
export function inferType(value: string): GoldType {
  if (choiceLetter(value) !== undefined || letteredText(value) !== undefined) return 'choice'
  if (value.length > 200) return 'expression'
  const folded = foldWords(value)
  if (boolean.conforms(folded)) return 'boolean'
  if (noValue(folded) !== undefined || namesSet(folded)) return 'expression'
  const words = /^\p{L}[\p{L}\p{M}' -]*$/u.test(folded) && /\p{L}{4}|\p{L} \p{L}/u.test(folded)
  return words && !MATHEMATICAL.test(folded) ? 'string' : 'expression'
}
