const FACTOR =
  /(\d+(?:\.\d+)?)|((?:\\[a-zA-Z]+|[a-zA-Z])(?:_(?:\{[a-zA-Z0-9]{1,4}\}|[a-zA-Z0-9]))?)(?:\^(?:\{\d+\}|\d+))?/y
const NOT_A_NAME = /^\\(?:frac|sqrt|left|right|text)/

/** Is `term` one product of a number, different variables with powers, and a whole divisor? */
function isMonomial(term: string): boolean {
  const [product = '', divisor, ...more] = term.split(/\/(?=\d+$)/)
  // "3/4x" divides the number only.
  const text = product.replace(/^(\d+)\/\d+(?=\D)/, '$1')
  if (more.length > 0 || (divisor !== undefined && text !== product)) return false
  const names = new Set<string>()
  let numbers = 0
  let at = 0
  while (at < text.length) {
    if (text[at] === '*' && at > 0) at++
    FACTOR.lastIndex = at
    const found = FACTOR.exec(text)
    if (!found) return false
    at = FACTOR.lastIndex
    const name = found[2]
    if (name === undefined) numbers++
    else if (names.has(name) || NOT_A_NAME.test(name)) return false
    else names.add(name)
  }
  return numbers <= 1 && numbers + names.size > 0
}

/**
 * Is this polynomial written multiplied out and collected, "16x-22" and not "2(8x-11)" or "8x+8x-22"? `terms` is the
 * number of its terms in normal form.
 */
export function isCollected(text: string, terms: number): boolean {
  const plain = text
    .replace(/\\[dtc]?frac\{([^{}+\-*/]*)\}\{(\d+)\}/g, '$1/$2')
    .replace(/\\[dtc]?frac(\d)(\d)/g, '$1/$2')
    .replace(/\\cdot(?![a-zA-Z])|\\times(?![a-zA-Z])|[·×⋅]/g, '*')
    .replace(/\\[,;:! ]|\s/g, '')
  const written = plain.replace(/^[+-]/, '').split(/[+-]/)
  return written.length === Math.max(terms, 1) && written.every(isMonomial)
}
