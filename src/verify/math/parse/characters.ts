import { FUNCTION_WORDS, LETTER_WORDS } from './symbols.js'

export const SPACE = ' \t\r\n\u00a0\u2009\u202f\u2002\u2003\u2005\u200a\u205f\u3000'
export const isDigit = (code: number): boolean => code >= 48 && code <= 57
export const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90)

export function lettersEnd(s: string, from: number): number {
  let i = from
  while (isLetter(s.charCodeAt(i))) i++
  return i
}

export const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉'
/** Single characters for fractions, as top and bottom. */
export const FRACTIONS: ReadonlyMap<string, string> = new Map([
  ['½', '12'],
  ['⅓', '13'],
  ['⅔', '23'],
  ['¼', '14'],
  ['¾', '34'],
  ['⅕', '15'],
  ['⅖', '25'],
  ['⅗', '35'],
  ['⅘', '45'],
  ['⅙', '16'],
  ['⅚', '56'],
  ['⅐', '17'],
  ['⅛', '18'],
  ['⅜', '38'],
  ['⅝', '58'],
  ['⅞', '78'],
  ['⅑', '19'],
])

/** Does the text hold a command other than an escaped sign? Then it is LaTeX without delimiters. */
export function hasCommands(s: string): boolean {
  for (let i = s.indexOf('\\'); i >= 0; i = s.indexOf('\\', i + 2)) {
    if (!isLetter(s.charCodeAt(i + 1))) continue
    const end = lettersEnd(s, i + 1)
    const name = s.slice(i + 1, end)
    if (name !== 'n' && name !== 'boxed' && name !== 'fbox' && name !== 'dollar' && name !== 'circ')
      return true
  }
  return false
}

const digitValue = (code: number): number =>
  code <= 57 ? code - 48 : code >= 97 ? code - 87 : code >= 65 && code <= 90 ? code - 55 : 99

export const isDigitOf = (code: number, base: number): boolean => {
  const value = digitValue(code)
  return value >= 0 && value < base
}

/** The end of the digits in "1A3_{16}" and "4210_5" if letters are among them, else 0. */
export function numeralEnd(s: string, from: number): number {
  let i = from
  let letters = false
  for (
    let value = digitValue(s.charCodeAt(i));
    value >= 0 && value < 16;
    value = digitValue(s.charCodeAt(i))
  ) {
    if (value > 9) letters = true
    i++
  }
  const mark = s[i] === '}' ? i + 1 : i
  if (!letters || s[mark] !== '_') return 0
  const braced = s[mark + 1] === '{' ? 2 : 1
  const base = Number(s.slice(mark + braced, mark + braced + 2))
  return base > 10 && base <= 16 ? i : 0
}

/** The end of "ff" in "ff_{16}": of small letters only two and more with base 16, as a_{12} is rather an index. */
export function hexadecimalEnd(s: string, from: number): number {
  const end = numeralEnd(s, from)
  const mark = s.slice(end, end + 5).replace(/[{}]/g, '')
  return end > from + 1 && mark.startsWith('_16') && !isLetter(s.charCodeAt(from - 1)) ? end : 0
}

/** The function name that `run` starts with if the rest may be its argument: "sinx", "cosxsiny", "lnx". */
export function functionPrefix(run: string): string | undefined {
  if (run.length > 24) return undefined
  for (let length = Math.min(7, run.length - 1); length >= 2; length--) {
    const name = run.slice(0, length)
    if (!FUNCTION_WORDS.has(name)) continue
    const rest = run.slice(length)
    if (rest.length === 1 || LETTER_WORDS.has(rest) || (rest.length > 2 && functionPrefix(rest.slice(1))))
      return name
  }
  return undefined
}
