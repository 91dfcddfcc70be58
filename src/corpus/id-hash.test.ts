import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { hexId } from './document-record.js'
import { IdHash } from './id-hash.js'

it.each([0, 1, 1023, 1024, 1025, 5000])('hashes the digits of %i ids', (count) => {
  const ids = Array.from({ length: count }, (_, i) => [Math.imul(i, 0x9e3779b1) >>> 0, i] as const)
  const hash = new IdHash()
  for (const [high, low] of ids) hash.add(high, low)
  const digits = ids.map(([high, low]) => hexId(high, low)).join('')
  expect(hash.digest()).toBe(createHash('sha256').update(digits).digest('hex'))
})
