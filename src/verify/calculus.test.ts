import { expect, it } from 'vitest'
import { verify } from './verify.js'

const said = (gold: string, answer: string): string =>
  verify({ type: 'expression', value: gold }, answer, { mode: 'whole' }).outcome

it.each<[gold: string, right: string, wrong: string]>([
  ['\\lim_{x\\to0}\\frac{\\sin x}{x}', '1', '0'],
  ['\\lim_{x\\to0}\\frac{1-\\cos x}{x^2}', '\\frac12', '1'],
  ['\\lim_{x\\to2}\\frac{x^2-4}{x-2}', '4', '0'],
  ['\\lim_{x\\to\\infty}\\frac{3x^2+1}{x^2-x}', '3', '2'],
  ['\\lim_{x\\to\\infty}(\\sqrt{x^2+x}-x)', '\\frac12', '1'],
  ['\\lim_{x\\to\\infty}\\sqrt{x^2+x}-x', '\\frac12', '1'],
  ['\\lim_{n\\to\\infty}\\left(1+\\frac1n\\right)^n', 'e', '1'],
  ['\\lim_{x\\to0^+}\\frac1x', '\\infty', '-\\infty'],
  ['\\lim_{x\\to0^-}\\frac1x', '-\\infty', '\\infty'],
  ['\\lim_{x\\to0}\\frac1{x^2}', '\\infty', '0'],
  ['\\lim_{x\\to\\infty}\\frac{x^3}{x^2+1}', '\\infty', '1'],
  ['\\lim_{x\\to\\infty}e^x', '\\infty', '0'],
  ['\\lim_{x\\to0^+}\\ln x', '-\\infty', '0'],
  ['\\int_0^1\\sqrt{1-x^2}\\,dx', '\\frac\\pi4', '\\frac\\pi2'],
  ['\\int_0^\\infty e^{-x}\\,dx', '1', '2'],
  ['\\int_0^\\infty e^{-x^2}\\,dx', '\\frac{\\sqrt\\pi}2', '\\sqrt\\pi'],
  ['\\int_{-\\infty}^\\infty\\frac{dx}{1+x^2}', '\\pi', '\\frac\\pi2'],
  ['\\int_0^1\\ln x\\,dx', '-1', '1'],
  ['\\int_0^1\\frac{dx}{1+x^2}', '\\frac\\pi4', '1'],
  ['\\int_0^\\pi\\sin x\\,dx', '2', '0'],
  ['\\int_1^e\\frac1x\\,dx', '1', 'e'],
  ['\\int_0^1 xe^x\\,dx', '1', 'e'],
])('%s is %s and not %s', (gold, right, wrong) => {
  expect([said(gold, right), said(right, gold)]).toEqual(['match', 'match'])
  expect([said(gold, wrong), said(wrong, gold)]).toEqual(['mismatch', 'mismatch'])
})

it.each<[string, string]>([
  ['\\lim_{x\\to0}\\frac1x', '\\infty'],
  ['\\lim_{x\\to\\infty}x\\sin x', '\\infty'],
  ['\\lim_{x\\to\\infty}(2+\\sin x)', '\\infty'],
  ['0^0', '1'],
  ['0^0', '0'],
])('%s is not decided to be %s', (gold, answer) => expect(said(gold, answer)).toBe('undecided'))

it('sees a difference as late as a number is written long', () => {
  for (const nines of [20, 60, 110, 200]) {
    const almost = `0.${'9'.repeat(nines)}`
    expect(said('2\\sin t\\cos t', `${almost}\\cdot2\\sin t\\cos t`)).toBe('mismatch')
    expect(said('\\sin 2t', `${almost}\\cdot2\\sin t\\cos t`)).toBe('mismatch')
  }
  expect(said('\\sin 2t', `0.${'9'.repeat(900)}\\cdot2\\sin t\\cos t`)).not.toBe('match')
})
