import { describe, expect, it } from 'vitest'
import type { SampledSequence } from '../../tinker/index.js'
import { letters, sampling } from './fixtures/play.js'
import { completionOf, stopRule } from './stop-rules.js'

function sampled(text: string, stopReason: 'stop' | 'length' = 'length'): SampledSequence {
  const tokens = letters.encode(text)
  return { tokens, logprobs: Float32Array.from(tokens, (_, t) => -t - 1), stopReason }
}
const rules = (stopTokens: number[], stopStrings: string[]) => ({
  ...sampling,
  maxTokens: 8,
  stopTokens,
  stopStrings,
})
const text = (sequence: SampledSequence, stopTokens: number[], stopStrings: string[]) => {
  const completion = completionOf(sequence, rules(stopTokens, stopStrings), letters)
  expect(completion.logprobs).toEqual(sequence.logprobs?.slice(0, completion.tokens.length))
  return [letters.decode(completion.tokens), completion.stopReason]
}

describe('stopRule', () => {
  it('is of tokens where there are any, else of strings', () => {
    expect(stopRule(rules([3], ['x']))).toEqual([3])
    expect(stopRule(rules([], ['x']))).toEqual(['x'])
    expect(stopRule(rules([], []))).toBeUndefined()
  })
})

describe('completionOf', () => {
  it('ends at the first stop token or string, which belongs to it', () => {
    expect(text(sampled('abcdef'), [], [])).toEqual(['abcdef', 'length'])
    expect(text(sampled('abcdef', 'stop'), [], [])).toEqual(['abcdef', 'stop'])
    expect(text(sampled('abcdef', 'stop'), [5], [])).toEqual(['abcdef', 'stop'])
    expect(text(sampled('abcdefd'), [3], [])).toEqual(['abcd', 'stop'])
    expect(text(sampled('abcdefcd'), [], ['ef', 'cd'])).toEqual(['abcd', 'stop'])
    expect(text(sampled('abcdef'), [5], ['bc'])).toEqual(['abc', 'stop'])
    expect(text(sampled('abcdef'), [1], ['ef'])).toEqual(['ab', 'stop'])
    expect(text(sampled('a'), [], ['a'])).toEqual(['a', 'stop'])
  })

  it('may be empty, for which servers give no log-probabilities', () => {
    const empty = { ...sampled('', 'stop'), logprobs: null }
    expect(completionOf(empty, rules([3], ['x']), letters)).toEqual({
      tokens: new Int32Array(0),
      logprobs: new Float32Array(0),
      stopReason: 'stop',
    })
  })

  it('refuses samples that cannot be trained on', () => {
    const none = { ...sampled('abc'), logprobs: null }
    expect(() => completionOf(none, rules([], []), letters)).toThrow('no log-probabilities')
    const strange = { ...sampled('abc'), logprobs: Float32Array.of(-1, Number.NEGATIVE_INFINITY, -1) }
    expect(() => completionOf(strange, rules([], []), letters)).toThrow(
      'token 1 of a completion has log-probability',
    )
    const long = sampled('abcdefghi')
    expect(() => completionOf(long, rules([], []), letters)).toThrow('of 9 tokens, at most 8 were asked for')
    // What is cut off does not matter.
    expect(completionOf(strange, rules([0], []), letters).tokens).toHaveLength(1)
  })
})
