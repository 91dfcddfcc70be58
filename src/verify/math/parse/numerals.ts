import type { Expr, Node } from '../node.js'
import { rational } from '../rational.js'
import { written } from './numbers.js'
import type { Reader } from './reader.js'
import { UNREADABLE } from './unreadable.js'

const BASE_WORDS: ReadonlyMap<string, number> = new Map([
  ['two', 2],
  ['three', 3],
  ['four', 4],
  ['five', 5],
  ['six', 6],
  ['seven', 7],
  ['eight', 8],
  ['nine', 9],
  ['ten', 10],
  ['twelve', 12],
  ['sixteen', 16],
  ['bin', 2],
  ['oct', 8],
  ['hex', 16],
])
const MAGNITUDES: ReadonlyMap<string, bigint> = new Map([
  ['dozen', 12n],
  ['dozens', 12n],
  ['hundred', 100n],
  ['thousand', 1000n],
  ['million', 10n ** 6n],
  ['billion', 10n ** 9n],
  ['trillion', 10n ** 12n],
])

/** A written number with what belongs to it: its base, its fraction ("2 1/4"), "million". */
export function number(r: Reader, compound = true): Node {
  const token = r.token
  r.at++
  if (r.op('_')) {
    const base = baseAt(r)
    if (base === undefined) throw UNREADABLE
    return numeral(token.text, base)
  }
  const last = token.text.charCodeAt(token.text.length - 1)
  if (last > 57) throw UNREADABLE
  const value = written(token.text, token.repeat, token.exponent)
  if (!compound) return value
  const next = r.token
  if (next.kind === 'number' || next.kind === 'function') return mixed(r, value, token.text) ?? value
  if (next.kind === 'word') {
    const times = MAGNITUDES.get(next.text)
    if (times !== undefined && value.kind === 'number') {
      r.at++
      const { n, d } = value.value
      return { kind: 'number', value: rational(n * times, d) }
    }
  }
  return value
}

/** `_2`, `_{10}`, `_{\text{two}}`: the base, and the place after it. */
export function baseAt(r: Reader): number | undefined {
  const braced = r.peek().kind === 'open' && r.peek().text === '{'
  if (braced && r.peek(2).text === '(' && r.peek(4).text === ')') {
    // 1011_{(2)}
    r.tokens.splice(r.at + 4, 1)
    r.tokens.splice(r.at + 2, 1)
  }
  const token = r.peek(braced ? 2 : 1)
  const base = token.kind === 'number' ? Number(token.text) : BASE_WORDS.get(token.text.toLowerCase())
  if (base === undefined || !Number.isInteger(base) || base < 2 || base > 36) return undefined
  if (braced && r.peek(3).text !== '}') return undefined
  r.at += braced ? 4 : 2
  return base
}

export function numeral(digits: string, base: number): Node {
  let value = 0n
  if (digits.length > 300) throw UNREADABLE
  for (const digit of digits) {
    const code = digit.charCodeAt(0)
    const worth = code <= 57 ? code - 48 : code - 87
    if (worth < 0 || worth >= base) throw UNREADABLE
    value = value * BigInt(base) + BigInt(worth)
  }
  return { kind: 'numeral', digits, base, value: rational(value) }
}

const isWhole = (text: string): boolean => text.length < 16 && /^\d+$/.test(text)

/** 2 1/4, 2\frac{1}{4}, 2\frac14: a whole number before a proper fraction of whole numbers adds to it. */
function mixed(r: Reader, value: Expr, digits: string): Expr | undefined {
  if (value.kind !== 'number' || !isWhole(digits)) return undefined
  const parts = r.token.kind === 'number' ? plainFraction(r) : latexFraction(r)
  if (!parts) return undefined
  const top = BigInt(parts.top)
  const bottom = BigInt(parts.bottom)
  if (top >= bottom || top === 0n) return undefined
  r.at += parts.length
  return { kind: 'number', value: rational(value.value.n * bottom + top, bottom) }
}

interface Parts {
  readonly top: string
  readonly bottom: string
  /** Tokens that the fraction takes. */
  readonly length: number
}

function plainFraction(r: Reader): Parts | undefined {
  const top = r.token
  const slash = r.peek()
  const bottom = r.peek(2)
  if (!top.spaced || slash.kind !== 'operator' || slash.text !== '/' || bottom.kind !== 'number')
    return undefined
  if (!isWhole(top.text) || !isWhole(bottom.text) || bottom.spaced) return undefined
  return { top: top.text, bottom: bottom.text, length: 3 }
}

function latexFraction(r: Reader): Parts | undefined {
  if (r.token.text !== 'frac') return undefined
  const first = r.peek()
  if (first.kind === 'number') {
    const { text } = first
    if (text.length === 2 && isWhole(text))
      return { top: text[0] as string, bottom: text[1] as string, length: 2 }
    if (text.length !== 1) return undefined
    const next = r.peek(2)
    if (next.kind === 'number' && next.text.length === 1) return { top: text, bottom: next.text, length: 3 }
    const bottom = bracedNumber(r, 2)
    return bottom === undefined ? undefined : { top: text, bottom, length: 5 }
  }
  const top = bracedNumber(r, 1)
  if (top === undefined) return undefined
  const bottom = bracedNumber(r, 4)
  if (bottom !== undefined) return { top, bottom, length: 7 }
  const last = r.peek(4)
  return last.kind === 'number' && last.text.length === 1 ? { top, bottom: last.text, length: 5 } : undefined
}

function bracedNumber(r: Reader, ahead: number): string | undefined {
  const inner = r.peek(ahead + 1)
  const braced = r.peek(ahead).text === '{' && r.peek(ahead + 2).text === '}'
  return braced && inner.kind === 'number' && isWhole(inner.text) ? inner.text : undefined
}
