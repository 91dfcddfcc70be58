import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProtobufError, ProtobufReader, ProtobufWriter } from './index.js'

const fromHex = (text: string) => new ProtobufReader(Buffer.from(text, 'hex'))

function at(text: string): ProtobufReader {
  const reader = fromHex(text)
  expect(reader.next()).toBe(true)
  return reader
}

test('the examples of the encoding guide', () => {
  const reader = at('089601120774657374696e671a03089601')
  expect([reader.field, reader.integer()]).toEqual([1, 150])
  expect(reader.next() && [reader.field, reader.text()]).toEqual([2, 'testing'])
  expect(reader.next() && reader.field).toBe(3)
  const inner = reader.message()
  expect(inner.next() && inner.integer()).toBe(150)
  expect([inner.next(), reader.next()]).toEqual([false, false])
})

test('repeated integers come packed, one by one, and mixed', () => {
  const values: number[] = []
  const reader = fromHex('3206038e029ea705' + '3007' + '3200')
  while (reader.next()) reader.integers(values, 4)
  expect(values).toEqual([3, 270, 86942, 7])
  const short: number[] = []
  expect(() => at('3206038e029ea705').integers(short, 2)).toThrow(/more than 2 numbers/)
  // A number that would go on beyond the packed field's end is cut off, whatever follows.
  expect(() => at('3202038e02').integers([], 9)).toThrow(/cut off/)
})

test('what is not read is skipped, of every wire type', () => {
  // 1: varint of ten bytes, 2: fixed64, 3: bytes, 4: fixed32, then 5: the one asked for
  const reader = fromHex('08ffffffffffffffffff01' + '11000000000000f03f' + '1a026869' + '250000803f' + '2805')
  const seen: number[] = []
  while (reader.next()) {
    seen.push(reader.field)
    if (reader.field === 5) expect(reader.integer()).toBe(5)
  }
  expect(seen).toEqual([1, 2, 3, 4, 5])
})

test('broken bytes are refused, each with its reason', () => {
  const read = (text: string, how: (reader: ProtobufReader) => unknown) => () => how(at(text))
  expect(read('0896', (r) => r.integer())).toThrow(/cut off in a number/)
  expect(read('09000000', (r) => r.double())).toThrow(/cut off in field 1/)
  expect(read('1205616263', (r) => r.content())).toThrow('field 2 claims 5 bytes, of which 3 are there')
  expect(read('12ffffffffffffffffff01', (r) => r.content())).toThrow(/claims -1 bytes/)
  expect(read('08ffffffffffffffffff7f', (r) => r.integer())).toThrow(/more than 64 bits/)
  expect(read('08ffffffffffffffffffff01', (r) => r.integer())).toThrow(/more than 64 bits/)
  expect(read('08808080808080808001', (r) => r.integer())).toThrow(/beyond 2\^53/)
  expect(read('1201ff', (r) => r.text())).toThrow(/not UTF-8/)
  expect(read('0801', (r) => r.text())).toThrow(/wire type 0, not 2/)
  expect(read('0801', (r) => [r.integer(), r.integer()])).toThrow(ProtobufError)
  expect(() => fromHex('00').next()).toThrow(/field number 0/)
  expect(() => fromHex('ffffffffff7f').next()).toThrow(/field number/)
  const group = fromHex('0b0c')
  expect(group.next()).toBe(true)
  expect(() => group.next()).toThrow(/wire type 3/)
})

test('content of a Buffer can be copied by slice()', () => {
  const bytes = Buffer.from('1203616263', 'hex')
  const reader = new ProtobufReader(bytes)
  reader.next()
  const copy = reader.content().slice()
  bytes.fill(0)
  expect([...copy]).toEqual([97, 98, 99])
})

test('any integer of 53 bits comes back', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      const reader = new ProtobufReader(new ProtobufWriter().integer(1, value).finish())
      expect(reader.next() && reader.integer()).toBe(value)
    }),
  )
})

/** Reads everything in the way that bytes happen to offer; counts the fields seen. */
function readAll(bytes: Uint8Array, how: readonly number[], depth = 0): number {
  const reader = new ProtobufReader(bytes)
  let fields = 0
  while (reader.next()) {
    fields++
    const choice = how[fields % how.length] ?? 0
    if (choice === 0) reader.integer()
    else if (choice === 1) reader.double()
    else if (choice === 2) reader.text()
    else if (choice === 3) reader.integers([], 1000)
    else if (choice === 4 && depth < 50) fields += readAll(reader.content(), how, depth + 1)
  }
  return fields
}

test('random bytes give fields or a ProtobufError: never another error, never bytes of the neighbours', () => {
  const choices = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), choices, (bytes, how) => {
      const attempt = (given: Uint8Array) => {
        try {
          return readAll(given, how)
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError)
          return (error as Error).message
        }
      }
      const result = attempt(bytes)
      // Inside a larger buffer, between bytes that would read on for ever, the same happens.
      const around = new Uint8Array(bytes.length + 40).fill(0xff)
      around.set(bytes, 20)
      expect(attempt(around.subarray(20, 20 + bytes.length))).toEqual(result)
      if (typeof result === 'number') expect(result).toBeLessThanOrEqual(bytes.length * 51)
    }),
    { numRuns: 2000 },
  )
})

test('a message cut short anywhere inside a field is refused', () => {
  const whole = new ProtobufWriter()
    .integer(1, 300)
    .double(2, 1.5)
    .message(3, (inner) => inner.bytesField(1, 'some text').packedIntegers(2, [1, 2, 3000]))
    .float(4, 1)
    .finish()
  const ends = new Set([0, 3, 12, whole.length - 5, whole.length])
  const read = (bytes: Uint8Array) => {
    const reader = new ProtobufReader(bytes)
    while (reader.next());
  }
  for (let length = 0; length <= whole.length; length++) {
    if (ends.has(length)) read(whole.subarray(0, length))
    else expect(() => read(whole.subarray(0, length))).toThrow(ProtobufError)
  }
})
