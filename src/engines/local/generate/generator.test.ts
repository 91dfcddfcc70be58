import { afterAll, describe, expect, it } from 'vitest'
import { SpiceError } from '../../../errors.js'
import { uniformAt } from '../../../random/index.js'
import type { Tokenizer } from '../../../tokenizer/index.js'
import type { Completion } from '../../../words.js'
import type { SamplingParams } from '../../engine.js'
import { randomWeights, referenceLogits, softmax, TINY_MODELS } from './fixtures/reference-decoder.js'
import { Generator } from './generator.js'

const PARAMS: SamplingParams = {
  n: 1,
  maxTokens: 20,
  temperature: 1,
  topP: 1,
  topK: 0,
  stopTokens: [],
  stopStrings: [],
  key: { seed: 11, iteration: 2, purpose: 'test' },
}

/** Token t is the letter a + t: enough of a tokenizer for stop strings. */
const letters: Tokenizer = {
  encode: (text) => Int32Array.from(text, (c) => c.charCodeAt(0) - 97),
  decode: (tokens) => Array.from(tokens, (t) => String.fromCharCode(97 + t)).join(''),
  vocabulary: 24,
  eosTokens: [],
  specialTokens: [],
  chatTemplate: undefined,
}

const generators: Generator[] = []
function open(family: keyof typeof TINY_MODELS, memoryMiB = 256) {
  const config = TINY_MODELS[family]
  const generator = new Generator({ config, tokenizer: letters, threads: 1, memoryMiB })
  generators.push(generator)
  const weights = randomWeights(config, 5)
  return { config, weights, generator, sampler: generator.sampler(weights) }
}
afterAll(async () => {
  for (const generator of generators) await generator.close()
})

const prompt = (...tokens: number[]) => Int32Array.from(tokens)
const PROMPTS = [prompt(3, 1, 4, 1, 5, 9, 2, 6), prompt(7), prompt(3, 1, 4, 1, 5), prompt(20, 0, 11)]

/** Teacher-forced log-probabilities of a completion by the reference. */
function referenceLogprobs(
  family: keyof typeof TINY_MODELS,
  from: Int32Array,
  completion: Completion,
): number[] {
  const config = TINY_MODELS[family]
  const weights = randomWeights(config, 5)
  return Array.from(completion.tokens, (token, i) => {
    const logits = referenceLogits(config, weights, [...from, ...completion.tokens.slice(0, i)])
    return Math.log(softmax(logits)[token] as number)
  })
}

describe.each(['llama', 'qwen2', 'qwen3'] as const)('generation of %s', (family) => {
  const { config, weights, sampler } = open(family)

  it('is greedy token for token as the reference, over several chunks and prompts of different lengths', async () => {
    const results = await sampler.sample(PROMPTS, { ...PARAMS, temperature: 0, maxTokens: 40 })
    for (const [p, [completion]] of results.entries()) {
      const tokens = [...(PROMPTS[p] as Int32Array)]
      for (let i = 0; i < 40; i++) {
        const logits = referenceLogits(config, weights, tokens)
        tokens.push(logits.indexOf(Math.max(...logits)))
      }
      expect([...(completion as Completion).tokens]).toEqual(tokens.slice(-40))
    }
  })

  it.each([
    ['plain', {}],
    ['tempered', { temperature: 1.7 }],
    ['filtered', { temperature: 0.8, topK: 9, topP: 0.9 }],
    ['greedy', { temperature: 0 }],
  ])('reports untempered log-probabilities within 1e-4 of the reference: %s', async (_, change) => {
    const results = await sampler.sample(PROMPTS, { ...PARAMS, ...change, n: 3, maxTokens: 35 })
    for (const [p, completions] of results.entries()) {
      for (const completion of completions) {
        expect(completion.tokens.length).toBe(35)
        const expected = referenceLogprobs(family, PROMPTS[p] as Int32Array, completion)
        for (const [i, logprob] of completion.logprobs.entries())
          expect(Math.abs(logprob - (expected[i] as number))).toBeLessThan(1e-4)
      }
    }
  })

  it('inverts the cumulative distribution at the number that the key prescribes', async () => {
    const [completions] = await sampler.sample([prompt(8, 8, 2)], { ...PARAMS, n: 4, indices: [100] })
    for (const [j, { tokens }] of (completions as Completion[]).entries()) {
      for (const [t, token] of tokens.entries()) {
        const p = softmax(referenceLogits(config, weights, [8, 8, 2, ...tokens.slice(0, t)]))
        const u = uniformAt({ ...PARAMS.key, index: 100 + j }, t)
        const below = p.slice(0, token).reduce((a, b) => a + b, 0)
        expect(u).toBeGreaterThan(below - 1e-5)
        expect(u).toBeLessThan(below + (p[token] as number) + 1e-5)
      }
    }
  })
})

describe('sampling', () => {
  const { config, weights, sampler } = open('qwen3')
  const from = [5, 17, 2]
  const logits = referenceLogits(config, weights, from)

  async function counts(change: Partial<SamplingParams>, n: number): Promise<number[]> {
    const [completions] = await sampler.sample([prompt(...from)], { ...PARAMS, ...change, n, maxTokens: 1 })
    const counted = new Array<number>(config.vocabulary).fill(0)
    for (const { tokens } of completions as Completion[]) counted[tokens[0] as number]!++
    return counted
  }
  /** Pearson's statistic, cells of an expected count below 5 joined; about its degrees of freedom if all is well. */
  function chiSquare(observed: number[], p: number[], n: number): { statistic: number; freedom: number } {
    let statistic = 0
    let freedom = -1
    let rest = { observed: 0, expected: 0 }
    const add = (o: number, e: number): void => {
      statistic += (o - e) ** 2 / e
      freedom++
    }
    for (const [i, share] of p.entries()) {
      if (share * n >= 5) add(observed[i] as number, share * n)
      else rest = { observed: rest.observed + (observed[i] as number), expected: rest.expected + share * n }
    }
    if (rest.expected > 0.5) add(rest.observed, rest.expected)
    return { statistic, freedom }
  }

  it.each([1, 0.5, 2])('draws tokens with the frequencies of temperature %d', async (temperature) => {
    const n = 6000
    const p = softmax(logits.map((x) => x / temperature))
    const { statistic, freedom } = chiSquare(await counts({ temperature }, n), p, n)
    // Five standard deviations above the mean.
    expect(freedom).toBeGreaterThan(3)
    expect(statistic).toBeLessThan(freedom + 5 * Math.sqrt(2 * freedom))
    // The same counts against another temperature must fail, or the test could not.
    const wrong = softmax(logits.map((x) => x / (temperature * 1.4)))
    const other = chiSquare(await counts({ temperature }, n), wrong, n)
    expect(other.statistic).toBeGreaterThan(other.freedom + 5 * Math.sqrt(2 * other.freedom))
  })

  it('keeps exactly the k likeliest tokens, in proportion', async () => {
    const n = 4000
    const p = softmax(logits)
    const order = p.map((_, i) => i).sort((a, b) => (p[b] as number) - (p[a] as number))
    const kept = new Set(order.slice(0, 4))
    const whole = [...kept].reduce((sum, i) => sum + (p[i] as number), 0)
    const observed = await counts({ topK: 4 }, n)
    const { statistic, freedom } = chiSquare(
      observed,
      p.map((x, i) => (kept.has(i) ? x / whole : 0)),
      n,
    )
    expect(observed.flatMap((count, i) => (count > 0 && !kept.has(i) ? [i] : []))).toEqual([])
    expect(freedom).toBe(3)
    expect(statistic).toBeLessThan(freedom + 5 * Math.sqrt(2 * freedom))
  })

  it('keeps the smallest set of likeliest tokens that reaches topP, of those that topK left', async () => {
    const p = softmax(logits).sort((a, b) => b - a)
    const support = async (change: Partial<SamplingParams>): Promise<number> =>
      (await counts(change, 3000)).filter((count) => count > 0).length
    const nucleus = (shares: number[], mass: number): number => {
      let sum = 0
      return shares.findIndex((share) => (sum += share) >= mass) + 1
    }
    expect(nucleus(p, 0.6)).toBeGreaterThan(1)
    expect(await support({ topP: 0.6 })).toBe(nucleus(p, 0.6))
    const whole = p.slice(0, 3).reduce((a, b) => a + b, 0)
    const three = p.slice(0, 3).map((x) => x / whole)
    expect(await support({ topK: 3, topP: (three[0] as number) + 0.01 })).toBe(2)
    expect(await support({ topP: 1e-6 })).toBe(1)
  })

  it('gives the same bits for the same call, and other tokens for another key', async () => {
    const params = { ...PARAMS, n: 5, maxTokens: 30 }
    const once = await sampler.sample(PROMPTS, params)
    expect(await sampler.sample(PROMPTS, params)).toEqual(once)
    const other = await sampler.sample(PROMPTS, { ...params, key: { ...params.key, iteration: 3 } })
    expect(other.flat().map(({ tokens }) => tokens)).not.toEqual(once.flat().map(({ tokens }) => tokens))
  })

  it('gives a sample whatever stands beside it, in another order, and whatever the memory', async () => {
    const params = { ...PARAMS, n: 6, maxTokens: 30, stopTokens: [1, 2] }
    const together = await sampler.sample(PROMPTS, params)
    const expectAlike = (a: Completion | undefined, b: Completion | undefined): void => {
      expect(a?.tokens).toEqual(b?.tokens)
      expect(a?.stopReason).toBe(b?.stopReason)
      for (const [i, logprob] of (a as Completion).logprobs.entries())
        expect(logprob).toBeCloseTo(b?.logprobs[i] as number, 4)
    }
    for (const [p, tokens] of PROMPTS.entries()) {
      const [alone] = await sampler.sample([tokens], { ...params, n: 2, indices: [p * 6 + 3] })
      expectAlike(alone?.[0], together[p]?.[3])
      expectAlike(alone?.[1], together[p]?.[4])
    }
    const reversed = await sampler.sample(PROMPTS.toReversed(), { ...params, indices: [18, 12, 6, 0] })
    const { generator } = open('qwen3', 0.03)
    const split = await generator.sampler(weights).sample(PROMPTS, params)
    for (const [p, completions] of together.entries()) {
      for (const [j, completion] of completions.entries()) {
        expectAlike(reversed[PROMPTS.length - 1 - p]?.[j], completion)
        expectAlike(split[p]?.[j], completion)
      }
    }
  })

  it('reads identical prompts once and still gives each its own samples', async () => {
    const twice = await sampler.sample([PROMPTS[0], PROMPTS[0]] as Int32Array[], { ...PARAMS, n: 3 })
    const once = await sampler.sample([PROMPTS[0]] as Int32Array[], { ...PARAMS, n: 6 })
    expect(twice.flat()).toEqual(once.flat())
    expect(twice[0]).not.toEqual(twice[1])
  })
})

describe('the end of a completion', () => {
  const { sampler } = open('llama')

  it('comes at a stop token, which belongs to it, at different times in different rows', async () => {
    const params = { ...PARAMS, n: 12, maxTokens: 60 }
    const free = await sampler.sample(PROMPTS, params)
    const stopped = await sampler.sample(PROMPTS, { ...params, stopTokens: [4, 9] })
    const lengths = new Set<number>()
    for (const [p, completions] of free.entries()) {
      for (const [j, { tokens }] of completions.entries()) {
        const end = tokens.findIndex((token) => token === 4 || token === 9) + 1
        const found = stopped[p]?.[j] as Completion
        expect(found.tokens).toEqual(end > 0 ? tokens.slice(0, end) : tokens)
        expect(found.logprobs.length).toBe(found.tokens.length)
        expect(found.stopReason).toBe(end > 0 ? 'stop' : 'length')
        lengths.add(found.tokens.length)
      }
    }
    expect(lengths.size).toBeGreaterThan(10)
  })

  it('comes at the token that completes a stop string', async () => {
    const params = { ...PARAMS, n: 12, maxTokens: 60 }
    const free = await sampler.sample(PROMPTS, params)
    const text = letters.decode(free[0]?.[0]?.tokens as Int32Array)
    const strings = [text.slice(17, 19), text.slice(40, 43)]
    const stopped = await sampler.sample(PROMPTS, { ...params, stopStrings: strings })
    let ended = 0
    for (const [p, completions] of free.entries()) {
      for (const [j, { tokens }] of completions.entries()) {
        const whole = letters.decode(tokens)
        const ends = strings
          .map((string) => whole.indexOf(string) + string.length)
          .filter((end, i) => end >= strings[i]!.length)
        const found = stopped[p]?.[j] as Completion
        expect(found.tokens.length).toBe(ends.length > 0 ? Math.min(...ends) : 60)
        expect(found.stopReason).toBe(ends.length > 0 ? 'stop' : 'length')
        ended += Number(ends.length > 0)
      }
    }
    expect(ended).toBeGreaterThan(0)
  })

  it('comes at the first token if that stops', async () => {
    const [all] = await sampler.sample([prompt(7)], {
      ...PARAMS,
      stopTokens: Array.from({ length: 24 }, (_, i) => i),
    })
    expect(all?.[0]?.tokens.length).toBe(1)
    expect(all?.[0]?.stopReason).toBe('stop')
    const [one] = await sampler.sample([prompt(7)], { ...PARAMS, maxTokens: 1 })
    expect(one?.[0]?.stopReason).toBe('length')
  })

  it('is counted in the progress', async () => {
    const heard: number[] = []
    const results = await sampler.sample(
      PROMPTS,
      { ...PARAMS, n: 4, maxTokens: 50, stopTokens: [4] },
      {
        onProgress: (tokens) => heard.push(tokens),
      },
    )
    expect(heard).toEqual([...heard].sort((a, b) => a - b))
    expect(heard.at(-1)).toBe(results.flat().reduce((sum, { tokens }) => sum + tokens.length, 0))
  })
})

describe('a request', () => {
  const { sampler, config } = open('qwen2')

  it('is refused if it does not fit the context, naming the sizes', async () => {
    await expect(sampler.sample([prompt(1, 2, 3)], { ...PARAMS, maxTokens: 94 })).rejects.toThrow(
      'prompt 0 of 3 tokens with maxTokens 94 exceeds the context of 96',
    )
    const [full] = await sampler.sample([prompt(1, 2, 3)], { ...PARAMS, maxTokens: 93 })
    expect(full?.[0]?.tokens.length).toBe(93)
  })

  it.each([
    [{ n: 0 }, /n is 0/],
    [{ maxTokens: 1.5 }, /maxTokens is 1.5/],
    [{ temperature: Number.NaN }, /temperature is NaN/],
    [{ topP: 0 }, /topP is 0/],
    [{ topK: -1 }, /topK is -1/],
    [{ indices: [1, 2] }, /indices has 2 entries for 1 prompts/],
    [{ stopTokens: [24] }, /stop token 24/],
  ])('is refused with impossible parameters %j', async (change, message) => {
    await expect(sampler.sample([prompt(1)], { ...PARAMS, ...change })).rejects.toThrow(message)
  })

  it('is refused with impossible prompts', async () => {
    await expect(sampler.sample([prompt()], PARAMS)).rejects.toThrow('prompt 0 is empty')
    await expect(sampler.sample([prompt(1), prompt(24)], PARAMS)).rejects.toThrow('prompt 1 holds token 24')
  })

  it('stops between chunks when its signal aborts', async () => {
    const controller = new AbortController()
    let heard = 0
    const running = sampler.sample(
      [prompt(1)],
      { ...PARAMS, maxTokens: 80 },
      {
        signal: controller.signal,
        onProgress: (tokens) => {
          heard = tokens
          if (tokens > 10) controller.abort()
        },
      },
    )
    await expect(running).rejects.toMatchObject({ code: 'interrupted' })
    expect(heard).toBeLessThan(80)
    await expect(sampler.sample([prompt(1)], PARAMS, { signal: controller.signal })).rejects.toThrow(
      SpiceError,
    )
  })

  it('fails on weights that are not numbers instead of returning tokens', async () => {
    const weights = randomWeights(config, 5)
    weights.get('model.norm.weight')?.data.fill(Number.NaN)
    const generator = new Generator({ config, tokenizer: letters, threads: 1, memoryMiB: 64 })
    generators.push(generator)
    await expect(generator.sampler(weights).sample([prompt(1)], PARAMS)).rejects.toThrow(
      'log-probability NaN',
    )
  })

  it('of nothing gives nothing', async () => {
    expect(await sampler.sample([], PARAMS)).toEqual([])
  })
})
