import { between, pick } from '../draw.js'
import type { Solved } from '../question.js'
import { addWork, multiplyWork, subtractWork } from './digits.js'
import { commuted, greatestCommonDivisor, integers, type MathKind } from './kind.js'

function decimalAnswer(value: number, work: string | null): Solved {
  return { answer: String(value), type: Number.isInteger(value) ? 'integer' : 'float', work }
}

/** Tenths: every decimal here has one place, so sums and products are exact after one division. */
function tenths(text: string): number {
  return Math.round(Number(text) * 10)
}

function reduced(numerator: number, denominator: number): string {
  const divisor = greatestCommonDivisor(numerator, denominator)
  const [n, d] = [numerator / divisor, denominator / divisor]
  return d === 1 ? String(n) : `${n}/${d}`
}

const decimal: MathKind = {
  name: 'decimal',
  levels: [1, 2, 3],
  pattern: /^(\d+\.\d)([-+])(\d+\.\d)$/,
  draw: (rng, level) => {
    const most = [49, 199, 999][level - 1] as number
    const a = between(rng, 11, most)
    const b = between(rng, 1, most)
    const minus = rng.integer(2) === 1
    const [x, y] = minus && a < b ? [b, a] : [a, b]
    return `${(x / 10).toFixed(1)}${minus ? '-' : '+'}${(y / 10).toFixed(1)}`
  },
  solve: (match) => {
    const [a, b] = [tenths(match[1] as string), tenths(match[3] as string)]
    if (match[2] === '+') return decimalAnswer((a + b) / 10, addWork(a, b))
    return a < b ? null : decimalAnswer((a - b) / 10, subtractWork(a, b))
  },
  canonical: (match) =>
    match[2] === '+'
      ? commuted('+', ['', match[1] as string, match[3] as string])
      : `${match[1]}-${match[3]}`,
}

const decimalProduct: MathKind = {
  name: 'decimal-product',
  levels: [1, 2, 3],
  pattern: /^(\d+\.\d)\*(\d)$/,
  draw: (rng, level) => {
    const tenth =
      level === 1 ? between(rng, 1, 9) : level === 2 ? between(rng, 11, 49) : between(rng, 50, 199)
    return `${(tenth / 10).toFixed(1)}*${between(rng, 2, 9)}`
  },
  solve: (match) => {
    const [a, b] = [tenths(match[1] as string), Number(match[2])]
    return decimalAnswer((a * b) / 10, multiplyWork(a, b))
  },
}

const percent: MathKind = {
  name: 'percent',
  levels: [1, 2, 3, 4],
  pattern: /^(\d+)% of (\d+)$/,
  draw: (rng, level) => {
    if (level === 1) return `${pick(rng, [10, 50])}% of ${10 * between(rng, 1, 20)}`
    if (level === 2)
      return `${pick(rng, [10, 20, 30, 40, 50])}% of ${between(rng, 2, 20) * (rng.integer(2) ? 5 : 10)}`
    return `${5 * between(rng, 1, 19)}% of ${level === 3 ? 10 * between(rng, 2, 20) : between(rng, 11, 99)}`
  },
  solve: (match) => {
    const [p, n] = integers(match) as [number, number]
    if ((p * n) % 10 !== 0) return null
    return decimalAnswer((p * n) / 100, `${p}*${n}=${p * n}`)
  },
}

const fractionSum: MathKind = {
  name: 'fraction-sum',
  levels: [1, 2, 3],
  pattern: /^(\d+)\/(\d+)([-+])(\d+)\/(\d+)$/,
  draw: (rng, level) => {
    const d = between(rng, 3, level === 1 ? 9 : 12)
    const e = level <= 2 ? d : level === 3 ? pick(rng, [2, 3, 4, 5, 6]) : d
    const [a, b] = [between(rng, 1, d - 1), between(rng, 1, e - 1)]
    return `${a}/${d}${rng.integer(3) ? '+' : '-'}${b}/${e}`
  },
  solve: (match) => {
    const [a, d, b, e] = [match[1], match[2], match[4], match[5]].map(Number) as [
      number,
      number,
      number,
      number,
    ]
    if (d * e === 0) return null
    const sign = match[3] === '+' ? 1 : -1
    if (d === e) {
      const top = a + sign * b
      const answer = reduced(top, d)
      if (top <= 0 || !answer.includes('/')) return null
      return {
        answer,
        type: 'expression',
        work: `${a}${match[3]}${b}=${top}${answer === `${top}/${d}` ? '' : `,${top}/${d}`}`,
      }
    }
    const common = (d * e) / greatestCommonDivisor(d, e)
    const [x, y] = [(a * common) / d, (b * common) / e]
    const top = x + sign * y
    const answer = reduced(top, common)
    if (top <= 0 || !answer.includes('/')) return null
    return { answer, type: 'expression', work: `${x}/${common}${match[3]}${y}/${common}=${top}/${common}` }
  },
  canonical: (match) => {
    const [a, b] = [`${match[1]}/${match[2]}`, `${match[4]}/${match[5]}`]
    return match[3] === '+' ? commuted('+', ['', a, b]) : `${a}-${b}`
  },
}

const reduce: MathKind = {
  name: 'reduce',
  levels: [1, 2, 3],
  pattern: /^(\d+)\/(\d+) reduced$/,
  draw: (rng, level) => {
    const factor = between(rng, 2, [3, 6, 12][level - 1] as number)
    const d = between(rng, 2, level === 1 ? 6 : 9)
    return `${factor * between(rng, 1, d - 1)}/${factor * d} reduced`
  },
  solve: (match) => {
    const [a, b] = integers(match) as [number, number]
    if (a * b === 0) return null
    const divisor = greatestCommonDivisor(a, b)
    const answer = reduced(a, b)
    if (divisor === 1 || !answer.includes('/')) return null
    return {
      answer,
      type: 'expression',
      work: `${a}/${divisor}=${a / divisor},${b}/${divisor}=${b / divisor}`,
    }
  },
}

export const RATIONAL: readonly MathKind[] = [decimal, decimalProduct, percent, fractionSum, reduce]
