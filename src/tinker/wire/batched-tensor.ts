import type { ProtobufReader } from '../../protobuf/index.js'
import { MAX_DIMENSIONS } from './bounds.js'
import { float32From, float32FromBfloat16, int32From, numbersFromInt64 } from './packed-arrays.js'
import { protocolError } from './protocol-error.js'

/** Arrays of several datums, one after another. */
export interface BatchedTensor {
  readonly data: Uint8Array
  /** int64, one more than there are datums: where in `data` each begins, in bytes. */
  readonly offsets: Uint8Array
  readonly dtype: number
  readonly trailingShape: readonly number[]
}

interface ElementType {
  readonly bytes: number
  readonly read: (data: Uint8Array) => Float32Array
}

/** By the numbers of the schema's DType. */
const ELEMENTS: Readonly<Record<number, ElementType>> = {
  1: { bytes: 4, read: float32From },
  2: { bytes: 8, read: (data) => Float32Array.from(numbersFromInt64(data)) },
  3: { bytes: 4, read: (data) => Float32Array.from(int32From(data)) },
  4: { bytes: 2, read: float32FromBfloat16 },
}

export function readBatchedTensor(reader: ProtobufReader): BatchedTensor {
  let data: Uint8Array = new Uint8Array(0)
  let offsets: Uint8Array = new Uint8Array(0)
  let dtype = 0
  const trailingShape: number[] = []
  while (reader.next()) {
    if (reader.field === 1) data = reader.content()
    else if (reader.field === 2) offsets = reader.content()
    else if (reader.field === 3) dtype = reader.integer()
    else if (reader.field === 4) reader.integers(trailingShape, MAX_DIMENSIONS)
  }
  return { data, offsets, dtype, trailingShape }
}

/** One array of numbers for each datum. */
export function splitDatums(tensor: BatchedTensor): Float32Array[] {
  const { data, dtype, trailingShape } = tensor
  const element = ELEMENTS[dtype]
  if (!element) throw protocolError(`tensor: unknown element type ${dtype}`)
  if (trailingShape.some((size) => size !== 1))
    throw protocolError(`tensor: one number per token, not [${trailingShape}]`)
  if (tensor.offsets.length % 8 !== 0)
    throw protocolError(`tensor: ${tensor.offsets.length} bytes of 64-bit offsets`)
  const offsets = numbersFromInt64(tensor.offsets)
  const datums: Float32Array[] = []
  for (let index = 0; index + 1 < offsets.length; index++) {
    const start = offsets[index] as number
    const end = offsets[index + 1] as number
    if (start < 0 || end < start || end > data.length || (end - start) % element.bytes !== 0)
      throw protocolError(`tensor: datum ${index} from byte ${start} to ${end} of ${data.length}`)
    datums.push(element.read(data.subarray(start, end)))
  }
  return datums
}
