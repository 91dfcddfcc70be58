import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunksOf, mergePasses } from './chunk-passes.js'
import type { TinkerDatum } from './types.js'

function datum(length: number): TinkerDatum {
  const lossInputs = { target_tokens: new Int32Array(length), weights: new Float32Array(length) }
  return { tokens: new Int32Array(length), lossInputs }
}

/** 4 for the token, 8 for the target that travels as int64, 4 for the weight. */
const bytesOf = (length: number) => 16 * length

test('parts are the batch in order, within the limits, and as large as they go', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 1000 }),
      (lengths, chunkDatums, chunkBytes) => {
        const data = lengths.map(datum)
        const chunks = chunksOf(data, { chunkDatums, chunkBytes })
        expect(chunks.flat()).toEqual(data)
        const sizes = chunks.map((chunk) =>
          chunk.reduce((sum, { tokens }) => sum + bytesOf(tokens.length), 0),
        )
        for (const [at, chunk] of chunks.entries()) {
          const size = sizes[at] as number
          expect(chunk.length).toBeGreaterThan(0)
          expect(chunk.length).toBeLessThanOrEqual(chunkDatums)
          expect(size <= chunkBytes || chunk.length === 1).toBe(true)
          const next = chunks[at + 1]?.[0]
          if (next)
            expect(chunk.length === chunkDatums || size + bytesOf(next.tokens.length) > chunkBytes).toBe(true)
        }
      },
    ),
  )
})

test('metrics are put together as their names say', () => {
  const part = (n: number, metrics: Record<string, number>) => ({
    logprobs: Array.from({ length: n }, () => Float32Array.of(-n)),
    metrics,
  })
  const merged = mergePasses([
    part(1, {
      'loss:sum': 2,
      'kl:mean': 4,
      'a:min': 1,
      'a:max': 1,
      's:slack': 0,
      plain: 1,
      'x:unique': 3,
      'only:sum': 1,
    }),
    part(3, { 'loss:sum': 5, 'kl:mean': 8, 'a:min': -2, 'a:max': 9, 's:slack': 4, plain: 1, 'x:unique': 3 }),
  ])
  expect(merged.metrics).toEqual({ 'loss:sum': 7, 'kl:mean': 7, 'a:min': -2, 'a:max': 9, 's:slack': 3 })
  expect(merged.logprobs.map((values) => values[0])).toEqual([-1, -3, -3, -3])
})

test('a single part is left as it is', () => {
  const only = { logprobs: [Float32Array.of(-1)], metrics: { plain: 1 } }
  expect(mergePasses([only])).toBe(only)
})
