import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TinkerDatum } from '../../tinker/index.js'
import type { Datum, Loss } from '../engine.js'
import { lossTerm } from '../loss-terms.js'
import { learns, type TinkerPass, tinkerForward, tinkerPass } from './datum.js'
import { TINKER_TARGETS, targetTraits } from './targets.js'

const VOCABULARY = 4
/** ln p of a token depends on the one before it: a table of logits, the toy model's parameters. */
type Table = readonly number[]

function logprob(table: Table, before: number, token: number): number {
  const row = table.slice(before * VOCABULARY, (before + 1) * VOCABULARY)
  return (row[token] as number) - Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0))
}

/** Central differences of `loss(table, table0)` in its first argument, as the second stands for what no gradient passes. */
function gradient(table: Table, loss: (at: Table, frozen: Table) => number): number[] {
  const step = 1e-5
  return table.map((_, i) => {
    const moved = (by: number) => loss(table.with(i, (table[i] as number) + by), table)
    return (moved(step) - moved(-step)) / (2 * step)
  })
}

/** The loss of a batch as `engine.ts` words it. */
function engineLoss(batch: readonly Datum[], loss: Loss) {
  return (table: Table, frozen: Table): number => {
    let sum = 0
    for (const { tokens, weights, logprobs } of batch)
      for (const [t, weight] of weights.entries()) {
        if (weight === 0) continue
        const before = tokens[t - 1] as number
        const p = logprob(table, before, tokens[t] as number)
        const q = logprobs?.[t] ?? 0
        if (loss.type !== 'cispo') {
          sum += lossTerm(loss, p, q, weight).loss
          continue
        }
        const ratio = Math.exp(logprob(frozen, before, tokens[t] as number) - q)
        sum -= weight * Math.min(Math.max(ratio, 1 - loss.clipLow), 1 + loss.clipHigh) * p
      }
    return sum
  }
}

/** The token losses of the Tinker API, multiplied by `weights` where there are some, as a server would reduce them. */
function serverLoss(pass: TinkerPass, reduction: 'sum' | 'mean-of-means') {
  const { clip_low_threshold: low = Number.NaN, clip_high_threshold: high = Number.NaN } =
    pass.lossConfig ?? {}
  const tokenLoss = ({ tokens, lossInputs }: TinkerDatum, i: number, table: Table, frozen: Table): number => {
    const target = lossInputs.target_tokens?.[i] as number
    const p = logprob(table, tokens[i] as number, target)
    if (pass.loss === 'cross_entropy') return -p
    const q = lossInputs.logprobs?.[i] as number
    const advantage = lossInputs.advantages?.[i] as number
    const ratio = Math.exp(p - q)
    if (pass.loss === 'importance_sampling') return -ratio * advantage
    const clip = (r: number) => Math.min(Math.max(r, low), high)
    if (pass.loss === 'ppo') return -Math.min(ratio * advantage, clip(ratio) * advantage)
    return -clip(Math.exp(logprob(frozen, tokens[i] as number, target) - q)) * advantage * p
  }
  return (table: Table, frozen: Table): number => {
    const sums = pass.data.map((datum) => {
      const weights = Array.from(datum.tokens, (_, i) => datum.lossInputs.weights?.[i] ?? 1)
      const sum = weights.reduce((total, weight, i) => total + weight * tokenLoss(datum, i, table, frozen), 0)
      return reduction === 'sum'
        ? sum
        : sum /
            Math.max(
              weights.reduce((a, b) => a + b),
              1e-9,
            )
    })
    const total = sums.reduce((a, b) => a + b, 0)
    return reduction === 'sum' ? total : total / sums.length
  }
}

const LOSSES: readonly Loss[] = [
  { type: 'cross_entropy' },
  { type: 'importance_sampling' },
  { type: 'ppo', clipLow: 0.2, clipHigh: 0.3 },
  { type: 'cispo', clipLow: 0.1, clipHigh: 0.4 },
]
const token = fc.integer({ min: 0, max: VOCABULARY - 1 })
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true, noDefaultInfinity: true })

/** Data of 2 to 7 tokens, some without weight; weights of any sign, or positive for cross_entropy. */
function batches(loss: Loss): fc.Arbitrary<Datum[]> {
  const weight = fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: loss.type === 'cross_entropy' ? number(0.1, 2) : number(-2, 2) },
  )
  const one = fc.record({ token, weight, logprob: number(-3, -0.1) })
  return fc.array(
    fc.array(one, { minLength: 2, maxLength: 7 }).map(
      (all): Datum => ({
        tokens: Int32Array.from(all, (each) => each.token),
        weights: Float32Array.from(all, (each, t) => (t === 0 ? 0 : each.weight)),
        logprobs: Float32Array.from(all, (each) => each.logprob),
      }),
    ),
    { minLength: 1, maxLength: 4 },
  )
}

describe('a batch has the same gradient everywhere', () => {
  for (const target of TINKER_TARGETS) {
    const traits = targetTraits(target)
    for (const loss of LOSSES.filter(({ type }) => traits.losses.includes(type)))
      it(`${loss.type} on ${target}`, () => {
        const table = fc.array(number(-1, 1), { minLength: VOCABULARY ** 2, maxLength: VOCABULARY ** 2 })
        fc.assert(
          fc.property(batches(loss), table, (all, logits) => {
            const batch = all.filter(learns)
            fc.pre(batch.length > 0)
            const pass = tinkerPass(batch, loss, traits)
            const expected = gradient(logits, engineLoss(all, loss))
            const found = gradient(logits, serverLoss(pass, traits.reduction))
            for (const [i, slope] of expected.entries())
              expect(Math.abs((found[i] as number) - slope)).toBeLessThan(1e-4 * (1 + Math.abs(slope)))
          }),
          { numRuns: 60 },
        )
      })
  }
})

describe('tinkerPass, by hand', () => {
  const datum: Datum = {
    tokens: Int32Array.of(5, 6, 7, 8),
    weights: Float32Array.of(0, 0, -0.5, 2),
    logprobs: Float32Array.of(9, 9, -1, -2),
  }
  const shifted = { target_tokens: Int32Array.of(6, 7, 8), logprobs: Float32Array.of(0, -1, -2) }

  it('moves targets by one, and gives the hosted service no weights', () => {
    expect(tinkerPass([datum], { type: 'importance_sampling' }, targetTraits('hosted'))).toEqual({
      data: [
        {
          tokens: Int32Array.of(5, 6, 7),
          lossInputs: { ...shifted, advantages: Float32Array.of(0, -0.5, 2) },
        },
      ],
      loss: 'importance_sampling',
      lossConfig: undefined,
    })
  })

  it('undoes the means of the JAX backend: times 2 trained tokens, times 3 data', () => {
    const pass = tinkerPass(
      [datum, datum, datum],
      { type: 'ppo', clipLow: 0.25, clipHigh: 0.5 },
      targetTraits('skyrl-jax'),
    )
    expect(pass.data[2]?.lossInputs).toEqual({
      ...shifted,
      advantages: Float32Array.of(0, -3, 12),
      weights: Float32Array.of(0, 1, 1),
    })
    expect(pass.lossConfig).toEqual({ clip_low_threshold: 0.75, clip_high_threshold: 1.5 })
  })

  it('gives servers that sum the weights of cross_entropy as they are', () => {
    const plain = { ...datum, weights: Float32Array.of(0, 0, 0.25, 1) }
    const { loss, data } = tinkerPass([plain], { type: 'cross_entropy' }, targetTraits('skyrl-train'))
    expect(loss).toBe('cross_entropy')
    expect(data[0]?.lossInputs).toEqual({
      target_tokens: shifted.target_tokens,
      weights: Float32Array.of(0, 0.25, 1),
    })
  })

  it('names the datum that lacks what a ratio is taken against', () => {
    const { logprobs: _, ...bare } = datum
    expect(() => tinkerPass([datum, bare], { type: 'importance_sampling' }, targetTraits('hosted'))).toThrow(
      'datum 1 has no logprobs, which the loss importance_sampling needs',
    )
  })

  it('refuses a ratio against what is no number, where it is read', () => {
    const strange = {
      ...datum,
      logprobs: Float32Array.of(Number.NaN, Number.NaN, -1, Number.NEGATIVE_INFINITY),
    }
    const pass = (type: 'importance_sampling' | 'cross_entropy') => () =>
      tinkerPass([strange], { type }, targetTraits('skyrl-jax'))
    expect(pass('importance_sampling')).toThrow('token 3 of datum 0 has log-probability -Infinity')
    expect(pass('cross_entropy')).not.toThrow()
  })

  it('scores what has weight', () => {
    expect(tinkerForward([datum])[0]?.lossInputs).toEqual({
      target_tokens: shifted.target_tokens,
      weights: Float32Array.of(0, 1, 1),
    })
  })
})
