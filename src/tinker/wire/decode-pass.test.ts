import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProtobufWriter } from '../../protobuf/index.js'
import { TinkerError } from '../tinker-error.js'
import goldens from './fixtures/goldens.json' with { type: 'json' }
import { decodePass } from './index.js'

const PROTOBUF = 'application/x-protobuf'
const JSON_TYPE = 'application/json; charset=utf-8'
const bytes = (text: string) => Buffer.from(text, 'hex')
const json = (value: unknown) => Buffer.from(JSON.stringify(value))
const rows = (logprobs: readonly Float32Array[]) => logprobs.map((row) => [...row])
const KNOWN =
  '0a067363616c6172123a12360a086c6f6770726f6273122a0a0c000080bf000000c0000000bf1218000000000000000008000000000000' +
  '000c00000000000000180118021a130a086c6f73733a73756d110000000000000c40'

test('the known result', () => {
  const result = decodePass(bytes(KNOWN), PROTOBUF, [2, 1])
  expect(rows(result.logprobs)).toEqual([[-1, -2], [-0.5]])
  expect(result.metrics).toEqual({ 'loss:sum': 3.5 })
})

test.each(goldens.passes)('$name: as the official descriptor encodes it', (golden) => {
  const expected = golden.logprobs.map((row) => row.map((value) => value ?? Number.NaN))
  const lengths = expected.map((row) => row.length)
  const result = decodePass(bytes(golden.hex), PROTOBUF, lengths)
  expect(rows(result.logprobs)).toEqual(expected)
  expect(result.metrics).toEqual(golden.metrics)
})

test('JSON as servers send it: null is NaN, other arrays and odd metrics are left aside', () => {
  const tensor = (data: unknown) => ({ data, dtype: 'float32', shape: [2] })
  const body = json({
    loss_fn_output_type: 'scalar',
    loss_fn_outputs: [
      { elementwise_loss: tensor([1, 2]), logprobs: tensor([-1, null]) },
      { logprobs: { data: [-0.5] } },
    ],
    metrics: { 'loss:sum': 3.5, 'odd:mean': null, text: 'no number' },
  })
  const result = decodePass(body, JSON_TYPE, [2, 1])
  expect(rows(result.logprobs)).toEqual([[-1, Number.NaN], [-0.5]])
  expect(result.metrics).toEqual({ 'loss:sum': 3.5, 'odd:mean': Number.NaN })
  expect(decodePass(json({ loss_fn_outputs: [], metrics: null }), JSON_TYPE, [])).toEqual({
    logprobs: [],
    metrics: {},
  })
})

/** The result as a server writes it in protobuf. */
function encode(
  logprobs: readonly (readonly number[])[],
  change: { offsets?: number[]; count?: number; shape?: number[] } = {},
) {
  const data = new Uint8Array(Float32Array.from(logprobs.flat()).buffer)
  const offsets = [0]
  for (const row of logprobs) offsets.push((offsets.at(-1) as number) + 4 * row.length)
  const whole = BigInt64Array.from((change.offsets ?? offsets).map(BigInt))
  return new ProtobufWriter()
    .message(2, (record) => {
      record.message(2, (entry) =>
        entry.bytesField(1, 'logprobs').message(2, (tensor) => {
          tensor.bytesField(1, data).bytesField(2, new Uint8Array(whole.buffer)).integer(3, 1)
          tensor.packedIntegers(4, change.shape ?? [])
        }),
      )
      record.integer(3, change.count ?? logprobs.length)
    })
    .finish()
}

test('both wires give the same result', () => {
  const row = fc.array(
    fc.float({ noDefaultInfinity: true }).map((value) => value + 0),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), fc.nat({ max: 3 }), (logprobs, shift) => {
      const lengths = logprobs.map((values) => values.length)
      const body = encode(logprobs)
      // Wherever in memory it lies: float32 wants multiples of four, a message has none.
      const moved = new Uint8Array(body.length + 3)
      moved.set(body, shift)
      const fromProtobuf = decodePass(moved.subarray(shift, shift + body.length), PROTOBUF, lengths)
      const outputs = logprobs.map((data) => ({ logprobs: { data, dtype: 'float32', shape: [data.length] } }))
      const fromJson = decodePass(json({ loss_fn_outputs: outputs, metrics: {} }), JSON_TYPE, lengths)
      expect(fromProtobuf).toEqual(fromJson)
      expect(rows(fromProtobuf.logprobs)).toEqual(logprobs)
    }),
  )
})

function refusal(body: Uint8Array, contentType: string, lengths: readonly number[]): string {
  try {
    decodePass(body, contentType, lengths)
  } catch (error) {
    expect(error).toBeInstanceOf(TinkerError)
    expect((error as TinkerError).kind).toBe('protocol')
    return (error as TinkerError).message
  }
  throw new Error('it was taken')
}

test('results of another shape than was asked for are refused', () => {
  expect(refusal(encode([[1]]), PROTOBUF, [1, 1])).toMatch('1 datums for 2 that were sent')
  expect(refusal(encode([[1], [2, 3]]), PROTOBUF, [1, 1])).toMatch('2 logprobs for the 1 tokens of datum 1')
  expect(refusal(encode([[1], [2]], { count: 3 }), PROTOBUF, [1, 1])).toMatch('3 datums has logprobs of 2')
  for (const offsets of [
    [0, 4, 12],
    [0, 8, 4],
    [-4, 4, 8],
    [0, 2, 8],
    [0, 2 ** 62, 2 ** 63 - 1024],
  ])
    expect(refusal(encode([[1], [2]], { offsets }), PROTOBUF, [1, 1])).toMatch(/tensor: datum \d from byte/)
  expect(refusal(encode([[1, 2]], { shape: [2] }), PROTOBUF, [2])).toMatch('one number per token, not [2]')
  expect(refusal(json({}), JSON_TYPE, [])).toMatch('loss_fn_outputs')
  expect(refusal(json({ loss_fn_outputs: [{}] }), JSON_TYPE, [1])).toMatch('no logprobs of datum 0')
  const data = (value: unknown) => json({ loss_fn_outputs: [{ logprobs: { data: value } }] })
  expect(refusal(data('text'), JSON_TYPE, [1])).toMatch('not a list of numbers')
  expect(refusal(data(['1']), JSON_TYPE, [1])).toMatch('not a number at position 0')
  expect(refusal(Buffer.from('<html>'), JSON_TYPE, [1])).toMatch('result of a pass: ')
  expect(refusal(bytes('1205'), PROTOBUF, [1])).toMatch('claims 5 bytes')
  // Only field 2's first entry: a record that says two datums and holds none.
  expect(refusal(bytes('12021802'), PROTOBUF, [1, 1])).toMatch('2 datums without logprobs')
})

test('whatever arrives is a result or a TinkerError, also when cut or flipped', () => {
  const whole = bytes(KNOWN)
  const text = json({ loss_fn_outputs: [{ logprobs: { data: [-1, -2] } }, { logprobs: { data: [1] } }] })
  const tried = (body: Uint8Array, type: string) => {
    try {
      decodePass(body, type, [2, 1])
    } catch (error) {
      expect(error).toBeInstanceOf(TinkerError)
    }
  }
  for (let length = 0; length < whole.length; length++) tried(whole.subarray(0, length), PROTOBUF)
  for (let length = 0; length < text.length; length++) tried(text.subarray(0, length), JSON_TYPE)
  fc.assert(
    fc.property(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
      const changed = Buffer.from(whole)
      changed[at] = value
      tried(changed, PROTOBUF)
    }),
    { numRuns: 2000 },
  )
})
