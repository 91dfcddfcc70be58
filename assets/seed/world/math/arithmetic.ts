import { between, withDigits } from '../draw.js'
import { addWork, multiplyWork, subtractWork } from './digits.js'
import { commuted, greatestCommonDivisor, integerAnswer, integers, type MathKind } from './kind.js'

const add: MathKind = {
  name: 'add',
  levels: [1, 2, 3, 4],
  pattern: /^(\d+)\+(\d+)$/,
  draw: (rng, level) => {
    const a = withDigits(rng, level)
    const b = withDigits(rng, level === 1 ? 1 : between(rng, level - 1, level))
    return rng.integer(2) ? `${a}+${b}` : `${b}+${a}`
  },
  solve: (match) => {
    const [a, b] = integers(match) as [number, number]
    return integerAnswer(a + b, a < 10 && b < 10 ? null : addWork(a, b))
  },
  canonical: (match) => commuted('+', match),
}

const subtract: MathKind = {
  name: 'subtract',
  levels: [1, 2, 3, 4],
  pattern: /^(\d+)-(\d+)$/,
  draw: (rng, level) => {
    const a = level === 1 ? between(rng, 2, 19) : withDigits(rng, level)
    return `${a}-${level === 1 ? between(rng, 1, Math.min(a, 9)) : withDigits(rng, between(rng, level - 1, level))}`
  },
  solve: (match) => {
    const [a, b] = integers(match) as [number, number]
    return a < b ? null : integerAnswer(a - b, a < 20 && b < 10 ? null : subtractWork(a, b))
  },
}

const multiply: MathKind = {
  name: 'multiply',
  levels: [1, 2, 3, 4],
  pattern: /^(\d+)\*(\d+)$/,
  draw: (rng, level) => {
    if (level === 4) return `${between(rng, 12, 99)}*${between(rng, 12, 99)}`
    return `${level === 1 ? between(rng, 2, 9) : withDigits(rng, level)}*${between(rng, 2, 9)}`
  },
  solve: (match) => {
    const [a, b] = integers(match) as [number, number]
    if (a < 10 && b < 10) return integerAnswer(a * b, null)
    const [long, short] = a >= b ? [a, b] : [b, a]
    if (short < 10) return integerAnswer(a * b, multiplyWork(long, short))
    const ones = b % 10
    const tens = b - ones
    const parts = ones === 0 ? `${a}*${b}=${a * b}` : `${a}*${ones}=${a * ones},${a}*${tens}=${a * tens}`
    return integerAnswer(a * b, ones === 0 ? parts : `${parts},${a * ones}+${a * tens}=${a * b}`)
  },
  canonical: (match) => commuted('*', match),
}

const divide: MathKind = {
  name: 'divide',
  levels: [1, 2, 3, 4],
  pattern: /^(\d+)\/(\d+)$/,
  draw: (rng, level) => {
    const b = level === 4 ? between(rng, 11, 25) : between(rng, 2, 9)
    const quotient = [between(rng, 2, 9), between(rng, 10, 25), between(rng, 26, 99), between(rng, 11, 40)]
    return `${b * (quotient[level - 1] as number)}/${b}`
  },
  solve: (match) => {
    const [a, b] = integers(match) as [number, number]
    if (b === 0 || a % b !== 0) return null
    const q = a / b
    if (q < 10 && b < 10) return integerAnswer(q, null)
    const tens = q - (q % 10)
    const rest = a - tens * b
    if (tens === 0 || rest === 0) return integerAnswer(q, `${q}*${b}=${a}`)
    return integerAnswer(q, `${tens}*${b}=${tens * b},${a}-${tens * b}=${rest},${rest}/${b}=${q % 10}`)
  },
}

const remainder: MathKind = {
  name: 'remainder',
  levels: [1, 2, 3, 4],
  pattern: /^(\d+) mod (\d+)$/,
  draw: (rng, level) => {
    const [low, high] = [
      [5, 29],
      [30, 99],
      [100, 199],
      [100, 599],
    ][level - 1] as [number, number]
    return `${between(rng, low, high)} mod ${level === 4 ? between(rng, 11, 25) : between(rng, 2, 9)}`
  },
  solve: (match) => {
    const [a, b] = integers(match) as [number, number]
    if (b === 0 || a < b) return null
    const product = a - (a % b)
    return integerAnswer(a % b, `${product / b}*${b}=${product},${a}-${product}=${a % b}`)
  },
}

const power: MathKind = {
  name: 'power',
  levels: [1, 2, 3],
  pattern: /^(\d+)\^(\d)$/,
  draw: (rng, level) => {
    if (level === 1) return `${between(rng, 2, 10)}^2`
    return level === 2 ? `${between(rng, 2, 5)}^${between(rng, 3, 4)}` : `${between(rng, 11, 30)}^2`
  },
  solve: (match) => {
    const [base, exponent] = integers(match) as [number, number]
    if (exponent < 2) return null
    if (exponent === 2 && base > 10) {
      const ones = base % 10
      const tens = base - ones
      if (ones === 0) return integerAnswer(base * base, `${base}*${base}=${base * base}`)
      const [low, high] = [base * ones, base * tens]
      return integerAnswer(
        base * base,
        `${base}*${ones}=${low},${base}*${tens}=${high},${low}+${high}=${low + high}`,
      )
    }
    const steps: string[] = []
    let value = base
    for (let i = 1; i < exponent; i++) {
      steps.push(`${value}*${base}=${value * base}`)
      value *= base
    }
    return integerAnswer(value, steps.join(','))
  },
}

const commonDivisor: MathKind = {
  name: 'gcd',
  levels: [2, 3, 4],
  pattern: /^gcd of (\d+) and (\d+)$/,
  draw: (rng, level) => {
    const factor = between(rng, 2, [0, 5, 9, 15][level - 1] as number)
    const most = [0, 6, 9, 12][level - 1] as number
    return `gcd of ${factor * between(rng, 1, most)} and ${factor * between(rng, 1, most)}`
  },
  solve: (match) => {
    let [a, b] = integers(match) as [number, number]
    if (a === b || a * b === 0) return null
    const steps: string[] = []
    if (a < b) [a, b] = [b, a]
    const answer = greatestCommonDivisor(a, b)
    for (; b !== 0; [a, b] = [b, a % b]) steps.push(`${a} mod ${b}=${a % b}`)
    return integerAnswer(answer, steps.join(','))
  },
  canonical: (match) => `gcd ${commuted(',', match)}`,
}

const digitSum: MathKind = {
  name: 'digit-sum',
  levels: [1, 2, 3],
  pattern: /^digit sum of (\d+)$/,
  draw: (rng, level) => `digit sum of ${withDigits(rng, level + 1)}`,
  solve: (match) => {
    const digits = [...(match[1] as string)]
    let sum = Number(digits[0])
    const steps = digits.slice(1).map((digit) => {
      sum += Number(digit)
      return `${sum - Number(digit)}+${digit}=${sum}`
    })
    return integerAnswer(sum, steps.length < 2 ? null : steps.join(','))
  },
}

export const ARITHMETIC: readonly MathKind[] = [
  add,
  subtract,
  multiply,
  divide,
  remainder,
  power,
  commonDivisor,
  digitSum,
]
