import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adapt, type Habits } from './habits.js'
import { EndpointError } from './index.js'
import { readAnswer } from './read-answer.js'
import { slots } from './slots.js'

describe('readAnswer', () => {
  it('puts choices in the order of their indices', () => {
    const json = {
      choices: [2, 0, 1].map((index) => ({ index, text: String(index), finish_reason: 'length' })),
    }
    const { choices, usage } = readAnswer(json, 'completions', 'server')
    expect(choices.map(({ text, cut }) => [text, cut])).toEqual([
      ['0', true],
      ['1', true],
      ['2', true],
    ])
    expect(usage).toBeNull()
  })

  it('takes ids that stand beside log-probabilities, as special tokens may be spelled as nothing', () => {
    const content = [
      { id: 13, token: '', bytes: [], logprob: -0.25 },
      { id: 46, token: ' ', bytes: [32], logprob: -0.5 },
    ]
    const read = (entries: object[]) =>
      readAnswer({ choices: [{ text: ' ', logprobs: { content: entries } }] }, 'completions', 'server')
        .choices[0]
    expect(read(content)?.ids).toBeNull()
    expect(read(content)?.spelled?.ids).toEqual([13, 46])
    expect(read(content)?.spelled?.logprobs).toEqual(Float32Array.of(-0.25, -0.5))
    expect(read([{ ...content[0], id: 'x' }, content[1] as object])?.spelled?.ids).toBeNull()
  })

  it('a log-probability that is none is NaN', () => {
    const logprobs = { tokens: ['a', 'b', 'c', 'd'], token_logprobs: [null, -0.5, 3, '-1'] }
    const [choice] = readAnswer({ choices: [{ text: 'abcd', logprobs }] }, 'completions', 'server').choices
    expect(choice?.spelled?.logprobs).toEqual(Float32Array.of(Number.NaN, -0.5, Number.NaN, Number.NaN))
  })

  it('whatever comes, it is read or refused', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('chat', 'completions'), (json, api) => {
        for (const answer of [json, { choices: json }, { choices: [json], usage: json }])
          try {
            for (const { text } of readAnswer(answer, api, 'server').choices)
              expect(text).toBeTypeOf('string')
          } catch (error) {
            expect(error).toMatchObject({ kind: 'protocol' })
            expect(error).toBeInstanceOf(EndpointError)
          }
      }),
    )
  })
})

describe('adapt', () => {
  const all: Habits = {
    tokenPrompts: true,
    severalAtOnce: true,
    seed: true,
    logprobs: true,
    extensions: true,
    stopStrings: true,
    temperature: true,
    topP: true,
    cutsOff: true,
    budget: 'max_tokens',
  }
  it.each([
    ["Unsupported value: 'n' must be 1", { severalAtOnce: false }],
    ['Only one completion choice is allowed', { severalAtOnce: false }],
    ['bad request', { severalAtOnce: false }],
    ["'seed' is not supported", { seed: false }],
    ["Unsupported parameter: 'top_p' is not supported with this model.", { topP: false }],
    ['`temperature` and `top_p` cannot both be specified', { topP: false }],
    ['Unrecognized request arguments supplied: min_p, top_k', { cutsOff: false }],
    ["'temperature' does not support 0 with this model", { temperature: false }],
    ['This model does not support logprobs', { logprobs: false }],
    ['Use max_completion_tokens instead', { budget: 'max_completion_tokens' }],
    ['[{"type":"extra_forbidden","loc":["body","return_token_ids"]}]', { extensions: false }],
    ["Unsupported parameter: 'stop' is not supported with this model", { stopStrings: false }],
    ['[{"loc":["body","prompt","str"],"msg":"Input should be a valid string"}]', { tokenPrompts: false }],
  ])('%s', (says, expected) => {
    expect(adapt(all, all, { status: 400, says })).toEqual({ ...all, ...expected })
  })

  it('gives nothing up that was not asked for, nor for a prompt that is too long', () => {
    expect(adapt(all, { budget: 'max_tokens' }, { status: 400, says: "'seed' is not supported" })).toBeNull()
    expect(adapt(all, all, { status: 400, says: 'the prompt is too long for the context' })).toBeNull()
    expect(adapt(all, all, { status: 404, says: 'seed' })).toBeNull()
  })
})

it('slots keep to their limit, in order, failures or not', async () => {
  const slot = slots(2)
  const begun: number[] = []
  let open = 0
  const work = Array.from({ length: 7 }, (_, i) =>
    slot(async () => {
      begun.push(i)
      expect(++open).toBeLessThanOrEqual(2)
      await new Promise((resolve) => setTimeout(resolve, i % 3))
      open--
      if (i % 2 === 1) throw new Error('odd')
      return i
    }),
  )
  const ended = await Promise.allSettled(work)
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(ended.map(({ status }) => status === 'fulfilled')).toEqual([
    true,
    false,
    true,
    false,
    true,
    false,
    true,
  ])
})
