import { expect, it } from 'vitest'
import { rational } from '../rational.js'
import { combine, findUnit } from './index.js'

const unit = (name: string) => {
  const found = findUnit(name)
  if (!found) throw new Error(`no unit ${name}`)
  return found
}

it.each([
  ['km', 'm:1', 1000n, 1n],
  ['inches', 'm:1', 127n, 5000n],
  ['Meters', 'm:1', 1n, 1n],
  ['mL', 'm:3', 1n, 1_000_000n],
  ['hours', 's:1', 3600n, 1n],
  ['mph', 'm:1 s:-1', 1397n, 3125n],
  ['kWh', 'kg:1 m:2 s:-2', 3_600_000n, 1n],
  ['cents', 'usd', 1n, 100n],
  ['people', 'count:person', 1n, 1n],
  ['years', 'month:1', 12n, 1n],
])('%s is %s times its base', (name, dimension, n, d) => {
  expect(unit(name)).toMatchObject({ dimension, factor: rational(n, d) })
})

it('keeps symbols that differ in case apart', () => {
  expect(unit('mW').factor).toEqual(rational(1n, 1000n))
  expect(unit('MW').factor).toEqual(rational(1_000_000n))
  expect(findUnit('KM')).toBeUndefined()
})

it('knows no other words', () => {
  for (const word of ['million', 'or', 'pi', 'x', 'foo', '']) expect(findUnit(word)).toBeUndefined()
})

it('multiplies compounds out', () => {
  const speed = combine([
    { unit: unit('km'), power: 1 },
    { unit: unit('h'), power: -1 },
  ])
  expect(speed).toEqual({ name: 'km/h', dimension: 'm:1 s:-1', factor: rational(5n, 18n) })
  const force = combine([
    { unit: unit('kg'), power: 1 },
    { unit: unit('m'), power: 1 },
    { unit: unit('s'), power: -2 },
  ])
  expect(force?.dimension).toBe(unit('N').dimension)
  const wage = combine([
    { unit: unit('$'), power: 1 },
    { unit: unit('person'), power: -1 },
  ])
  expect(wage?.dimension).toBe('count:person:-1 usd:1')
  expect(combine([{ unit: unit('m'), power: 13 }])).toBeUndefined()
})
