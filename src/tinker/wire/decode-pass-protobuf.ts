import { ProtobufReader } from '../../protobuf/index.js'
import type { PassResult } from '../types.js'
import { type BatchedTensor, readBatchedTensor, splitDatums } from './batched-tensor.js'
import { MAX_METRICS } from './bounds.js'
import { protocolError } from './protocol-error.js'

/** ForwardBackwardOutput. Of the arrays only `logprobs` is of use to us. */
export function decodePassProtobuf(body: Uint8Array): PassResult {
  const logprobs: Float32Array[] = []
  const metrics = new Map<string, number>()
  const reader = new ProtobufReader(body)
  while (reader.next()) {
    if (reader.field === 2) readArrayRecord(reader.message(), logprobs)
    else if (reader.field === 3) {
      const [name, value] = readMetric(reader.message())
      if (metrics.size < MAX_METRICS) metrics.set(name, value)
    }
  }
  return { logprobs, metrics: Object.fromEntries(metrics) }
}

/** Several records follow one another: their datums are appended in order. */
function readArrayRecord(reader: ProtobufReader, logprobs: Float32Array[]): void {
  let tensor: BatchedTensor | undefined
  let fields = 0
  let count = 0
  while (reader.next()) {
    if (reader.field === 2) {
      fields++
      tensor = readLogprobs(reader.message()) ?? tensor
    } else if (reader.field === 3) count = reader.integer()
  }
  if (!tensor) {
    if (fields === 0 && count === 0) return
    throw protocolError(`result of a pass: ${count} datums without logprobs`)
  }
  const datums = splitDatums(tensor)
  if (count !== 0 && count !== datums.length)
    throw protocolError(`result of a pass: a record of ${count} datums has logprobs of ${datums.length}`)
  for (const datum of datums) logprobs.push(datum)
}

/** A map entry; undefined for the fields that we don't use. */
function readLogprobs(entry: ProtobufReader): BatchedTensor | undefined {
  let name = ''
  let tensor: ProtobufReader | undefined
  while (entry.next()) {
    if (entry.field === 1) name = entry.text()
    else if (entry.field === 2) tensor = entry.message()
  }
  if (name !== 'logprobs') return undefined
  return readBatchedTensor(tensor ?? new ProtobufReader(new Uint8Array(0)))
}

function readMetric(entry: ProtobufReader): [string, number] {
  let name = ''
  let value = 0
  while (entry.next()) {
    if (entry.field === 1) name = entry.text()
    else if (entry.field === 2) value = entry.double()
  }
  return [name, value]
}
