/** Digits as written, without separators: "1000.99", the repeating block after them, and the power of ten. */
export interface Scanned {
  readonly digits: string
  readonly repeat: string
  readonly exponent: number
  readonly end: number
  /** The comma could also have been read as the other of separator and decimal comma. */
  readonly ambiguous: boolean
}

export interface ScanContext {
  /** Inside ( [ { of a tuple or set: a comma without a space separates items. */
  readonly bracketed: boolean
  /** Items are separated by semicolons, so that a comma is a decimal comma. */
  readonly semicolons: boolean
  /** Read ambiguous commas the other way. */
  readonly flip: boolean
  /** "1e-5" is a number; in mathematics "2e-5" is 2·e - 5. */
  readonly exponents: boolean
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57

export function digitsEnd(s: string, from: number): number {
  let i = from
  while (isDigit(s.charCodeAt(i))) i++
  return i
}

/** Separators that can only stand between thousands: `{,}`, `,\!`, `\,`, thin spaces. Returns the end, or 0. */
function thousandsMark(s: string, at: number): number {
  const c = s[at]
  if (c === '{' && s.startsWith('{,}', at)) {
    let end = at + 3
    if (s.startsWith('\\!', end)) end += 2
    return end
  }
  if (c === ',' && s.startsWith('\\!', at + 1)) return s[at + 3] === ' ' ? at + 4 : at + 3
  if (c === '\\' && (s[at + 1] === ',' || s[at + 1] === ';' || s[at + 1] === ' '))
    return s[at + 2] === ' ' ? at + 3 : at + 2
  if (c === ' ' || c === '\u00a0' || c === '\u2009' || c === '\u202f' || c === '~') return at + 1
  return 0
}

/** Three digits and no more at `at`. */
const threeDigits = (s: string, at: number): boolean => digitsEnd(s, at) === at + 3

/** Does the text `at` go on as a fraction, so that "2 100/3" is a mixed number? */
const startsFraction = (s: string, at: number): boolean => s[at] === '/' || s[at] === '.' || s[at] === ','

function scanGroups(s: string, from: number, end: number): { digits: string; end: number } | undefined {
  if (end - from > 3 || s[from] === '0') return undefined
  let digits = s.slice(from, end)
  let at = end
  let groups = 0
  for (;;) {
    const mark = thousandsMark(s, at)
    if (mark === 0 || !threeDigits(s, mark)) break
    if (s[at] !== '{' && s[at] !== ',' && s[mark + 3] === '/') break
    digits += s.slice(mark, mark + 3)
    at = mark + 3
    groups++
  }
  // One plain space before three digits may be two numbers side by side when something odd follows.
  if (groups === 0 || (s[end] === ' ' && s[at] !== '.' && startsFraction(s, at))) return undefined
  return { digits, end: at }
}

interface CommaRun {
  readonly digits: string
  readonly end: number
  readonly ambiguous: boolean
  readonly decimal: boolean
}

/** "1,000", "12,50", "1,2,3": what the commas between digits mean. Undefined: they separate items. */
function scanCommas(
  s: string,
  from: number,
  end: number,
  context: ScanContext,
): CommaRun | 'list' | 'ambiguous' {
  const previous = s[from - 1]
  if (previous === ',' || (previous === '.' && isDigit(s.charCodeAt(from - 2)))) return 'list'
  let at = end
  let groups = 0
  let thousands = end - from <= 3 && s[from] !== '0'
  let zeros = false
  while (s[at] === ',' && isDigit(s.charCodeAt(at + 1))) {
    const stop = digitsEnd(s, at + 1)
    if (stop - at !== 4) thousands = false
    if (s[at + 1] === '0' && stop - at === 4) zeros = true
    at = stop
    groups++
  }
  if (groups === 0) return 'list'
  if (thousands) {
    const digits = s.slice(from, at).replaceAll(',', '')
    const ambiguous = context.bracketed && !zeros
    if (ambiguous && !context.flip) return 'ambiguous'
    return { digits, end: at, ambiguous, decimal: false }
  }
  if (groups > 1) return 'list'
  const decimals = at - end - 1
  const likely = s[from] === '0' ? decimals > 1 : end - from > 3 && decimals < 3
  if (context.bracketed && !context.semicolons) return 'list'
  if ((likely || context.semicolons) === context.flip) return 'ambiguous'
  return { digits: s.slice(from, at).replace(',', '.'), end: at, ambiguous: true, decimal: true }
}

function repeating(s: string, at: number): { repeat: string; lead: string; end: number } | undefined {
  if (s[at] === '(') {
    const end = digitsEnd(s, at + 1)
    return end > at + 1 && s[end] === ')'
      ? { repeat: s.slice(at + 1, end), lead: '', end: end + 1 }
      : undefined
  }
  for (const command of ['\\overline', '\\bar']) {
    if (!s.startsWith(command, at)) continue
    let i = at + command.length
    while (s[i] === ' ') i++
    if (s[i] === '{') {
      const end = digitsEnd(s, i + 1)
      return end > i + 1 && s[end] === '}'
        ? { repeat: s.slice(i + 1, end), lead: '', end: end + 1 }
        : undefined
    }
    return isDigit(s.charCodeAt(i)) ? { repeat: s[i] as string, lead: '', end: i + 1 } : undefined
  }
  return s.startsWith('\\dot', at) ? dotted(s, at) : undefined
}

/** 0.\dot{1}4\dot{2}: the first and the last digit of the block are dotted. */
function dotted(s: string, at: number): { repeat: string; lead: string; end: number } | undefined {
  const first = dottedDigit(s, at)
  if (!first) return undefined
  const middle = digitsEnd(s, first.end)
  const last = s.startsWith('\\dot', middle) ? dottedDigit(s, middle) : undefined
  if (!last) return { repeat: first.digit, lead: '', end: first.end }
  return { repeat: first.digit + s.slice(first.end, middle) + last.digit, lead: '', end: last.end }
}

function dottedDigit(s: string, at: number): { digit: string; end: number } | undefined {
  const braced = s[at + 4] === '{'
  const i = at + (braced ? 5 : s[at + 4] === ' ' ? 5 : 4)
  if (!isDigit(s.charCodeAt(i)) || (braced && s[i + 1] !== '}')) return undefined
  return { digit: s[i] as string, end: braced ? i + 2 : i + 1 }
}

/** 1.234,56: points between thousands and a decimal comma; rather that than two numbers. */
function scanEuropean(s: string, from: number): Scanned | undefined {
  let at = digitsEnd(s, from)
  if (at - from > 3 || s[from] === '0') return undefined
  let digits = s.slice(from, at)
  while (s[at] === '.' && threeDigits(s, at + 1)) {
    digits += s.slice(at + 1, at + 4)
    at += 4
  }
  const end = digitsEnd(s, at + 1)
  if (at === from || s[at] !== ',' || end !== at + 3 || s[end] === ',' || s[end] === '.') return undefined
  return { digits: `${digits}.${s.slice(at + 1, end)}`, repeat: '', exponent: 0, end, ambiguous: true }
}

/** The end of an ellipsis after decimals. */
function ellipsis(s: string, at: number): number {
  const start = s[at] === ' ' ? at + 1 : at
  if (s.startsWith('...', start)) return start + 3
  if (s[start] === '…') return start + 1
  for (const command of ['\\ldots', '\\cdots', '\\dots'])
    if (s.startsWith(command, start)) return start + command.length
  return at
}

/**
 * What goes on in 0.333..., 0.1666... and 0.1212...: a digit three times at the end, or a block that fills all decimals
 * at least twice. Empty if nothing repeats but there are enough digits to tell what they round; undefined if not.
 */
function periodOf(decimals: string): string | undefined {
  if (decimals.length > 60) return undefined
  const last = decimals.slice(-1)
  if (decimals.length > 2 && decimals.endsWith(last.repeat(3))) return last
  for (let length = 1; 2 * length <= decimals.length; length++) {
    const block = decimals.slice(0, length)
    if (block.repeat(decimals.length / length + 1).startsWith(decimals)) {
      const rest = decimals.length % length
      return block.slice(rest) + block.slice(0, rest)
    }
  }
  return decimals.length >= 6 ? '' : undefined
}

/** Reads the number that starts at `from` (a digit, or a point before one). */
export function scanNumber(s: string, from: number, context: ScanContext): Scanned {
  let end = digitsEnd(s, from)
  let digits = s.slice(from, end)
  let ambiguous = false
  const next = s[end]
  let decimal = false
  if (end > from && next !== undefined && next !== '.') {
    if (next === ',' && isDigit(s.charCodeAt(end + 1))) {
      const run = scanCommas(s, from, end, context)
      if (run === 'ambiguous') ambiguous = true
      else if (run !== 'list') {
        digits = run.digits
        end = run.end
        ambiguous = run.ambiguous
        decimal = run.decimal
      }
    } else if (next === '{' && s.startsWith('{,}', end) && !threeDigits(s, end + 3)) {
      const stop = digitsEnd(s, end + 3)
      if (stop > end + 3) {
        digits = `${digits}.${s.slice(end + 3, stop)}`
        end = stop
        decimal = true
      }
    } else {
      const groups = scanGroups(s, from, end)
      if (groups) {
        digits = groups.digits
        end = groups.end
      }
    }
  }
  let repeat = ''
  if (s[end] === '.' && !decimal) {
    const stop = digitsEnd(s, end + 1)
    const european = context.bracketed || context.flip ? undefined : scanEuropean(s, from)
    if (european) return european
    const block = s[stop] === '\\' || s[stop] === '(' ? repeating(s, stop) : undefined
    if (stop > end + 1 || block) {
      digits = `${digits === '' ? '0' : digits}.${s.slice(end + 1, stop)}`
      end = stop
      if (block) {
        repeat = block.repeat
        end = block.end
      } else {
        const going = ellipsis(s, stop)
        const period = going > stop ? periodOf(digits.slice(digits.indexOf('.') + 1)) : undefined
        if (period !== undefined) {
          repeat = period
          end = going
        }
      }
    } else if (endsWhole(s[stop])) end = stop // "-3./2"
  }
  const power = context.exponents || decimal || digits.includes('.') ? scanExponent(s, end) : undefined
  return { digits, repeat, exponent: power?.value ?? 0, end: power?.end ?? end, ambiguous }
}

const endsWhole = (next: string | undefined): boolean => next !== undefined && '/*+-^)'.includes(next)

function scanExponent(s: string, at: number): { value: number; end: number } | undefined {
  if (s[at] !== 'e' && s[at] !== 'E') return undefined
  const signed = s[at + 1] === '-' || s[at + 1] === '+'
  const first = at + (signed ? 2 : 1)
  const end = digitsEnd(s, first)
  if (end === first || end - first > 7) return undefined
  return { value: Number(s.slice(at + 1, end)), end }
}
