import { decodeEntities } from './html-entities.js'
import { SUPERSCRIPTS, undoubled } from './spellings.js'

/** Nothing outside of printable ASCII and white space. */
const isAscii = (text: string): boolean => !/[^\t-\r -~]/.test(text)

const SUPERSCRIPT_VALUES = '0123456789+-'

/**
 * Compatibility-normalised text in which nothing changes its value: NFKC alone would read 10⁵ as 105, 10₂ as 102, 3½ as 31/2.
 * Dashes and quotes become ASCII; invisible characters go from the ends only, so that they cannot glue two numbers.
 */
export function normaliseCharacters(text: string): string {
  if (isAscii(text)) return text.trim()
  return text
    .replace(/[⁰¹²³⁴-⁹⁺⁻]+/g, (run) => {
      const digits = [...run].map((c) => SUPERSCRIPT_VALUES[SUPERSCRIPTS.indexOf(c)]).join('')
      return digits.length === 1 ? `^${digits}` : `^{${digits}}`
    })
    .replace(/(?<=[0-9])[₀-₉]/g, (c) => `_${c}`)
    .replace(/[¼½¾⅐-⅞]/g, (c) => ` ${c.normalize('NFKC')}`)
    .normalize('NFKC')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/[‘’ʼ′]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\u2044/g, '/')
    .replace(/^[\s\p{Cf}]+/u, '')
    .replace(/[\s\p{Cf}]+$/u, '')
}

const WRAPPERS: readonly (readonly [string, string])[] = [
  ['$$', '$$'],
  ['$', '$'],
  ['\\(', '\\)'],
  ['\\[', '\\]'],
  ['**', '**'],
  ['`', '`'],
  ['"', '"'],
  ["'", "'"],
]
const COMMAND = /^\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|boldsymbol|mbox|boxed|fbox)\s*\{/

/** Is the brace at `open` closed by the last character? */
function closesAtEnd(text: string, open: number): boolean {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '{') depth++
    else if (text[i] === '}' && --depth === 0) return i === text.length - 1
  }
  return false
}

/** Takes off what only dresses an answer: maths delimiters, emphasis, quotes, `\text{}`, a final full stop. */
export function unwrap(answer: string): string {
  let text = answer.trim()
  for (let round = 0; round < 8; round++) {
    const before = text
    if (text.endsWith('.') && !text.endsWith('..')) text = text.slice(0, -1).trimEnd()
    for (const [open, close] of WRAPPERS) {
      const inner = text.slice(open.length, -close.length)
      if (
        text.length > open.length + close.length &&
        text.startsWith(open) &&
        text.endsWith(close) &&
        !inner.includes(open)
      )
        text = inner.trim()
    }
    const command = COMMAND.exec(text)
    if (command && closesAtEnd(text, command[0].length - 1)) text = text.slice(command[0].length, -1).trim()
    if (text === before) return text
  }
  return text
}

/** The form in which words are compared: unwrapped, case-folded, single spaces. */
export function foldWords(text: string): string {
  return unwrap(normaliseCharacters(text))
    .replace(/\p{Cf}/gu, '')
    .replace(/\\text\s?\{([^{}]*)\}/g, '$1')
    .toUpperCase()
    .toLowerCase()
    .replace(/\\ |~/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** What normalisation may change; the names that verdicts give. */
export const NORMALISATIONS = [
  'html-entities',
  'zero-width',
  'unicode',
  'unicode-maths',
  'escaped-backslashes',
  'markdown',
  'decoration',
  'math-delimiters',
  'text-command',
  'left-right',
  'spacing-command',
  'thousands',
  'trailing-period',
] as const
export type Normalisation = (typeof NORMALISATIONS)[number]

export interface Normalised {
  readonly text: string
  readonly changed: readonly Normalisation[]
}

const PLAIN = /^[\w+\-/() =<>^]*$/
const UNICODE_MATHS = /[√π∞≤≥≠±∓×÷·°∪∩∈∉∅⌊⌋⌈⌉⟨⟩∑∏∫∂θφαβγλμωℝℤℚℕℂ²³¹⁰⁴-⁹₀-₉¼½¾⅐-⅞]/gu
/** Sizes, and colours that show. */
const DECORATION =
  /\\(?:text)?color\s?\{(?:red|blue|green|black|orange|purple|magenta|cyan|brown|teal|violet|navy|maroon|olive|pink|gr[ae]y)\}|\\(?:large|Large|LARGE|huge|Huge|small|normalsize|displaystyle|textstyle|bf)(?![a-zA-Z])\s?/g
const NUMBER_SETS: Readonly<Record<string, string>> = { ℝ: 'R', ℤ: 'Z', ℚ: 'Q', ℕ: 'N', ℂ: 'C' }
const OUTER_TEXT = /^\\(?:text|textrm|textbf|textit|mathrm|mathbf|mbox)\s?\{/
const EMPHASIS = [
  /(?<=^|[\s(])\*\*(?=[^\s*])([^*]{1,2000})(?<=\S)\*\*(?=$|[\s).,:;!?])/g,
  /(?<=^|[\s(])__(?=[^\s_])([^_]{1,2000})(?<=\S)__(?=$|[\s).,:;!?])/g,
]
const NOTICED: readonly (readonly [Normalisation, RegExp])[] = [
  ['math-delimiters', /(?<!\\)\$|\\[()[\]]/],
  [
    'text-command',
    /\\(?:text(?:bf|it|rm)?|math(?:rm|bf|it|sf|tt)|mbox|boldsymbol|boxed|fbox|operatorname)\s?\*?\{/,
  ],
  ['left-right', /\\(?:left|right|[bB]igg?[lr]?)(?![a-z])/],
  ['spacing-command', /\\(?:[,;:! ]|q?quad(?![a-z]))|~/],
  ['thousands', /\d(?:,|\{,\}|,\\!\s?|\\[,!]| )\d{3}(?!\d)/],
]

/** Invisible characters go, unless they stand between letters or digits: those they must not glue. */
const withoutInvisible = (text: string): string =>
  text.replace(/(?<![\p{L}\p{N}.,])\p{Cf}+|\p{Cf}+(?!(?![⁰¹²³⁴-⁹⁺⁻])[\p{L}\p{N}.,\p{Cf}])/gu, '')

/**
 * Mathematics as the parser takes it: characters normalised, emphasis and the final full stop gone. Delimiters,
 * `\\text{}`, spacing commands and separators stay, since the parser reads what they mean, but are named. Characters
 * of other alphabets that only look alike stay what they are.
 */
export function normaliseMaths(written: string): Normalised {
  if (PLAIN.test(written)) return { text: written.trim(), changed: [] }
  const changed: Normalisation[] = []
  let text = written.trim()
  const step = (name: Normalisation, next: string): void => {
    if (next !== text) changed.push(name)
    text = next
  }
  if (text.includes('&')) step('html-entities', decodeEntities(text))
  if (!isAscii(text)) {
    step('zero-width', withoutInvisible(text))
    if (text.search(UNICODE_MATHS) >= 0) changed.push('unicode-maths')
    const named = text
      .replace(/[ℝℤℚℕℂ]/g, (set) => `\\mathbb{${NUMBER_SETS[set]}}`)
      .replace(/(?<=[\p{L}\d])[₀-₉]+/gu, (run) => `_{${run.normalize('NFKC')}}`)
    const other = text.replace(UNICODE_MATHS, '')
    if (!isAscii(other) && normaliseCharacters(other) !== other) changed.push('unicode')
    // Again: a subscript that became a group no longer needs to be kept apart.
    text = withoutInvisible(normaliseCharacters(named))
  }
  step('escaped-backslashes', undoubled(text))
  if (text.includes('\\')) step('decoration', text.replace(DECORATION, ''))
  if (text.includes('**') || text.includes('__') || text.includes('`')) {
    let plain = text.replace(/^`([^`]*)`$/, '$1')
    for (const emphasis of EMPHASIS) plain = plain.replace(emphasis, '$1')
    step('markdown', plain)
  }
  const outer = OUTER_TEXT.exec(text)
  // Mathematics that is set as text as a whole: its letters are no words.
  if (outer && closesAtEnd(text, outer[0].length - 1) && /[\d+*/^=<>\\]/.test(text.slice(outer[0].length)))
    step('text-command', text.slice(outer[0].length, -1).trim())
  step('trailing-period', text.replace(/(?<![.\s])\s?\.(\s?(?:\$\$?|\\[)\]])?)$/, '$1'))
  for (const [name, pattern] of NOTICED) {
    // "(12,102)" is a pair.
    if (name === 'thousands' && /[([]/.test(text)) continue
    if (pattern.test(text) && !changed.includes(name)) changed.push(name)
  }
  return { text: text.trim(), changed }
}

/** Words are folded where they are compared; this decodes them and names what folding changes. */
export function normaliseWords(written: string): Normalised {
  const { changed } = normaliseMaths(written)
  const text = written.includes('&') ? decodeEntities(written) : written
  return { text: changed.includes('decoration') ? text.replace(DECORATION, '') : text, changed }
}
