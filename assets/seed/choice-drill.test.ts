import fc from 'fast-check'
import { expect, it } from 'vitest'
import { randomStream } from '../../src/random/index.js'
import { choiceDrill } from './choice-drill.js'

it('weighs letters only, each that of the option asked for', () => {
  let asked = 0
  let found = 0
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.boolean(), (index, textOnly) => {
      const spans = choiceDrill(randomStream({ seed: 1, iteration: 0, purpose: 'test', index }), textOnly)
      const inDocument = spans[0]?.[0] === '<doc>'
      expect(inDocument && textOnly).toBe(false)
      for (const [i, [text, weight]] of spans.entries()) {
        if (weight === 0) continue
        const before = spans.slice(0, i).map(([each]) => each)
        const options = [...before.join('').matchAll(/ ([A-D])\) (\S+?)(?= [A-D]\)|<|$)/g)].slice(-4)
        const option = options.find(([, letter]) => ` ${letter}` === text)?.[2] as string
        if (inDocument) {
          const words = (before[1] as string).replace(/\.$/, '').split(' ')
          expect(words).toContain(option)
          expect(options.filter(([, , other]) => words.includes(other as string)).length).toBeGreaterThan(0)
          found++
        } else {
          expect(before.at(-1)?.replace(/^<a> ?|<ans>$/g, '')).toBe(option)
          asked++
        }
      }
    }),
  )
  expect(asked).toBeGreaterThan(50)
  expect(found).toBeGreaterThan(10)
})
