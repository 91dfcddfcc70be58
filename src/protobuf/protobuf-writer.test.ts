import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ProtobufWriter } from './index.js'

const hex = (writer: ProtobufWriter) => Buffer.from(writer.finish()).toString('hex')

test('the examples of the encoding guide', () => {
  expect(hex(new ProtobufWriter().integer(1, 150))).toBe('089601')
  expect(hex(new ProtobufWriter().bytesField(2, 'testing'))).toBe('120774657374696e67')
  expect(hex(new ProtobufWriter().message(3, (inner) => inner.integer(1, 150)))).toBe('1a03089601')
  expect(hex(new ProtobufWriter().packedIntegers(6, [3, 270, 86942]))).toBe('3206038e029ea705')
})

test('numbers of every width', () => {
  expect(hex(new ProtobufWriter().integer(1, -1))).toBe('08ffffffffffffffffff01')
  expect(hex(new ProtobufWriter().integer(1, 2 ** 40))).toBe('08808080808020')
  expect(hex(new ProtobufWriter().integer(1, 2n ** 63n - 1n))).toBe('08ffffffffffffffff7f')
  expect(hex(new ProtobufWriter().integer(16, 0))).toBe('800100')
  expect(hex(new ProtobufWriter().float(1, 1.5))).toBe('0d0000c03f')
  expect(hex(new ProtobufWriter().double(1, 3.5))).toBe('090000000000000c40')
  expect(hex(new ProtobufWriter().packedIntegers(1, []))).toBe('')
})

test('a message written in place is the message written beforehand', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (contents) => {
      const fill = (writer: ProtobufWriter) => {
        for (const content of contents) writer.bytesField(1, content)
      }
      const inner = new ProtobufWriter()
      fill(inner)
      const outer = new ProtobufWriter()
        .bytesField(1, new ProtobufWriter().bytesField(2, inner))
        .integer(3, 1)
      const inPlace = new ProtobufWriter().message(1, (one) => one.message(2, fill)).integer(3, 1)
      expect(hex(inPlace)).toBe(hex(outer))
    }),
  )
})
