const MAX_LENGTH = 200_000
const MAX_DEPTH = 64
/** Characters that may be looked at, as a multiple of the text's length: many unmatched braces can't cost a square. */
const MAX_PASSES = 16

/**
 * The last balanced `{...}` of a text, braces inside JSON strings not counted; null if there is none. Prose before it,
 * code fences and unmatched braces are passed over. Reads the last 200,000 characters; work is bounded.
 */
export function lastObject(text: string): string | null {
  const tail = text.slice(-MAX_LENGTH)
  let budget = tail.length * MAX_PASSES
  let last: string | null = null
  let at = tail.indexOf('{')
  while (at >= 0 && budget > 0) {
    const end = closingBrace(tail, at)
    budget -= Math.abs(end) - at
    if (end > 0) last = tail.slice(at, end)
    at = tail.indexOf('{', end > 0 ? end : at + 1)
  }
  return last
}

/** Position after the brace that closes the one at `start`; if none does, minus the position where the search ended. */
function closingBrace(text: string, start: number): number {
  let depth = 0
  let inString = false
  for (let i = start; i < text.length; i++) {
    const character = text[i]
    if (inString) {
      if (character === '\\') i++
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{') {
      if (++depth > MAX_DEPTH) return -i
    } else if (character === '}' && --depth === 0) return i + 1
  }
  return -text.length
}

const LATEX = new Set(
  (
    'nabla ne neg neq newline ni nleq nmid not notin nu ' +
    'tan tanh tau text textbf textit textrm tfrac therefore theta tilde times to top triangle ' +
    'rangle rceil rfloor rho right rightarrow rm root'
  ).split(' '),
)

/**
 * Parses JSON as language models write it: LaTeX commands in strings with a single backslash (`\frac`, `\(`), raw line
 * breaks in strings, commas before a closing bracket. undefined if it is no JSON even so.
 */
export function parseLooseJson(text: string): unknown {
  try {
    return JSON.parse(repaired(text))
  } catch {
    return undefined
  }
}

function repaired(text: string): string {
  let out = ''
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string
    if (!inString) {
      if (character === '"') inString = true
      if (character === ',' && /^\s*[}\]]/.test(text.slice(i + 1, i + 200))) continue
      out += character
    } else if (character === '"') {
      inString = false
      out += character
    } else if (character === '\\') {
      const escape = escapeAt(text, i)
      out += escape
      i += escape === '\\\\' && text[i + 1] !== '\\' ? 0 : 1
    } else if (character < ' ') out += `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    else out += character
  }
  return out
}

/** What the backslash at `i` becomes: a JSON escape of two characters, or an escaped backslash before LaTeX. */
function escapeAt(text: string, i: number): string {
  const next = text[i + 1] ?? ''
  if (next === '"' || next === '\\' || next === '/') return `\\${next}`
  if (next === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(i + 2, i + 6))) return '\\u'
  if (next === 'n' || next === 't' || next === 'r') {
    const word = /^[A-Za-z]{1,16}/.exec(text.slice(i + 1, i + 18))?.[0] ?? ''
    if (!LATEX.has(word)) return `\\${next}`
  }
  return '\\\\'
}
