import { isThing, isUnit } from './units.js'

/** Before or after a value it takes the value back, which then can't be given alone. */
export const DENIED =
  /\b(?:not|never|no longer|cannot|neither|nor|wrong|false|incorrect|doubt|doubtful|deny|unlikely)\b|n't\b/i
/** Another answer may be meant: even an explanation takes nothing from that. */
export const HEDGED =
  /\b(?:maybe|may|might|could|also|else|otherwise|perhaps|possibly|probably|unless|alternatively|instead|either|another|actually|wait|sorry|guess)\b/i
/** Where an explanation begins that can't belong to the answer, and may say anything but a hedge. */
const REASON = /^\s*[,;]?\s*\(?\s*(?:since|because)\b/i
/** Where words begin that say how, when or where; they may hold other values. */
const MANNER =
  /^\s*,?\s*\(?\s*(?:which|when (?!it|i |lucky)|and this|so (?:the|we|it)\b|as (?:the|we|it|an?|in|required|desired|expected|above|claimed|stated|shown|needed)\b|(?:after|by|at|for|in|on|from) (?:the|an?|our|this|that|using|[a-z]+ing|\$?[a-z]\$?)(?![a-z(])|that is|i\.e\.)(?![a-z])/i
/** Words at the end that leave a value as it is. */
const CLOSING =
  /^\s*,?\s*(?:in total|in all|total|altogether|overall|each|respectively|too|here|indeed|exactly|approximately|long|high|old|(?:per|of|to) [a-z ]{1,40})?[\s.,;:!*_"'“”’)\]]*$/i
const NOTHING = /^(?:[\s.,;:!*_"'“”’)\]]|\\["'”])*$/
/** Words in front of a value that say what it is. */
const LEADING = new Set(
  (
    'a an the our this that is are be to as so thus therefore hence then simply just exactly precisely clearly indeed ' +
    'obviously equal equals given by found approximately about roughly around nearly number numbers value values set ' +
    'interval point points pair pairs ordered triple vector matrix fraction expression equation function line angle ' +
    'ratio total final correct required desired single unique real positive option choice letter solution solutions ' +
    'answer answers result probability area volume length perimeter distance time price cost of x and it all'
  ).split(' '),
)
const ADJECTIVES = new Set(
  'different distinct possible such ordered positive real whole total separate individual unique'.split(' '),
)
/** Words in the plural that multiply or compare what stands before them. */
const NO_NOUN = new Set(
  (
    'times plus minus less squares cubes powers percents halves thirds quarters fifths sixths sevenths eighths ninths ' +
    'tenths tens dozens scores pairs hundreds thousands millions billions trillions factorials multiples others ' +
    'besides versus always perhaps minuses hundredths thousandths is was has does ones twos threes'
  ).split(' '),
)

/** Do the words before a value only say what it is? */
export function leaves(before: string): boolean {
  const words = before
    .replace(/\\["'”]/g, ' ')
    .replace(/[*_"'“”’:,(]+/g, ' ')
    .trim()
  return words === '' || words.split(/\s+/).every((word) => LEADING.has(word.toLowerCase()))
}

/**
 * The unit behind a value, or '', if all that follows up to the end of the sentence is a unit, a noun for what is
 * counted, an explanation, or nothing. Undefined where the words may change the value, add to it or take it back.
 */
export function unitOf(after: string): string | undefined {
  const quoted = /^(?:\\?["'”]|\*\*|[\s.,])*/.exec(after)?.[0] ?? ''
  const text = /["'”*.]/.test(quoted) ? after.slice(quoted.length) : after
  if (explains(text)) return ''
  const found = /^\s*(\\?%|[a-z]+(?:\/[a-z]+)?)(?![a-z])/i.exec(text)
  if (!found) return undefined
  const word = found[1] as string
  const rest = text.slice(found[0].length)
  if (isUnit(word)) return explains(rest) ? word : undefined
  if (ADJECTIVES.has(word.toLowerCase())) {
    const next = /^\s+([a-z]+)/i.exec(rest)
    return next && isNoun(next[1] as string) && explains(rest.slice(next[0].length)) ? '' : undefined
  }
  return isNoun(word) && explains(rest) ? '' : undefined
}

const isNoun = (word: string): boolean =>
  isThing(word) || (/^[a-z]{3,}s$/.test(word) && !NO_NOUN.has(word) && !/(?:ss|ous|less)$/.test(word))

function explains(text: string): boolean {
  if (NOTHING.test(text)) return true
  if (HEDGED.test(text)) return false
  if (REASON.test(text)) return true
  if (DENIED.test(text) || /\bor\b/i.test(text)) return false
  return MANNER.test(text) || CLOSING.test(text)
}

/** The answer without the explanation that follows it. */
export function unexplained(text: string): string {
  const found = /[,;]?\s(?:\(\s?)?(?:since|because)\b|,\s(?:as|which|so)\b/.exec(text)
  if (!found) return text
  const reason = text.slice(found.index)
  const ends = REASON.test(reason) || (MANNER.test(reason) && !DENIED.test(reason))
  return ends && !HEDGED.test(reason) ? text.slice(0, found.index) : text
}
