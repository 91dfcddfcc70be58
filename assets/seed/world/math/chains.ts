import { between, pick, withDigits } from '../draw.js'
import { integerAnswer, type MathKind } from './kind.js'

/**
 * Value and steps of sums, differences and products of integers with brackets: `(3+4)*5` -> 35, `3+4=7,7*5=35`.
 * Null if the text is anything else, or an intermediate value is negative.
 */
export function evaluateChain(text: string): { value: number; steps: string[] } | null {
  const tokens = text.match(/\d+|[-+*()]/g)
  if (tokens === null || tokens.join('') !== text || text.length > 60) return null
  const steps: string[] = []
  let position = 0
  const apply = (a: number, operator: string, b: number): number => {
    const value = operator === '+' ? a + b : operator === '-' ? a - b : a * b
    steps.push(`${a}${operator}${b}=${value}`)
    return value < 0 ? Number.NaN : value
  }
  const atom = (): number => {
    const token = tokens[position++]
    if (token === undefined) return Number.NaN
    if (token !== '(') return /\d/.test(token) ? Number(token) : Number.NaN
    const inner = sum()
    return tokens[position++] === ')' ? inner : Number.NaN
  }
  // Products come before the sums that they are terms of, as a person would work them.
  const product = (): number => {
    let value = atom()
    while (tokens[position] === '*') value = apply(value, tokens[position++] as string, atom())
    return value
  }
  const sum = (): number => {
    const terms = [product()]
    const operators: string[] = []
    while (tokens[position] === '+' || tokens[position] === '-') {
      operators.push(tokens[position++] as string)
      terms.push(product())
    }
    return operators.reduce(
      (value, operator, i) => apply(value, operator, terms[i + 1] as number),
      terms[0] as number,
    )
  }
  const value = sum()
  return position === tokens.length && Number.isFinite(value) ? { value, steps } : null
}

/** Two- and three-step problems. */
const chain: MathKind = {
  name: 'chain',
  levels: [1, 2, 3, 4],
  pattern: /^(?=(?:[^-+*]*[-+*]){2})([\d()+*-]+)$/,
  draw: (rng, level) => {
    const n = () => between(rng, 2, 9)
    const m = () => (level <= 2 ? n() : between(rng, 10, 49))
    if (level === 1)
      return pick(rng, [`${n()}+${n()}+${n()}`, `${n()}+${n()}-${n()}`, `${n()}*${n()}+${n()}`])
    const two = [
      `${n()}*${n()}+${m()}`,
      `(${m()}+${n()})*${n()}`,
      `${m()}*${n()}-${n()}`,
      `${withDigits(rng, 2)}+${n()}*${n()}`,
    ]
    if (level <= 3) return pick(rng, two)
    return pick(rng, [
      `${n()}*${n()}+${n()}*${n()}`,
      `(${m()}+${n()})*${n()}-${n()}`,
      `(${n()}+${n()})*(${n()}+${n()})`,
      `${m()}+${m()}+${m()}`,
      `${m()}*${n()}-${m()}`,
    ])
  },
  solve: (match) => {
    const result = evaluateChain(match[1] as string)
    return result === null ? null : integerAnswer(result.value, result.steps.join(','))
  },
  canonical: (match) =>
    /^[\d+]+$/.test(match[1] as string)
      ? (match[1] as string).split('+').sort().join('+')
      : (match[1] as string),
}

export const CHAINS: readonly MathKind[] = [chain]
