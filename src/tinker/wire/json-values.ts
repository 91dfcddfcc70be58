import { protocolError } from './protocol-error.js'

/** @throws SyntaxError, also for bytes that are not UTF-8 */
export function parseJson(body: Uint8Array): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new SyntaxError('not UTF-8')
  }
  return JSON.parse(text)
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A list of numbers, in which null is how JSON says NaN. A plain loop: these lists are most of what arrives. */
export function floatsOf(value: unknown, what: string): Float32Array {
  if (!Array.isArray(value)) throw protocolError(`${what}: not a list of numbers`)
  const floats = new Float32Array(value.length)
  for (let index = 0; index < value.length; index++) {
    const item: unknown = value[index]
    if (typeof item === 'number') floats[index] = item
    else if (item === null) floats[index] = Number.NaN
    else throw protocolError(`${what}: not a number at position ${index}`)
  }
  return floats
}

export function int32sOf(value: unknown, what: string): Int32Array {
  if (!Array.isArray(value)) throw protocolError(`${what}: not a list of numbers`)
  const integers = new Int32Array(value.length)
  for (let index = 0; index < value.length; index++) {
    const item: unknown = value[index]
    if (typeof item !== 'number' || (item | 0) !== item)
      throw protocolError(`${what}: not a 32-bit integer at position ${index}`)
    integers[index] = item
  }
  return integers
}
