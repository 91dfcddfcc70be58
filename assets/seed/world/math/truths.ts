import { between, pick, withDigits } from '../draw.js'
import type { Solved } from '../question.js'
import { evaluateChain } from './chains.js'
import { isPrime, type MathKind } from './kind.js'

function truth(value: boolean, work: string | null): Solved {
  return { answer: String(value), type: 'boolean', work }
}

const order: MathKind = {
  name: 'order',
  levels: [1, 2, 3],
  pattern: /^(\d+)([<>])(\d+)$/,
  draw: (rng, level) => {
    const a = withDigits(rng, level + 1)
    const near = rng.integer(2) ? a + between(rng, 1, 9) : Math.max(1, a - between(rng, 1, 9))
    return `${a}${pick(rng, ['<', '>'])}${rng.integer(2) ? near : withDigits(rng, level + 1)}`
  },
  solve: (match) => {
    const [a, b] = [Number(match[1]), Number(match[3])]
    return a === b ? null : truth(match[2] === '<' ? a < b : a > b, null)
  },
  canonical: (match) => [match[1], match[3]].sort().join('?'),
}

/** A claim about a small sum or product: true half of the time, else off by a little. */
const claim: MathKind = {
  name: 'claim',
  levels: [1, 2, 3],
  pattern: /^(\d+[-+*]\d+)([=<>])(\d+)$/,
  draw: (rng, level) => {
    const most = level === 1 ? 9 : level === 2 ? 20 : 49
    const [a, b] = [between(rng, 2, most), between(rng, 2, 9)]
    const left = pick(
      rng,
      level === 1 ? [`${a}+${b}`, `${a}*${b}`] : [`${a}+${b + 10}`, `${a}*${b}`, `${a + 20}-${b}`],
    )
    const value = evaluateChain(left)?.value ?? 0
    const slip = pick(rng, [-10, -2, -1, 1, 2, 10])
    const sign = pick(rng, ['=', '<', '>'])
    return `${left}${sign}${sign === '=' && rng.integer(2) ? value : Math.max(0, value + slip)}`
  },
  solve: (match) => {
    const result = evaluateChain(match[1] as string)
    if (result === null) return null
    const claimed = Number(match[3])
    const { value } = result
    return truth(
      match[2] === '=' ? value === claimed : match[2] === '<' ? value < claimed : value > claimed,
      result.steps.join(','),
    )
  },
}

const divides: MathKind = {
  name: 'divides',
  levels: [1, 2, 3],
  pattern: /^(\d+) divides (\d+)$/,
  draw: (rng, level) => {
    const d = level === 3 ? between(rng, 6, 12) : between(rng, 2, 9)
    const n = d * between(rng, 2, level === 1 ? 6 : level === 2 ? 12 : 20)
    return `${d} divides ${rng.integer(2) ? n : n + between(rng, 1, d - 1)}`
  },
  solve: (match) => {
    const [d, n] = [Number(match[1]), Number(match[2])]
    if (d === 0) return null
    const product = n - (n % d)
    return truth(n % d === 0, `${product / d}*${d}=${product},${n}-${product}=${n % d}`)
  },
}

const prime: MathKind = {
  name: 'prime',
  levels: [1, 2, 3],
  pattern: /^(\d+) prime$/,
  draw: (rng, level) => {
    const [low, high] = level === 1 ? [2, 20] : level === 2 ? [21, 99] : [101, 299]
    const n = between(rng, low as number, high as number)
    return `${n % 2 === 0 && rng.integer(4) ? n + 1 : n} prime`
  },
  solve: (match) => {
    const n = Number(match[1])
    if (n < 2 || n > 100_000) return null
    if (isPrime(n)) return truth(true, null)
    let d = 2
    while (n % d !== 0) d++
    return truth(false, `${d}*${n / d}=${n}`)
  },
}

export const TRUTHS: readonly MathKind[] = [order, claim, divides, prime]
