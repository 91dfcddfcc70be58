import fc from 'fast-check'
import { expect, it } from 'vitest'
import { randomStream } from '../../src/random/index.js'
import { SPECIAL_TOKENS } from './bpe.js'
import { copyDrill } from './copy-drill.js'

it('repeats a segment of plain tokens and weighs the repeats alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.boolean(), (index, narrow) => {
      const rng = randomStream({ seed: 1, iteration: 0, purpose: 'test', index })
      const { tokens, weights } = copyDrill(rng, 512, { narrow })
      const period = weights.indexOf(1)
      expect(period).toBeGreaterThanOrEqual(8)
      expect(tokens).toHaveLength(64)
      for (const [i, token] of tokens.entries()) {
        expect(token).toBeGreaterThanOrEqual(SPECIAL_TOKENS.length)
        expect(token).toBeLessThan(512)
        if (i >= period) expect(token).toBe(tokens[i - period])
        expect(weights[i]).toBe(i < period ? 0 : 1)
      }
    }),
  )
})
