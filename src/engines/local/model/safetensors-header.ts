import { SpiceError } from '../../../errors.js'
import { elementCount } from './tensor.js'

export const DTYPE_BYTES = { F32: 4, F16: 2, BF16: 2 } as const
export type DType = keyof typeof DTYPE_BYTES

/** Where one tensor lies: bytes [begin, end) after the header. */
export interface TensorEntry {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/** The reference implementation's own limit. */
export const MAX_HEADER_BYTES = 100_000_000
const MAX_TENSORS = 100_000
const MAX_RANK = 8
const MAX_ELEMENTS = 2 ** 32

/**
 * Checks a safetensors header against the length of the data behind it: known types, sizes that match the shapes, and
 * tensors that lie end to end from the first byte to the last, so that nothing overlaps, is missing or hides.
 * Entries come in the order of the file. Throws SpiceError('model').
 */
export function parseHeader(path: string, json: string, dataBytes: number): TensorEntry[] {
  const header = asRecord(parseJson(path, json))
  if (!header) throw broken(path, 'the header is not a JSON object')
  const names = Object.keys(header).filter((name) => name !== '__metadata__')
  if (names.length > MAX_TENSORS) {
    throw broken(path, `the header lists ${names.length} tensors, at most ${MAX_TENSORS} are read`)
  }
  const entries = names.map((name) => parseEntry(path, name, header[name]))
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end)
  let position = 0
  for (const { name, begin, end } of entries) {
    if (begin !== position) {
      const how = begin < position ? 'overlaps the tensor before it' : 'leaves a gap before it'
      throw broken(path, `tensor ${name} ${how}: expected it to begin at byte ${position}, found ${begin}`)
    }
    position = end
  }
  if (position !== dataBytes) {
    const how = position > dataBytes ? 'truncated' : 'longer than its header says'
    throw broken(path, `the file is ${how}: expected ${position} bytes of tensor data, found ${dataBytes}`)
  }
  return entries
}

function parseEntry(path: string, name: string, value: unknown): TensorEntry {
  const entry = asRecord(value)
  if (!entry) throw broken(path, `tensor ${name} has no description`)
  const { dtype, shape, data_offsets: offsets } = entry
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BYTES, dtype)) {
    throw new SpiceError(
      'model',
      `${path}: tensor ${name} has type ${JSON.stringify(dtype)}, expected F32, F16 or BF16`,
      {
        hint: 'Quantised and integer weights cannot be trained: take the original weights of this model.',
      },
    )
  }
  if (!isSizes(shape, MAX_RANK)) {
    throw broken(
      path,
      `tensor ${name} has shape ${JSON.stringify(shape)}, expected at most ${MAX_RANK} sizes`,
    )
  }
  if (!isSizes(offsets, 2) || offsets.length !== 2) {
    throw broken(
      path,
      `tensor ${name} has data_offsets ${JSON.stringify(offsets)}, expected [begin, end] in bytes`,
    )
  }
  const [begin, end] = offsets as [number, number]
  const elements = elementCount(shape)
  const bytes = elements * DTYPE_BYTES[dtype as DType]
  if (elements > MAX_ELEMENTS || end - begin !== bytes) {
    throw broken(
      path,
      `tensor ${name} of type ${dtype} and shape [${shape}] needs ${bytes} bytes, its data_offsets [${offsets}] span ${end - begin}`,
    )
  }
  return { name, dtype: dtype as DType, shape, begin, end }
}

function parseJson(path: string, json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw broken(path, 'the header is not JSON', cause)
  }
}

function isSizes(value: unknown, most: number): value is number[] {
  return (
    Array.isArray(value) &&
    value.length <= most &&
    value.every((size) => Number.isSafeInteger(size) && size >= 0)
  )
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

/** The error of a file that is not what it should be. */
export function broken(path: string, what: string, cause?: unknown): SpiceError {
  return new SpiceError('model', `${path}: ${what}`, {
    hint: 'The file is damaged or no safetensors file: fetch or write it again.',
    cause,
  })
}
