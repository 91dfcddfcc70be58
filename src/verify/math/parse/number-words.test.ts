import { expect, it } from 'vitest'
import { readings } from './fixtures/readings.js'
import { numberInWords } from './number-words.js'

it.each([
  ['zero', 0],
  ['five', 5],
  ['nineteen', 19],
  ['twenty-one', 21],
  ['ninety nine', 99],
  ['two hundred', 200],
  ['two hundred and forty-one', 241],
  ['three thousand', 3000],
  ['twelve thousand five hundred and six', 12_506],
  ['hundred', undefined],
  ['five six', undefined],
  ['twenty zero', undefined],
  ['ten hundred', undefined],
  ['thousand five', undefined],
  ['', undefined],
])('%j: %s', (words, value) => expect(numberInWords(words)).toBe(value))

it('is a reading after the words', () => {
  expect(readings('five')).toEqual(['text: five', 'number: 5'])
  expect(readings('ten')).toEqual(['text: ten', 'number: 10'])
  expect(readings(String.raw`\text{Twenty-one}`)).toEqual(['text: Twenty-one', 'number: 21'])
  expect(readings('five apples')).toEqual(['text: five apples'])
})
