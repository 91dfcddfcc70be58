/**
 * What the scanner does with a character: a number below 48 is one of the kinds here, any other is the UTF-16 code of the
 * letter or digit that it counts as (case, accents and compatibility forms folded).
 */
export const UNKNOWN = 0
/** Ends a word. */
export const SEPARATOR = 1
/** Is not there: combining marks, soft hyphens, zero-width characters. */
export const IGNORED = 2
/** A word by itself is what follows: an ideograph or kana, in a script that sets no spaces. */
export const IDEOGRAPH = 3
/** First half of a surrogate pair. */
export const SURROGATE = 4
export const BACKSLASH = 5
/** Folds to several characters (a ligature). */
export const SEVERAL = 6

const table = new Uint16Array(65_536)
for (let code = 0; code < 128; code++) table[code] = classOf(code)

/** Classes by UTF-16 code; UNKNOWN where `classify` has not been asked yet. */
export const CLASSES: Readonly<Uint16Array> = table

/** The class of a code, remembered. */
export function classify(code: number): number {
  const known = table[code] as number
  if (known !== UNKNOWN) return known
  const found = classOf(code)
  table[code] = found
  return found
}

/** What a character (of one or two codes) counts as, in lower case without marks. */
export function foldCharacter(character: string): string {
  return character.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '')
}

function classOf(code: number): number {
  if (code === 92) return BACKSLASH
  if (code === 0x221a) return IDEOGRAPH // the root sign is a word, as `\sqrt` is
  if (code >= 0xd800 && code < 0xdc00) return SURROGATE
  if (code >= 0xdc00 && code < 0xe000) return SEPARATOR
  const character = String.fromCharCode(code)
  if (/[\p{M}\u00ad\u200b-\u200d\u2060\ufeff]/u.test(character)) return IGNORED
  if (!/[\p{L}\p{Nd}]/u.test(character)) return SEPARATOR
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(character)) return IDEOGRAPH
  const folded = foldCharacter(character)
  if (folded.length > 1) return SEVERAL
  if (folded === '') return IGNORED
  // A modifier letter may fold to a space.
  const first = folded.charCodeAt(0)
  return first < 48 ? SEPARATOR : first
}
