import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TINY_MODELS } from './fixtures/reference-decoder.js'
import { planWaves, waveBytes } from './plan-waves.js'

const config = TINY_MODELS.qwen3
const prompt = (length: number, token = 1) => new Int32Array(length).fill(token)

describe('planWaves', () => {
  it('covers every row once with its own prompt, within the bytes wherever two rows are in a wave', () => {
    const prompts = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 3 })), {
      minLength: 1,
      maxLength: 12,
    })
    const sizes = fc.record({
      n: fc.integer({ min: 1, max: 9 }),
      maxTokens: fc.integer({ min: 1, max: 60 }),
      bytes: fc.integer({ min: 1000, max: 2_000_000 }),
    })
    fc.assert(
      fc.property(prompts, sizes, (specifications, { n, maxTokens, bytes }) => {
        const asked = specifications.map(([length, token]) => prompt(length, token))
        const waves = planWaves(config, asked, { n, maxTokens, bytes })
        const requests = waves.flatMap((wave) =>
          wave.rows.map((row) => {
            expect(wave.prompts[row.prompt]).toEqual(asked[Math.floor(row.request / n)])
            return row.request
          }),
        )
        expect(requests.sort((a, b) => a - b)).toEqual(Array.from({ length: asked.length * n }, (_, i) => i))
        for (const wave of waves) {
          const promptTokens = Math.max(...wave.prompts.map(({ length }) => length))
          const estimate = { rows: wave.rows.length, prompts: wave.prompts.length, promptTokens, maxTokens }
          expect(wave.rows.length === 1 || waveBytes(config, estimate) <= bytes).toBe(true)
          // Every prompt of a wave has a row: the batch counts on it.
          expect(new Set(wave.rows.map((row) => row.prompt)).size).toBe(wave.prompts.length)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('shows identical prompts once', () => {
    const [wave, ...others] = planWaves(config, [prompt(4), prompt(4), prompt(5)], {
      n: 2,
      maxTokens: 8,
      bytes: 1e9,
    })
    expect(others).toEqual([])
    expect(wave?.prompts).toEqual([prompt(4), prompt(5)])
    expect(wave?.rows.map((row) => [row.prompt, row.request])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 4],
      [1, 5],
    ])
  })

  it('makes waves of equal size, of prompts of similar length', () => {
    const prompts = [prompt(30, 1), prompt(2, 2), prompt(29, 3), prompt(3, 4)]
    const two = { rows: 20, prompts: 2, promptTokens: 30, maxTokens: 40 }
    const waves = planWaves(config, prompts, { n: 10, maxTokens: 40, bytes: waveBytes(config, two) })
    expect(waves.map((wave) => wave.rows.length)).toEqual([20, 20])
    expect(waves.map((wave) => wave.prompts.map(({ length }) => length))).toEqual([
      [2, 3],
      [29, 30],
    ])
  })

  it('splits the rows of one prompt, down to one a wave', () => {
    const waves = planWaves(config, [prompt(10)], { n: 7, maxTokens: 40, bytes: 1 })
    expect(waves.map((wave) => wave.rows)).toEqual(
      Array.from({ length: 7 }, (_, request) => [{ prompt: 0, request }]),
    )
  })
})
