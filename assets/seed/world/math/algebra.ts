import { between, pick } from '../draw.js'
import { integerAnswer, integers, type MathKind } from './kind.js'

const solveLinear: MathKind = {
  name: 'solve',
  levels: [1, 2, 3, 4],
  pattern: /^x if (\d*)x(?:([-+])(\d+))?=(\d+)$/,
  draw: (rng, level) => {
    const x = between(rng, 2, level <= 2 ? 9 : 19)
    if (level === 1) {
      const b = between(rng, 1, 20)
      return rng.integer(2)
        ? `x if x+${b}=${x + b}`
        : `x if ${between(rng, 2, 5)}x=`.replace(/(\d+)x=$/, (_, a) => `${a}x=${Number(a) * x}`)
    }
    const a = between(rng, 2, 9)
    const b = between(rng, 1, level === 2 ? 9 : level === 3 ? 20 : 60)
    return rng.integer(2) && a * x > b ? `x if ${a}x-${b}=${a * x - b}` : `x if ${a}x+${b}=${a * x + b}`
  },
  solve: (match) => {
    const a = match[1] ? Number(match[1]) : 1
    const b = match[3] ? Number(match[3]) : 0
    const c = Number(match[4])
    const product = match[2] === '-' ? c + b : c - b
    if (a === 0 || product < 0 || product % a !== 0) return null
    const steps: string[] = []
    if (b !== 0) steps.push(`${c}${match[2] === '-' ? '+' : '-'}${b}=${product}`)
    if (a !== 1) steps.push(`${product}/${a}=${product / a}`)
    return steps.length === 0 ? null : integerAnswer(product / a, steps.join(','))
  },
}

const collect: MathKind = {
  name: 'collect',
  levels: [1, 2, 3],
  pattern: /^(\d+)x([-+])(\d+)x(?:\+(\d+)\+(\d+))?$/,
  draw: (rng, level) => {
    const most = level === 1 ? 9 : 29
    const [a, b] = [between(rng, 2, most), between(rng, 2, most)]
    const x = rng.integer(3) || a <= b + 1 ? `${a}x+${b}x` : `${a}x-${b}x`
    return level < 3 ? x : `${x}+${between(rng, 1, 19)}+${between(rng, 1, 19)}`
  },
  solve: (match) => {
    const [a, b] = [Number(match[1]), Number(match[3])]
    const sum = match[2] === '+' ? a + b : a - b
    if (sum < 2) return null
    const work = `${a}${match[2]}${b}=${sum}`
    if (match[4] === undefined) return { answer: `${sum}x`, type: 'expression', work }
    const [c, d] = [Number(match[4]), Number(match[5])]
    return { answer: `${sum}x+${c + d}`, type: 'expression', work: `${work},${c}+${d}=${c + d}` }
  },
  canonical: (match) => {
    const x = match[2] === '+' ? [match[1], match[3]].sort().join('x+') : `${match[1]}x-${match[3]}`
    return match[4] === undefined ? `${x}x` : `${x}x+${[match[4], match[5]].sort().join('+')}`
  },
}

const expand: MathKind = {
  name: 'expand',
  levels: [1, 2, 3],
  pattern: /^(\d+)\((\d*)x([-+])(\d+)\)$/,
  draw: (rng, level) => {
    const most = level === 1 ? 5 : level === 2 ? 9 : 12
    const inner = level === 3 ? String(between(rng, 2, 9)) : ''
    return `${between(rng, 2, most)}(${inner}x${pick(rng, ['+', '+', '-'])}${between(rng, 2, most)})`
  },
  solve: (match) => {
    const [a, b, c] = [Number(match[1]), match[2] ? Number(match[2]) : 1, Number(match[4])]
    const steps = [...(b === 1 ? [] : [`${a}*${b}=${a * b}`]), `${a}*${c}=${a * c}`]
    return { answer: `${a * b}x${match[3]}${a * c}`, type: 'expression', work: steps.join(',') }
  },
}

const nextTerm: MathKind = {
  name: 'next-term',
  levels: [1, 2, 3, 4],
  pattern: /^next of (\d+), (\d+), (\d+)(?:, (\d+))?$/,
  draw: (rng, level) => {
    if (level === 4) {
      const ratio = between(rng, 2, 4)
      const first = between(rng, 2, 9)
      return `next of ${first}, ${first * ratio}, ${first * ratio ** 2}`
    }
    const step = between(rng, 2, level === 1 ? 5 : level === 2 ? 9 : 29)
    const first = between(rng, 1, level === 1 ? 9 : 49)
    const terms = Array.from({ length: level === 3 ? 3 : 4 }, (_, i) => first + i * step)
    return `next of ${(level === 3 && rng.integer(2) ? terms.reverse() : terms).join(', ')}`
  },
  solve: (match) => {
    const terms = integers(match.filter((group) => group !== undefined))
    const [a, b] = terms as [number, number]
    const last = terms[terms.length - 1] as number
    const step = b - a
    if (step !== 0 && terms.every((term, i) => term === a + i * step)) {
      if (last + step < 0) return null
      const [high, low] = step > 0 ? [b, a] : [a, b]
      const sign = step > 0 ? '+' : '-'
      return integerAnswer(
        last + step,
        `${high}-${low}=${high - low},${last}${sign}${high - low}=${last + step}`,
      )
    }
    const ratio = b / a
    if (!Number.isInteger(ratio) || ratio < 2 || !terms.every((term, i) => term === a * ratio ** i))
      return null
    return integerAnswer(last * ratio, `${b}/${a}=${ratio},${last}*${ratio}=${last * ratio}`)
  },
}

export const ALGEBRA: readonly MathKind[] = [solveLinear, collect, expand, nextTerm]
