import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amounts, loadConfig } from '../config/index.js'
import { randomStream } from '../random/index.js'
import type { Task } from '../words.js'
import { majorityGold } from './majority-gold.js'
import { subsample } from './subsample.js'
import { datumOf, evenParts } from './update-policy.js'

const random = (index: number) => randomStream({ seed: 1, iteration: 0, purpose: 'subsample', index })

describe('subsample', () => {
  it('keeps the proportion to the nearest whole number, at least one valid, the order, and no attempt twice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 64 }),
        fc.integer({ min: 1, max: 16 }),
        fc.nat(1000),
        (validity, size, index) => {
          const attempts = validity.map((valid, i) => ({ valid, i }))
          const kept = subsample(attempts, ({ valid }) => valid, size, random(index))
          const valid = validity.filter(Boolean).length
          if (valid === 0) {
            expect(kept).toEqual([])
            return
          }
          expect(kept).toHaveLength(Math.min(size, attempts.length))
          expect(kept.map(({ i }) => i)).toEqual([...new Set(kept.map(({ i }) => i))].sort((a, b) => a - b))
          const keptValid = kept.filter((attempt) => attempt.valid).length
          expect(keptValid).toBeGreaterThanOrEqual(1)
          const exact = (kept.length * valid) / attempts.length
          if (exact >= 0.5) expect(Math.abs(keptValid - exact)).toBeLessThanOrEqual(0.5)
          else expect(keptValid).toBe(1)
        },
      ),
    )
  })

  it('chooses uniformly', () => {
    const attempts = [true, true, true, true, false, false, false, false]
    const counts = new Array<number>(8).fill(0)
    for (let index = 0; index < 4000; index++) {
      const items = attempts.map((valid, i) => ({ valid, i }))
      for (const { i } of subsample(items, ({ valid }) => valid, 2, random(index))) counts[i]!++
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120)
  })
})

describe('evenParts', () => {
  it('cuts everything into parts that differ by one at most', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 130 }), (length, size) => {
        const items = Array.from({ length }, (_, i) => i)
        const parts = evenParts(items, size)
        expect(parts.flat()).toEqual(items)
        const sizes = parts.map((part) => part.length)
        if (length > 0) expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
        expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(size)
      }),
    )
    expect(evenParts(new Array(2048).fill(0), 128)).toHaveLength(16)
  })
})

describe('datumOf', () => {
  it("makes the engine's summed loss the Dr. GRPO loss: mean over sequences of (sum over tokens) / constant", () => {
    const normaliser = 40
    const sequences = [
      { tokens: 5, advantage: 0.75, logprob: -0.3 },
      { tokens: 9, advantage: -0.25, logprob: -1.1 },
      { tokens: 2, advantage: -0.5, logprob: -0.7 },
    ]
    let engineSum = 0
    let definition = 0
    for (const { tokens, advantage, logprob } of sequences) {
      const completion = {
        tokens: new Int32Array(tokens).fill(7),
        logprobs: new Float32Array(tokens),
        stopReason: 'stop' as const,
      }
      const datum = datumOf(
        {
          role: 'reasoner',
          trajectory: { prompt: Int32Array.of(1, 2, 3), completion, text: '' },
          advantage,
          tokenWeight: advantage / normaliser,
          oldLogprobs: completion.logprobs,
          ratios: null,
        },
        sequences.length,
      )
      expect(datum.weights[0]).toBe(0)
      for (const weight of datum.weights) engineSum += -weight * Math.exp(logprob)
      definition += (-tokens * advantage * Math.exp(logprob)) / normaliser / sequences.length
    }
    expect(engineSum).toBeCloseTo(definition, 8)
  })
})

describe('majorityGold', () => {
  const task: Task = {
    format: 'free-form',
    answerType: 'integer',
    question: '?',
    options: [],
    gold: '1',
    quotes: [],
  }
  const anchored = { mode: 'anchored', anchor: '<ans>' } as const

  it('counts by equivalence, leaves out what is not of the type, and may find nothing', () => {
    expect(
      majorityGold(
        task,
        ['<ans> 7', '<ans> 8', 'so <ans> 8.0', '<ans> tin', '<ans> tin', '<ans> tin'],
        anchored,
      ),
    ).toBe('8')
    expect(majorityGold(task, ['tin', ''], anchored)).toBe(null)
  })

  it('gives a letter for choices, also where the text was answered', () => {
    const choice: Task = {
      ...task,
      format: 'mcq',
      answerType: 'choice',
      options: ['tin', 'neon', 'argon', 'xenon'],
      gold: 'A',
    }
    expect(majorityGold(choice, ['<ans> neon', '<ans> A', '<ans> B'], anchored)).toBe('B')
  })
})

describe('configuration of the loop', () => {
  it('knows that a quickstart iteration is one optimizer step', () => {
    expect(amounts(loadConfig()).maxOptimizerSteps).toBe(1)
  })
})
