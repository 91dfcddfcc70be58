import { describe, expect, it } from 'vitest'
import { verify } from './index.js'

const outcome = (gold: string, answer: string): string =>
  verify({ value: gold }, `$${answer}$`, { mode: 'auto' }).outcome

/** Wrong answers that agree with the gold wherever few or famous places are looked at. */
const WRONG: Record<string, readonly (readonly [string, string])[]> = {
  'below the least number that can be held': [
    ['0', 'e^{-10^{7}}'],
    ['0', 'e^{-10^{10}}'],
    ['1', '1+e^{-10^{10}}'],
    ['\\sin x', '\\sin x+e^{-10^{10}}'],
  ],
  'zero at sample points that were fixed once': [
    ['\\sin x', '\\sin x\\cdot(1+(4096x-5459)(4096x+31881)(4096x+3873))'],
    ['x^2', 'x^2+\\sin(x)(4096x-5459)(4096x+31881)(4096x+3873)'],
  ],
  'sequences with the same first terms': [
    ['(-1)^n', '(-1)^{n+\\lfloor n/4\\rfloor}'],
    ['(-1)^n', '(-1)^n+(-1)^n(n-1)(n-2)(n-3)'],
    ['(-1)^n', '(-1)^{n+n(n-1)(n-2)(n-3)/24}'],
  ],
  'steps far out': [
    ['x', 'x+\\lfloor x^2/10^6\\rfloor'],
    ['x', 'x+\\lfloor x^2/10^{12}\\rfloor'],
    ['x', 'x+\\lfloor x/10^3/10^3/10^2\\rfloor'],
    ['x', '\\min(x,1000)'],
  ],
  'beside what has no digit left': [
    ['\\pi+e', '(\\pi+e)(1+e^{-500})'],
    ['\\sin x', '\\sin(x+e^{-500})'],
    ['1', '\\cos(10^{-100})'],
    ['1', '2^{10^{-200}}'],
    ['1', '\\frac{\\sin(10^{-100})}{10^{-100}}'],
  ],
  'integrals of what the nodes miss': [
    ['0', '\\int_{-1}^1 \\frac1x dx'],
    ['0', '\\int_{-1}^{1} \\frac{1}{x^3} dx'],
    ['1', '\\int_0^1 (1+e^{-10^{8}(x-0.31)^2})dx'],
    ['\\frac12', '\\int_0^1 \\min(x, 1-10^{-3}) dx'],
    ['0', '\\int_0^1 \\lfloor x + 10^{-3} \\rfloor dx'],
  ],
  'limits of what has none, or goes elsewhere farther on': [
    ['0', '\\lim_{x\\to\\infty} \\sin(\\pi x)'],
    ['1', '\\lim_{x\\to0} \\cos(2\\pi/x)'],
    ['0', '\\lim_{n\\to\\infty} (n \\bmod 8)'],
    ['0', '\\lim_{x\\to 0} (1/x - \\lfloor 1/x\\rfloor)'],
    ['\\infty', '\\lim_{x\\to\\infty} x\\cos(2\\pi x)'],
    ['1', '\\lim_{x\\to\\infty} 1+\\frac{x}{10^{100}}'],
    ['1', '\\lim_{x\\to0} \\frac{x}{x+10^{-100}}'],
    ['\\infty', '\\lim_{x\\to\\infty}\\min(x,10^{100})'],
  ],
}

/** Answers that the care above must not refuse. */
const RIGHT: Record<string, readonly (readonly [string, string])[]> = {
  'whole numbers': [
    ['2^n', '\\sum_{k=0}^n \\binom{n}{k}'],
    ['(-1)^n', '\\cos(\\pi n)'],
  ],
  limits: [
    ['1', '\\lim_{x\\to0}\\frac{\\sin x}{x}'],
    ['e', '\\lim_{n\\to\\infty}(1+1/n)^n'],
    ['1', '\\lim_{n\\to\\infty}\\sqrt[n]{n}'],
    ['0', '\\lim_{x\\to\\infty}\\frac{x^5}{e^x}'],
    ['0', '\\lim_{x\\to\\infty}\\frac1x'],
    ['\\infty', '\\lim_{x\\to\\infty}\\ln x'],
  ],
  steps: [
    ['\\lfloor x\\rfloor', 'x-(x \\bmod 1)'],
    ['\\lfloor x+1\\rfloor', '\\lfloor x\\rfloor+1'],
  ],
}

describe.each(Object.entries(WRONG))('wrong: %s', (_, pairs) => {
  it.each(pairs)('%s is not %s', (gold, answer) => {
    expect(outcome(gold, answer)).not.toBe('match')
    expect(outcome(answer, gold)).not.toBe('match')
  })
})

describe.each(Object.entries(RIGHT))('right: %s', (_, pairs) => {
  it.each(pairs)('%s is %s', (gold, answer) => {
    expect(outcome(gold, answer)).toBe('match')
    expect(outcome(answer, gold)).toBe('match')
  })
})
