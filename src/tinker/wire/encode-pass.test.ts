import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPass } from '../fixtures/server-wire.js'
import type { TinkerDatum, TinkerLoss } from '../types.js'
import goldens from './fixtures/goldens.json' with { type: 'json' }
import { encodePass, type PassRequest } from './index.js'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

const SMALL: PassRequest = {
  modelId: 'm',
  seqId: 1,
  data: [
    {
      tokens: Int32Array.of(5, 6, 7),
      lossInputs: { target_tokens: Int32Array.of(6, 7, 8), weights: Float32Array.of(0, 1, 1) },
    },
  ],
  loss: 'cross_entropy',
  forwardOnly: false,
}

test('the known request, byte for byte', () => {
  const { contentType, body } = encodePass(SMALL, 'protobuf')
  expect(contentType).toBe('application/x-protobuf')
  expect(hex(body)).toBe(
    '0a016d10011a640a100a0e0a0c05000000060000000700000012300a0d7461726765745f746f6b656e73121f0a180600000000000000' +
      '070000000000000008000000000000001802220103121e0a077765696768747312130a0c000000000000803f0000803f180122010322' +
      '0d63726f73735f656e74726f7079',
  )
})

test.each(goldens.requests)('$name: as the official descriptor encodes it', ({ request, hex: expected }) => {
  const data = request.data.map(
    ({ tokens, lossInputs }): TinkerDatum => ({
      tokens: Int32Array.from(tokens),
      lossInputs: Object.fromEntries(
        Object.entries(lossInputs).map(([name, values]) => [
          name,
          name === 'target_tokens' ? Int32Array.from(values) : Float32Array.from(values),
        ]),
      ),
    }),
  )
  const body = encodePass({ ...request, loss: request.loss as TinkerLoss, data }, 'protobuf').body
  expect(hex(body)).toBe(expected)
})

test('JSON as the API describes it, by path', () => {
  const config = { clip_low_threshold: 0.8, clip_high_threshold: 1.2 }
  const { contentType, body } = encodePass({ ...SMALL, loss: 'ppo', lossConfig: config }, 'json')
  expect(contentType).toBe('application/json')
  expect(JSON.parse(Buffer.from(body).toString())).toEqual({
    model_id: 'm',
    seq_id: 1,
    forward_backward_input: {
      loss_fn: 'ppo',
      loss_fn_config: config,
      data: [
        {
          model_input: { chunks: [{ type: 'encoded_text', tokens: [5, 6, 7] }] },
          loss_fn_inputs: {
            target_tokens: { data: [6, 7, 8], dtype: 'int64', shape: [3] },
            weights: { data: [0, 1, 1], dtype: 'float32', shape: [3] },
          },
        },
      ],
    },
  })
  const forward = JSON.parse(Buffer.from(encodePass({ ...SMALL, forwardOnly: true }, 'json').body).toString())
  expect(Object.keys(forward)).toEqual(['model_id', 'seq_id', 'forward_input'])
  // A loss without settings must not name any: some servers refuse even an empty list of another loss's keys.
  expect(Object.keys(forward.forward_input)).toEqual(['loss_fn', 'data'])
})

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const finite = fc.float({ noNaN: true, noDefaultInfinity: true })
const datum = fc.nat({ max: 40 }).chain((length) => {
  const size = { minLength: length, maxLength: length }
  return fc.record({
    tokens: fc.array(int32, size).map((values) => Int32Array.from(values)),
    lossInputs: fc.record({
      target_tokens: fc.array(int32, size).map((values) => Int32Array.from(values)),
      advantages: fc.array(finite, size).map((values) => Float32Array.from(values)),
    }),
  })
})
const request = fc.record({
  modelId: fc.string({ minLength: 1 }),
  seqId: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  data: fc.array(datum, { maxLength: 5 }),
  loss: fc.constantFrom<TinkerLoss>('cross_entropy', 'ppo', 'cispo', 'importance_sampling'),
  lossConfig: fc.dictionary(fc.string(), fc.double({ noNaN: true }), { maxKeys: 3 }),
  forwardOnly: fc.boolean(),
})

test('a server reads from protobuf what was written', () => {
  fc.assert(
    fc.property(request, (given) => {
      const got = readPass(encodePass(given, 'protobuf').body)
      expect({ ...got, lossConfig: { ...got.lossConfig } }).toEqual({
        ...given,
        lossConfig: { ...given.lossConfig },
      })
    }),
  )
})

test('a server reads from JSON the same numbers, to the last bit of a float32', () => {
  fc.assert(
    fc.property(request, (given) => {
      const json = JSON.parse(Buffer.from(encodePass(given, 'json').body).toString())
      const input = json[given.forwardOnly ? 'forward_input' : 'forward_backward_input']
      expect(input.data.length).toBe(given.data.length)
      for (const [index, { tokens, lossInputs }] of given.data.entries()) {
        const sent = input.data[index]
        expect(sent.model_input.chunks[0].tokens).toEqual([...tokens])
        expect(sent.loss_fn_inputs.target_tokens.data).toEqual([...lossInputs.target_tokens])
        const floats = Float32Array.from(sent.loss_fn_inputs.advantages.data as number[])
        // JSON has no -0.
        expect(floats).toEqual(lossInputs.advantages.map((value) => value + 0))
      }
    }),
  )
})

test('inputs that do not fit the tokens, or are not finite, never leave', () => {
  const bad = (lossInputs: TinkerDatum['lossInputs']) => () =>
    encodePass({ ...SMALL, data: [...SMALL.data, { tokens: Int32Array.of(1, 2), lossInputs }] }, 'protobuf')
  expect(bad({ target_tokens: Int32Array.of(1) })).toThrow(
    'datum 1: 1 numbers in "target_tokens" for 2 tokens',
  )
  expect(bad({ advantages: Float32Array.of(0, Number.NaN) })).toThrow(
    'datum 1: "advantages" is NaN at position 1',
  )
  expect(bad({ logprobs: Float32Array.of(-Infinity, 0) })).toThrow('"logprobs" is -Infinity at position 0')
})
