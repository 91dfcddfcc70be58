const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻'
const SUPERSCRIPT_VALUES = '0123456789+-'

/**
 * Compatibility-normalised text in which nothing changes its value: NFKC alone would read 10⁵ as 105, 10₂ as 102, 3½ as 31/2.
 * Dashes and quotes become ASCII; invisible characters go from the ends only, so that they cannot glue two numbers.
 */
export function normaliseCharacters(text: string): string {
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
    .toUpperCase()
    .toLowerCase()
    .replace(/\\ |~/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
