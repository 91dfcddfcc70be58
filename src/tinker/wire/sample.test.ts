import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProtobufWriter } from '../../protobuf/index.js'
import { TinkerError } from '../tinker-error.js'
import type { SampledSequence } from '../types.js'
import goldens from './fixtures/goldens.json' with { type: 'json' }
import { decodeSample, encodeSample } from './index.js'

const PROTOBUF = 'application/x-protobuf'
const JSON_TYPE = 'application/json'
const bytes = (text: string) => Buffer.from(text, 'hex')
const json = (value: unknown) => Buffer.from(JSON.stringify(value))
const plain = ({ tokens, logprobs, stopReason }: SampledSequence) => ({
  tokens: [...tokens],
  logprobs: logprobs && [...logprobs],
  stopReason,
})

test('a request as the API describes it', () => {
  const request = {
    samplingSessionId: 'sampling_589fc9ae',
    seqId: 3,
    prompt: Int32Array.of(10, 11, 12),
    samples: 4,
    params: { maxTokens: 64, temperature: 1, topP: 1, topK: -1, seed: 7, stop: [151645] },
    promptLogprobs: false,
  }
  expect(JSON.parse(encodeSample(request))).toEqual({
    sampling_session_id: 'sampling_589fc9ae',
    seq_id: 3,
    num_samples: 4,
    prompt: { chunks: [{ type: 'encoded_text', tokens: [10, 11, 12] }] },
    sampling_params: { max_tokens: 64, temperature: 1, top_k: -1, top_p: 1, seed: 7, stop: [151645] },
    prompt_logprobs: false,
    type: 'sample',
  })
  const params = { maxTokens: 1, temperature: 0.5, topP: 0.9, topK: 5, stop: ['\n', '"'] }
  expect(JSON.parse(encodeSample({ ...request, params })).sampling_params).toEqual({
    max_tokens: 1,
    temperature: 0.5,
    top_k: 5,
    top_p: 0.9,
    stop: ['\n', '"'],
  })
})

test('the known result', () => {
  const known = '0a160801120807000000080000001a08000000bf000080bf12080000c07f000000c0'
  const result = decodeSample(bytes(known), PROTOBUF, 2, 1)
  expect(result.sequences.map(plain)).toEqual([
    { tokens: [7, 8], logprobs: [-0.5, -1], stopReason: 'length' },
  ])
  expect([...(result.promptLogprobs ?? [])]).toEqual([Number.NaN, -2])
})

test.each(goldens.samples)('$name: as the official descriptor encodes it', (golden) => {
  const result = decodeSample(bytes(golden.hex), PROTOBUF, golden.promptTokens, golden.sequences.length)
  expect(result.sequences.map(plain)).toEqual(golden.sequences)
  const expected = golden.promptLogprobs?.map((value) => value ?? Number.NaN)
  // Servers may leave the first out.
  if (expected && expected.length < golden.promptTokens) expected.unshift(Number.NaN)
  expect(result.promptLogprobs && [...result.promptLogprobs]).toEqual(expected ?? null)
})

test('JSON: null logprobs are NaN, none are null, prompts of N or N-1', () => {
  const sequences = [
    { stop_reason: 'length', tokens: [1, 2], logprobs: [-1, null] },
    { stop_reason: 'stop', tokens: [3], logprobs: null },
    { stop_reason: 'stop', tokens: [] },
  ]
  const decoded = (prompt: unknown) =>
    decodeSample(json({ sequences, prompt_logprobs: prompt }), JSON_TYPE, 3, 3)
  expect(decoded(null).sequences.map(plain)).toEqual([
    { tokens: [1, 2], logprobs: [-1, Number.NaN], stopReason: 'length' },
    { tokens: [3], logprobs: null, stopReason: 'stop' },
    { tokens: [], logprobs: null, stopReason: 'stop' },
  ])
  expect(decoded(undefined).promptLogprobs).toBeNull()
  expect([...(decoded([null, -1, -2]).promptLogprobs ?? [])]).toEqual([Number.NaN, -1, -2])
  expect([...(decoded([-1, -2]).promptLogprobs ?? [])]).toEqual([Number.NaN, -1, -2])
})

/** The result as a server writes it in protobuf. */
function encode(
  sequences: readonly { tokens: number[]; logprobs: number[] | null; stop: number }[],
  prompt?: readonly number[],
) {
  const floats = (values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer)
  const out = new ProtobufWriter()
  for (const { tokens, logprobs, stop } of sequences)
    out.message(1, (sequence) => {
      if (stop !== 0) sequence.integer(1, stop)
      sequence.bytesField(2, new Uint8Array(Int32Array.from(tokens).buffer))
      if (logprobs) sequence.bytesField(3, floats(logprobs))
    })
  if (prompt) out.bytesField(2, floats(prompt))
  return out.finish()
}

test('both wires give the same result', () => {
  const float = fc.float({ noDefaultInfinity: true }).map((value) => value + 0)
  const sequence = fc.nat({ max: 20 }).chain((length) => {
    const size = { minLength: length, maxLength: length }
    return fc.record({
      tokens: fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), size),
      logprobs: fc.option(fc.array(float, size)),
      stop: fc.constantFrom(0, 1),
    })
  })
  const prompt = fc.option(fc.array(float, { minLength: 1, maxLength: 9 }), { nil: undefined })
  fc.assert(
    fc.property(fc.array(sequence, { maxLength: 5 }), prompt, (sequences, promptLogprobs) => {
      const length = promptLogprobs?.length ?? 4
      const body = encode(sequences, promptLogprobs)
      const fromProtobuf = decodeSample(body, PROTOBUF, length, sequences.length)
      const asJson = {
        sequences: sequences.map(({ tokens, logprobs, stop }) => ({
          stop_reason: ['stop', 'length'][stop],
          tokens,
          logprobs,
        })),
        prompt_logprobs: promptLogprobs ?? null,
      }
      expect(decodeSample(json(asJson), JSON_TYPE, length, sequences.length)).toEqual(fromProtobuf)
      expect(fromProtobuf.sequences.map(({ tokens }) => [...tokens])).toEqual(sequences.map((s) => s.tokens))
    }),
  )
})

function refusal(body: Uint8Array, contentType: string, promptTokens = 3, samples = 1): string {
  try {
    decodeSample(body, contentType, promptTokens, samples)
  } catch (error) {
    expect(error).toBeInstanceOf(TinkerError)
    expect((error as TinkerError).kind).toBe('protocol')
    return (error as TinkerError).message
  }
  throw new Error('it was taken')
}

test('results of another shape than was asked for are refused', () => {
  const one = { tokens: [1, 2], logprobs: [-1, -2], stop: 0 }
  expect(refusal(encode([one, one]), PROTOBUF)).toMatch('2 sequences for 1 that were asked for')
  expect(refusal(encode([{ ...one, logprobs: [-1] }]), PROTOBUF)).toMatch('1 logprobs for the 2 tokens')
  expect(refusal(encode([{ ...one, stop: 2 }]), PROTOBUF)).toMatch('stop reason 2 of sequence 0')
  expect(refusal(encode([one], [-1]), PROTOBUF)).toMatch('1 logprobs for a prompt of 3 tokens')
  expect(refusal(encode([one], [-1, -2, -3, -4]), PROTOBUF)).toMatch('4 logprobs for a prompt of 3 tokens')
  expect(refusal(bytes('0a0512030102ff'), PROTOBUF)).toMatch('3 bytes of 32-bit numbers in tokens')
  const sequences = (value: unknown) => json({ sequences: [value] })
  expect(refusal(json([]), JSON_TYPE)).toMatch('no list "sequences"')
  expect(refusal(sequences(null), JSON_TYPE)).toMatch('not an object')
  expect(refusal(sequences({ tokens: [1], stop_reason: 'abort' }), JSON_TYPE)).toMatch('stop reason "abort"')
  for (const token of [1.5, 2 ** 31, null, '1'])
    expect(refusal(sequences({ tokens: [token], stop_reason: 'stop' }), JSON_TYPE)).toMatch('32-bit integer')
})

test('whatever arrives is a result or a TinkerError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.constantFrom(PROTOBUF, JSON_TYPE), (body, type) => {
      try {
        decodeSample(body, type, 3, 1)
      } catch (error) {
        expect(error).toBeInstanceOf(TinkerError)
      }
    }),
    { numRuns: 2000 },
  )
})
