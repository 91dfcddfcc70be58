import { expect, it } from 'vitest'
import { verify } from '../../verify.js'
import { Budget } from '../budget.js'
import { parseAnswer } from '../parse/index.js'
import { exactlyEqual } from './equal.js'

it('kernels within kernels above and below the line end early, not after their names have doubled twenty times', () => {
  const factor = '\\cot^4 e \\bmod \\sin 143025605'
  const nested = `-${factor.repeat(20)}`
  const [one, other] = [nested, factor].map((text) => parseAnswer(text, new Budget(20_000))[0])
  const budget = new Budget(20_000)
  const isExpr = (node: unknown): node is Parameters<typeof exactlyEqual>[0] => node !== undefined
  if (!isExpr(one) || !isExpr(other)) throw new Error('not read')
  expect(exactlyEqual(one, other, budget)).toBeUndefined()
  expect(budget.spent).toBeLessThan(20_000)
  expect(verify({ value: factor }, nested, { mode: 'whole' }).outcome).not.toBe('match')
})
