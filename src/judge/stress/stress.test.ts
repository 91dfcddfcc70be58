import { describe, expect, it } from 'vitest'
import { judgePair } from '../pair.js'
import { STRESS_GOLDS } from './golds.js'
import { HACKS } from './hacks/index.js'
import { runStress } from './run-stress.js'
import { stressPairs } from './stress-pairs.js'

describe('the stress suite', () => {
  // All of them: `spice verify --stress`.
  it('finds no false accept among a third of its pairs', () => {
    const third = [...stressPairs()].filter((_, i) => i % 3 === 0)
    const { falseAccepts, total, rows } = runStress(third)
    const found = new Set(
      falseAccepts.map(({ kind, type, gold, mode, prediction, rule }) =>
        [kind, type, gold, mode, prediction.slice(0, 200), rule].join(' | '),
      ),
    )
    expect([...found]).toEqual([])
    expect(total.tried).toBe(third.length)
    expect(total.tried).toBeGreaterThan(40_000)
    expect(total.refused + total.undecided).toBe(total.tried)
    expect(rows.length).toBeGreaterThan(35)
  })

  it('finds those that there are', () => {
    const [pair] = stressPairs()
    if (pair === undefined) throw new Error('no pairs')
    const { falseAccepts, total } = runStress([
      { ...pair, gold: '5', type: 'integer', prediction: '\\boxed{5}' },
    ])
    expect(total).toMatchObject({ tried: 1, accepted: 1 })
    expect(falseAccepts).toMatchObject([{ rule: 'integer/equal', prediction: '\\boxed{5}' }])
  })

  it('attacks golds that are accepted when they are given, and refuses their wrong answers', () => {
    const how = { mode: 'boxed', form: 'equivalent' } as const
    for (const { value, type, options, wrong } of STRESS_GOLDS) {
      const judge = (answer: string) =>
        judgePair({ gold: value, type, options, prediction: `So it is \\boxed{${answer}}.`, ...how }).outcome
      expect([value, judge(value)]).toEqual([value, 'match'])
      for (const one of wrong) expect([value, one, judge(one)]).not.toEqual([value, one, 'match'])
    }
  })

  it('has hacks that know the gold and hacks that do not, and the same pairs every time', () => {
    expect(HACKS.some(({ knowsGold }) => knowsGold)).toBe(true)
    expect(HACKS.some(({ knowsGold }) => !knowsGold)).toBe(true)
    const texts = () => [...stressPairs()].map(({ prediction }) => prediction)
    expect(texts()).toEqual(texts())
  })

  it('states no gold alone where it says that it hacks', () => {
    const plain = [...stressPairs()].filter(
      ({ gold, prediction }) => prediction === `Therefore it is \\boxed{${gold}}.`,
    )
    expect(plain).toEqual([])
  })
})
