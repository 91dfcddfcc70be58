export type Token =
  | { readonly kind: 'number'; readonly text: string; readonly spaced: boolean }
  | { readonly kind: 'name'; readonly text: string; readonly spaced: boolean }
  | { readonly kind: 'command'; readonly text: string; readonly spaced: boolean }
  | { readonly kind: 'sign'; readonly text: string; readonly spaced: boolean }

const MAX_TOKENS = 400
const PATTERN =
  /([1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+\.?\d*|\.\d+)|([a-zA-Z](?:_(?:\{[a-zA-Z0-9]{1,4}\}|[a-zA-Z0-9]))?)|\\([a-zA-Z]+)|(\*\*|[-+*/^(){}[\]%!])/y
const GREEK = /^(?:alpha|beta|gamma|delta|epsilon|theta|lambda|mu|pi|rho|sigma|tau|phi|varphi|omega)$/
/** Runs of letters beyond this are words, and words have no product: "cat" is not "act". */
const MAX_LETTER_RUN = 3
const FUNCTIONS = /sin|cos|tan|log|ln|exp|mod|gcd|lcm|max|min|lim|det|or|and|to|is/i

/**
 * Tokens of an answer in plain or LaTeX maths; undefined for anything else (words, relations, functions).
 * `spaced` tells whether white space stood before, which decides mixed numbers.
 */
export function tokenise(text: string): Token[] | undefined {
  const source = text
    .replace(/\\left|\\right|\\displaystyle|\\limits/g, '')
    .replace(/\\[dtc]frac(?![a-zA-Z])/g, '\\frac')
    .replace(/\\cdot(?![a-zA-Z])|\\times(?![a-zA-Z])|[·×⋅∗]/g, '*')
    .replace(/\\div(?![a-zA-Z])|÷/g, '/')
    .replace(/π|(?<![\\a-zA-Z])pi(?![a-zA-Z])/g, '\\pi ')
    .replace(/√\s*(\d+)/g, '\\sqrt{$1}')
    .replace(/√|(?<![\\a-zA-Z])sqrt(?![a-zA-Z])/g, '\\sqrt ')
    .replace(/\{,\}|,\s*\\!\s*/g, ',')
    .replace(/\\%/g, '%')
    .replace(/\\[,;:! ]|~/g, ' ')
  for (const [run] of source.matchAll(/(?<![\\a-zA-Z])[a-zA-Z]+/g))
    if (run.length > MAX_LETTER_RUN || (run.length > 1 && FUNCTIONS.test(run))) return undefined
  const tokens: Token[] = []
  let at = 0
  for (;;) {
    const start = at
    while (at < source.length && /\s/.test(source[at] as string)) at++
    if (at === source.length) return tokens
    PATTERN.lastIndex = at
    const found = PATTERN.exec(source)
    if (!found || tokens.length === MAX_TOKENS) return undefined
    at = PATTERN.lastIndex
    const spaced = at > start && start > 0 && /\s/.test(source[start] as string)
    if (found[1]) tokens.push({ kind: 'number', text: found[1].replace(/,/g, ''), spaced })
    else if (found[2]) tokens.push({ kind: 'name', text: found[2].replace(/[{}]/g, ''), spaced })
    else if (found[3])
      tokens.push({ kind: GREEK.test(found[3]) ? 'name' : 'command', text: found[3], spaced })
    else tokens.push({ kind: 'sign', text: found[4] === '**' ? '^' : (found[4] as string), spaced })
  }
}
