import type { RandomStream } from '../../../../src/random/index.js'
import { between, distinct, pick } from '../draw.js'
import type { Solved } from '../question.js'
import { integerAnswer, type MathKind } from './kind.js'

const NUMBERS = '(\\d+(?:, \\d+)+)'

function numbersOf(text: string): number[] {
  return text.split(', ').map(Number)
}

function listAnswer(values: readonly number[], work: string | null = null): Solved {
  return { answer: values.join(', '), type: 'list', work }
}

function drawNumbers(rng: RandomStream, level: number): string {
  const count = level === 1 ? 3 : level === 2 ? between(rng, 3, 4) : between(rng, 4, 5)
  return distinct(rng, count, 1, level === 1 ? 20 : level <= 3 ? 99 : 399).join(', ')
}

function ofNumbers(
  name: string,
  word: string,
  levels: number[],
  solve: (values: number[]) => Solved | null,
): MathKind {
  return {
    name,
    levels,
    pattern: new RegExp(`^${word} of ${NUMBERS}$`),
    draw: (rng, level) => `${word} of ${drawNumbers(rng, level)}`,
    solve: (match) => solve(numbersOf(match[1] as string)),
    canonical: (match) =>
      name === 'reversed'
        ? `${word} ${match[1]}`
        : `${word} ${numbersOf(match[1] as string)
            .sort((a, b) => a - b)
            .join(',')}`,
  }
}

const average: MathKind = {
  name: 'average',
  levels: [2, 3],
  pattern: new RegExp(`^average of ${NUMBERS}$`),
  draw: (rng, level) => `average of ${distinct(rng, level, 2, level === 2 ? 30 : 20).join(', ')}`,
  solve: (match) => {
    const values = numbersOf(match[1] as string)
    const steps: string[] = []
    let sum = values[0] as number
    for (const value of values.slice(1)) {
      steps.push(`${sum}+${value}=${sum + value}`)
      sum += value
    }
    const mean = sum / values.length
    if ((mean * 10) % 1 !== 0) return null
    return {
      answer: String(mean),
      type: Number.isInteger(mean) ? 'integer' : 'float',
      work: `${steps.join(',')},${sum}/${values.length}=${mean}`,
    }
  },
  canonical: (match) =>
    `average ${numbersOf(match[1] as string)
      .sort((a, b) => a - b)
      .join(',')}`,
}

const factors: MathKind = {
  name: 'factors',
  levels: [1, 2, 3],
  pattern: /^factors of (\d+)$/,
  draw: (rng, level) =>
    `factors of ${level === 1 ? between(rng, 2, 15) : level === 2 ? between(rng, 16, 50) : between(rng, 51, 120)}`,
  solve: (match) => {
    const n = Number(match[1])
    if (n < 2 || n > 10_000) return null
    const low: number[] = []
    for (let d = 1; d * d <= n; d++) if (n % d === 0) low.push(d)
    const high = low.filter((d) => d * d !== n).map((d) => n / d)
    return listAnswer([...low, ...high.reverse()], low.map((d) => `${d}*${n / d}`).join(','))
  },
}

const multiples: MathKind = {
  name: 'multiples',
  levels: [1, 2],
  pattern: /^first (\d) multiples of (\d+)$/,
  draw: (rng, level) =>
    `first ${between(rng, 3, 5)} multiples of ${level === 1 ? between(rng, 2, 9) : between(rng, 11, 60)}`,
  solve: (match) => {
    const [count, n] = [Number(match[1]), Number(match[2])]
    return count < 2 ? null : listAnswer(Array.from({ length: count }, (_, i) => n * (i + 1)))
  },
}

const choose: MathKind = {
  name: 'filter',
  levels: [1, 2, 3],
  pattern: new RegExp(`^(even|odd) ones of ${NUMBERS}$`),
  draw: (rng, level) => `${pick(rng, ['even', 'odd'])} ones of ${drawNumbers(rng, level + 1)}`,
  solve: (match) => {
    const kept = numbersOf(match[2] as string).filter((n) => n % 2 === (match[1] === 'even' ? 0 : 1))
    return kept.length < 2 ? null : listAnswer(kept)
  },
}

export const LISTS: readonly MathKind[] = [
  ofNumbers('sorted', 'sorted order', [1, 2, 3, 4], (values) => listAnswer(values.sort((a, b) => a - b))),
  ofNumbers('reversed', 'reverse', [1, 2, 3], (values) => listAnswer(values.reverse())),
  ofNumbers('largest', 'largest', [1, 2, 4], (values) => integerAnswer(Math.max(...values), null)),
  ofNumbers('smallest', 'smallest', [1, 2, 4], (values) => integerAnswer(Math.min(...values), null)),
  average,
  factors,
  multiples,
  choose,
]
