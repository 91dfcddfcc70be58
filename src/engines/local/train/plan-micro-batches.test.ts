import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Datum } from '../../engine.js'
import { planMicroBatches } from './plan-micro-batches.js'

const shape = {
  layers: 2,
  width: 16,
  heads: 4,
  kvHeads: 2,
  headDim: 4,
  ffn: 32,
  vocabulary: 50,
  contextTokens: 64,
  rmsEpsilon: 1e-6,
  tied: true,
  qkvBias: false,
  qkNorm: true,
}

/** A datum whose tokens from `prompt.length` on carry weight 1. */
function datum(prompt: readonly number[], completion: readonly number[]): Datum {
  const tokens = Int32Array.from([...prompt, ...completion])
  return { tokens, weights: tokens.map((_, t) => Number(t >= prompt.length)) as unknown as Float32Array }
}

const data = fc.array(
  fc
    .record({
      prompt: fc.constantFrom([1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12, 13], [14, 15]),
      completion: fc.array(fc.nat(49), { minLength: 1, maxLength: 12 }),
    })
    .map(({ prompt, completion }) => datum(prompt, completion)),
  { minLength: 1, maxLength: 20 },
)

describe('planMicroBatches', () => {
  it('places every weighted datum exactly once, whatever the budget', () => {
    fc.assert(
      fc.property(data, fc.integer({ min: 1, max: 2_000_000 }), (batch, budget) => {
        const branches = planMicroBatches(batch, shape, budget).flatMap(({ groups }) =>
          groups.flatMap((group) => group.branches),
        )
        expect(branches.map(({ datum }) => datum).sort((a, b) => a - b)).toEqual(batch.map((_, i) => i))
        for (const { datum, start, end } of branches) {
          const { weights, tokens } = batch[datum] as Datum
          expect(end).toBe(tokens.length - 1)
          expect(weights.subarray(0, start + 1).every((weight) => weight === 0)).toBe(true)
        }
      }),
    )
  })

  it('computes a prompt shared by a group once', () => {
    const prompt = [1, 2, 3, 4, 5, 6]
    const plan = planMicroBatches(
      [datum(prompt, [7]), datum(prompt, [8, 9]), datum([3, 2, 1, 0, 5], [7])],
      shape,
      1e9,
    )
    const shared = plan.filter(({ prefixes }) => prefixes)
    expect(shared).toHaveLength(1)
    // The last prompt token predicts, so it belongs to each branch.
    expect(shared[0]?.groups).toEqual([
      {
        prefixLength: 5,
        branches: [
          { datum: 0, start: 5, end: 6 },
          { datum: 1, start: 5, end: 7 },
        ],
      },
    ])
    expect(plan.find(({ prefixes }) => !prefixes)?.groups).toEqual([
      { prefixLength: 0, branches: [{ datum: 2, start: 0, end: 5 }] },
    ])
  })

  it('leaves out data without weight and reads nothing past the last weighted token', () => {
    const silent: Datum = { tokens: Int32Array.of(1, 2, 3), weights: new Float32Array(3) }
    const early: Datum = { tokens: Int32Array.of(1, 2, 3, 4), weights: Float32Array.of(0, 1, 0, 0) }
    expect(planMicroBatches([silent, early], shape, 1e9)).toEqual([
      { prefixes: false, groups: [{ prefixLength: 0, branches: [{ datum: 1, start: 0, end: 1 }] }] },
    ])
  })

  it('splits by budget', () => {
    const batch = Array.from({ length: 16 }, (_, i) => datum([i, 20, 21], [1, 2, 3, 4]))
    expect(planMicroBatches(batch, shape, 1e9)).toHaveLength(1)
    expect(planMicroBatches(batch, shape, 1)).toHaveLength(16)
  })

  it.each([
    [{ tokens: Int32Array.of(1, 2), weights: Float32Array.of(0) }, '2 tokens but 1 weights'],
    [{ tokens: Int32Array.of(1, 2), weights: Float32Array.of(1, 1) }, 'weight 1 on the first token'],
    [{ tokens: new Int32Array(66), weights: new Float32Array(66) }, '66 tokens exceed'],
  ])('refuses %j', (bad, message) => {
    expect(() => planMicroBatches([bad], shape, 1e9)).toThrow(message)
  })
})
